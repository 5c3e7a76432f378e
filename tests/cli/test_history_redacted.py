"""Values of profiles that a command does not read are redacted in notes, tags and bodies, stored and shown."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.cli.kept import SAMPLE
from tests.cli.running import OWN_KEY, MemoryKeyring, command
from tests.history.making import done, exchange
from workbench.credentials import default_profiles
from workbench.disk import state_dir
from workbench.exchange import Exchange, Request
from workbench.history import default_history
from workbench.redaction import Redactor, Secret, remember
from workbench.redaction.redactor import shared

OTHER_SECRET = "hush-Zz9-of-the-other"


@pytest.fixture
def other_profile(memory: MemoryKeyring) -> None:
    """A profile whose values this process does not know."""
    default_profiles().add("Other", OWN_KEY, OTHER_SECRET)
    Redactor.__init__(shared)


def stored() -> bytes:
    return b"".join(file.read_bytes() for file in sorted(Path(state_dir()).rglob("*")) if file.is_file())


@pytest.mark.usefixtures("other_profile")
def test_a_body_with_the_pair_of_another_profile_is_stored_without_it() -> None:
    body = json.dumps({"action": "install", "key": OWN_KEY, "data": f"x={OTHER_SECRET}"}).encode()
    sent = command("send", "-", *SAMPLE, "--to", "sandbox", "--json", stdin=body)
    exchange = str(sent.json["exchange"])
    shown = command("history", "show", exchange, "--body")
    assert OWN_KEY.encode() not in stored()
    assert OTHER_SECRET.encode() not in stored()
    assert shown.out.count(b"*") >= len(OWN_KEY) + len(OTHER_SECRET)


@pytest.mark.usefixtures("other_profile")
def test_a_note_and_a_tag_with_the_secret_of_another_profile_are_stored_without_it() -> None:
    sent = command("send", "-", *SAMPLE, "--to", "sandbox", "--json", stdin=b'{"action":"install"}')
    exchange = str(sent.json["exchange"])
    Redactor.__init__(shared)
    command("history", "note", exchange, f"the secret is {OTHER_SECRET}!")
    Redactor.__init__(shared)
    command("history", "tag", exchange, OWN_KEY)
    assert OWN_KEY.encode() not in stored()
    assert OTHER_SECRET.encode() not in stored()


@pytest.mark.parametrize("variable", ["WORKBENCH_API_KEY", "WORKBENCH_SECRET", "WORKBENCH_SIGNAL_TOKEN"])
@pytest.mark.parametrize("action", ["note", "tag"])
def test_a_note_and_a_tag_with_a_value_of_the_environment_are_stored_without_it(
    action: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = command("send", "-", *SAMPLE, "--to", "sandbox", "--json", stdin=b'{"action":"install"}')
    monkeypatch.setenv(variable, OTHER_SECRET)
    Redactor.__init__(shared)
    command("history", action, str(sent.json["exchange"]), OTHER_SECRET)
    assert OTHER_SECRET.encode() not in stored()


ADDRESSES = (
    f"http://{OTHER_SECRET}.example/track/json",
    f"https://{OTHER_SECRET}/track/json",
    f"http://host:80/{OTHER_SECRET}?a={OTHER_SECRET}#{OTHER_SECRET}",
    f"http://user:{OTHER_SECRET}@127.0.0.1:80/track/json",
    f"http://{OTHER_SECRET}:8080",
)
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("show",),
    ("show", "--body"),
    ("show", "--json"),
    *(("export", "--as", form) for form in ("raw", "curl", "har", "markdown", "bundle", "csv", "jsonl")),
    ("resend", "--dry-run", *SAMPLE),
    ("recorded",),
    ("pin",),
)


@pytest.mark.parametrize("url", ADDRESSES)
def test_a_row_whose_address_or_body_held_a_secret_opens_everywhere(url: str, tmp_path: Path) -> None:
    remember(Secret(OTHER_SECRET))
    body = json.dumps({"action": "install", OTHER_SECRET: [OTHER_SECRET]}).encode()
    made = exchange(body)
    history = default_history()
    history.begin([made_at := _at(made, url)])
    history.end([done(made_at)])
    history.close()
    for words in COMMANDS:
        ended = command("history", words[0], made.id, *words[1:])
        assert ended.status in (0, 2), (words, ended.err)
        assert (ended.status, words[0]) != (2, "show")
        assert (ended.status, words[0]) != (2, "export")
        assert OTHER_SECRET.encode() not in ended.out
        assert OTHER_SECRET not in ended.err
    bundle = tmp_path / "shared.json"
    bundle.write_bytes(command("history", "export", made.id, "--as", "bundle").out)
    assert command("history", "verify-bundle", str(bundle)).status in (0, 1)
    assert command("history", "compare", made.id, made.id).status in (0, 1)


def _at(made: Exchange, url: str) -> Exchange:
    request = made.request
    return replace(made, request=Request(request.method, url, request.headers, request.body))
