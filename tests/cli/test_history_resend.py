"""`workbench history resend` and `compare`."""

from __future__ import annotations

import json

import pytest

from tests.cli.answering import SUCCESS, answering
from tests.cli.kept import IDFA, install_of, listed, sent
from tests.cli.running import NEW_KEY, NEW_SECRET, OWN_KEY, OWN_SECRET, add_profile, command
from workbench.operations import pair_fingerprint
from workbench.signing import Credentials, sign

REFUSED = b'HTTP/1.1 401 Unauthorized\r\nContent-Length: 36\r\n\r\n{"success":"0","error":"bad token"}\r\n'
ODD = b'\xef\xbb\xbf{"action": "install",\r\n "u": "a\\/b"}\n'


@pytest.mark.usefixtures("memory")
def test_an_install_is_found_by_its_device_id_and_resent() -> None:
    add_profile("mine")
    body = install_of(IDFA)
    with answering(REFUSED) as server:
        command("send", "-", "--profile", "mine", "--to", server.url, "--user-agent", "Unknown", stdin=body)
        (found,) = listed(IDFA)
        rotated = command("profiles", "rotate", "mine", stdin=f"{NEW_KEY}\n{NEW_SECRET}\n".encode())
        assert rotated.status == 0, rotated.err
    with answering() as other:
        ended = command("history", "resend", str(found["id"])[:8], "--to", other.url)
    assert ended.status == 0
    assert other.body == server.body == body
    fresh = sign(body, Credentials(NEW_KEY, NEW_SECRET)).auth_token
    assert f"Kochava-Auth-Token: {fresh}\r\n".encode() in other.requests[0]
    assert b"User-Agent: Unknown\r\n" in other.requests[0]
    assert "signed with other credentials" in ended.err
    assert pair_fingerprint(Credentials(OWN_KEY, OWN_SECRET)) in ended.err
    assert "401 Unauthorized → 200 OK" in ended.text
    assert '/success\n              A "0"\n              B "1"\n' in ended.text
    assert '/error\n              A "bad token"\n              B (missing)\n' in ended.text
    assert fresh not in ended.text + ended.err
    again = listed(IDFA)[0]
    assert again["resend_of"] == found["id"]


@pytest.mark.usefixtures("memory")
def test_the_bytes_of_every_wire_form_are_resent_unchanged() -> None:
    add_profile("mine")
    with answering() as server:
        for form, body in [("as-typed", ODD), ("escape-slashes", b'{"u":"a/b"}'), ("php", b'{ "u" : "a/b" }')]:
            command("send", "-", "--profile", "mine", "--to", server.url, "--wire", form, stdin=body)
            ended = command("history", "resend", "last", "--json")
            assert ended.status == 0
            assert ended.json["wire"] == form
            assert ended.json["changed"]["same"] is True  # type: ignore[index]
    first, again = server.requests[0::2], server.requests[1::2]
    assert first == again  # headers too: the same pair makes the same token
    assert len(first) == 3


def test_a_sandbox_exchange_is_resent_to_a_new_sandbox() -> None:
    sent(b'{"device_id":{"idfa":"8F1C9E37-5B0D-4C42-9A52-0F4C1E2D3B4A"}}', to="sandbox-identitylink")
    ended = command("history", "resend", "last")
    assert ended.status == 0
    assert ended.row("To").startswith("Sandbox, IdentityLink · ")
    sent(install_of(IDFA))
    ended = command("history", "resend", "last")
    assert ended.status == 0
    assert "\n            sandbox computed " in ended.text


def test_environment_credentials_sign_a_resend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", OWN_KEY)
    monkeypatch.setenv("WORKBENCH_SECRET", OWN_SECRET)
    command("send", "-", "--to", "sandbox", stdin=b"{}")
    assert command("history", "resend", "last", "--json").json["profile"] == "environment"
    monkeypatch.delenv("WORKBENCH_SECRET")
    monkeypatch.delenv("WORKBENCH_API_KEY")
    refused = command("history", "resend", "last")
    assert refused.status == 4
    assert len(listed()) == 2


@pytest.mark.usefixtures("memory")
def test_a_missing_profile_is_reported_by_name() -> None:
    add_profile("mine")
    command("send", "-", "--profile", "mine", "--to", "sandbox", stdin=b"{}")
    command("profiles", "remove", "mine")
    assert command("history", "resend", "last").status == 4
    ended = command("history", "resend", "last", "--profile", "sample")
    assert ended.row("Token")  # sent, to a sandbox that knows the sample
    assert "signed with other credentials" in ended.err


@pytest.mark.usefixtures("memory")
def test_a_resend_needs_confirmations_and_dry_run_and_private_save_nothing() -> None:
    add_profile("mine", "--host", "control.kochava.com")
    command("send", "-", "--profile", "mine", "--to", "sandbox", stdin=b"{}")
    refused = command("history", "resend", "last", "--to", "https://example.com/")
    assert refused.status == 2
    assert "Add --any-host" in refused.err
    dry = command("history", "resend", "last", "--dry-run")
    assert (dry.status, dry.row("Body")) == (0, "2 bytes · as typed")
    assert command("history", "resend", "last", "--private").status in (0, 1)
    assert len(listed()) == 1


def test_missing_transport_options_give_a_warning(install: str) -> None:
    with answering() as server:
        command("send", install, "--profile", "sample", "--to", server.url, "--deadline", "7")
        ended = command("history", "resend", "last")
        same = command("history", "resend", "last", "--deadline", "7")
    assert "the first send used deadline 7 s" in ended.err
    assert same.err == ""


def test_compare_shows_bytes_json_and_headers() -> None:
    one = sent(b'{"a": 1, "b": "x"}')
    other = sent(b'{"b":"x","a":1}', "--content-type", "text/plain")
    third = sent(b'{"b":"x","a":2}')
    ended = command("history", "compare", one[:8], other[:8])
    assert ended.status == 1
    assert ended.row("Request") == "≠ Same JSON, written differently: key order, whitespace."
    assert "first difference: byte 2, line 1, column 3" in ended.text
    assert "Content-Type\n              A application/json\n              B text/plain\n" in ended.text
    assert ended.row("Response") == "= 400 Bad Request"
    changed = command("history", "compare", other[:8], third[:8], "--json")
    assert changed.status == 1
    request = changed.json["request"]
    assert isinstance(request, dict)
    assert request["meaning"] == "different JSON"
    assert request["changes"] == [{"pointer": "/a", "before": "1", "after": "2"}]


def test_an_exchange_equals_itself() -> None:
    body = b'{"a":1}'
    with answering(SUCCESS) as server:
        one, other = sent(body, to=server.url), sent(body, to=server.url)
    ended = command("history", "compare", one, other)
    assert ended.status == 0
    assert ended.row("Request") == "= 7 identical bytes."
    assert json.loads(command("history", "compare", one, one, "--json").text)["same"] is True
    assert command("history", "compare", one, "ffffffff").status == 2


def test_bodies_with_replaced_secrets_are_not_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for key, secret in ((OWN_KEY, OWN_SECRET), (NEW_KEY, NEW_SECRET.ljust(len(OWN_SECRET), "x")[: len(OWN_SECRET)])):
        monkeypatch.setenv("WORKBENCH_API_KEY", key)
        monkeypatch.setenv("WORKBENCH_SECRET", secret)
        command("send", "-", "--to", "sandbox", stdin=json.dumps({"password": secret}).encode())
    after, before = listed()
    compared = command("history", "compare", str(before["id"]), str(after["id"]))
    assert compared.status == 1
    assert "not byte-exact" in compared.text


@pytest.mark.usefixtures("memory")
def test_a_renamed_profile_signs_a_resend() -> None:
    add_profile("mine")
    add_profile("other", api_key=NEW_KEY, secret=NEW_SECRET)
    command("send", "-", "--profile", "mine", "--to", "sandbox", stdin=b"{}")
    for old, new in (("mine", "ours"), ("ours", "theirs")):
        assert command("profiles", "rename", old, new).status == 0
    ended = command("history", "resend", "last", "--json")
    assert ended.json["profile"] == "theirs"
    assert "the profile mine was renamed to theirs" in ended.err
    assert "pair rotated" not in ended.err


@pytest.mark.usefixtures("memory")
def test_a_former_name_with_other_credentials_does_not_sign() -> None:
    add_profile("mine")
    command("send", "-", "--profile", "mine", "--to", "sandbox", stdin=b"{}")
    command("profiles", "remove", "mine")
    add_profile("mine", api_key=NEW_KEY, secret=NEW_SECRET)
    command("profiles", "rename", "mine", "ours")
    refused = command("history", "resend", "last")
    assert refused.status == 4
    assert "no profile “mine”" in refused.err
    assert len(listed()) == 1


def test_environment_is_a_profile_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert command("send", "-", "--to", "sandbox", "--profile", "environment", stdin=b"{}").status == 4
    monkeypatch.setenv("WORKBENCH_API_KEY", OWN_KEY)
    monkeypatch.setenv("WORKBENCH_SECRET", OWN_SECRET)
    command("send", "-", "--to", "sandbox", "--profile", "environment", stdin=b"{}")
    (found,) = listed("profile:environment")
    assert found["profile"] == "environment"
