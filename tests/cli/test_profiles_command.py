"""`workbench profiles`: what is on the list, and what is known of each; never a value."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked

from tests.cli.running import (
    INSTALL_TOKEN,
    OWN_KEY,
    OWN_SECRET,
    MemoryKeyring,
    add_profile,
    command,
)

FACTS = [
    *("--client", "Acme Games", "--notes", "the iOS app", "--partner-id", "4711"),
    *("--host", "https://Control.Kochava.com:8081/track/json", "--host", "*.example.com", "--app-guid", "koapp-ios"),
    *("--app-guid", "koapp-android", "--not-accepted-by-sandbox", "--signal-login", "ops@example.com"),
    *("--signal-admin-url", "https://signal.example.com", "--signal-ingestion-url", "https://in.example.com"),
]


def test_the_built_in_profile_is_listed_without_a_keyring() -> None:
    ended = command("profiles", "list")
    assert (ended.status, ended.err) == (0, "")
    assert ended.row("sample") == "F5BF••••9E91  built in, public"


def test_the_list_as_json_masks_the_api_key() -> None:
    ended = command("profiles", "list", "--json")
    assert ended.json == {
        "profiles": [
            {
                "name": "sample",
                "api_key": "F5BF••••9E91",
                "built_in": True,
                "client": "",
                "rotation_in_progress": False,
            }
        ]
    }


def test_a_profile_is_added_signs_and_is_listed(memory: MemoryKeyring, install: str) -> None:
    ended = add_profile()
    assert (ended.status, ended.out) == (0, b"")
    assert "Saved the profile mine with the API key 1111••••8888" in ended.err
    assert OWN_SECRET not in ended.err
    assert OWN_KEY not in ended.err
    assert set(memory.stored.values()) == {OWN_KEY, OWN_SECRET}
    token = command("sign", install, "--profile", "mine", "--json").json["auth_token"]
    assert token not in (None, INSTALL_TOKEN)
    assert command("verify", install, "--profile", "mine", "--token", str(token)).status == 0
    assert command("profiles", "list").row("mine") == "1111••••8888"


def test_the_list_keeps_a_clients_profiles_together_and_asks_no_keyring(memory: MemoryKeyring) -> None:
    for name, client in (("a", "Beta"), ("b", "Acme"), ("c", "Beta"), ("d-with-a-long-name", "")):
        assert add_profile(name, "--client", client, "--keep").status == 0
    asked = memory.asked
    lines = command("profiles", "list").text.splitlines()
    assert [line.split()[0] for line in lines] == ["sample", "d-with-a-long-name", "b", "a", "c"]
    assert len({line.index("••••") for line in lines}) == 1
    ended = command("profiles", "list", "--client", "beta")
    assert [line.split() for line in ended.text.splitlines()] == [[name, "1111••••8888", "Beta"] for name in ("a", "c")]
    ended = command("profiles", "list", "--client", "Gamma", "--json")
    assert (ended.status, ended.json) == (0, {"profiles": []})
    assert "Acme, Beta" in ended.err
    assert memory.asked == asked


def test_facts_are_kept_shown_and_changed(memory: MemoryKeyring) -> None:
    assert add_profile("mine", *FACTS).status == 0
    shown = command("profiles", "show", "mine")
    assert shown.status == 0
    assert shown.row("Client") == "Acme Games"
    assert shown.row("API key") == "1111••••8888"
    assert shown.row("Secret") == "in the keyring"
    assert shown.row("Hosts") == "control.kochava.com, *.example.com"
    assert shown.row("App GUIDs") == "koapp-ios, koapp-android"
    assert shown.row("Sandbox") == "not accepted"
    assert shown.row("Admin URL") == "https://signal.example.com"
    assert shown.row("Ingestion") == "https://in.example.com"
    assert shown.row("Login") == "ops@example.com"
    assert shown.row("Last sent") == "never"
    edited = command("profiles", "edit", "mine", "--host", "", "--accepted-by-sandbox", "--client", "Beta")
    assert edited.status == 0
    after = command("profiles", "show", "mine", "--json").json
    assert (after["hosts"], after["known_to_sandbox"], after["client"]) == ([], True, "Beta")
    assert (after["app_guids"], after["notes"]) == (["koapp-ios", "koapp-android"], "the iOS app")


def test_everything_is_shown_as_json_with_times_in_utc(memory: MemoryKeyring) -> None:
    add_profile("mine", *FACTS)
    ended = command("profiles", "show", "mine", "--json")
    whole = ended.json
    created = datetime.fromisoformat(str(whole.pop("created")))
    assert created.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=1)
    assert whole == {
        "name": "mine",
        "api_key": "1111••••8888",
        "built_in": False,
        "client": "Acme Games",
        "rotation_in_progress": False,
        "notes": "the iOS app",
        "hosts": ["control.kochava.com", "*.example.com"],
        "app_guids": ["koapp-ios", "koapp-android"],
        "known_to_sandbox": False,
        "partner_id": "4711",
        "signal_admin_url": "https://signal.example.com",
        "signal_ingestion_url": "https://in.example.com",
        "signal_login": "ops@example.com",
        "signal_values": [],
        "rotated": None,
        "used": None,
        "old_api_key": None,
    }


def test_times_are_shown_in_local_time_with_the_offset(memory: MemoryKeyring, monkeypatch: pytest.MonkeyPatch) -> None:
    add_profile()
    monkeypatch.setenv("TZ", "AAA-05:30")
    time.tzset()
    try:
        assert command("profiles", "show", "mine").row("Created").endswith("+05:30")
    finally:
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()


def test_a_host_that_is_none_is_refused_before_anything_is_asked(memory: MemoryKeyring) -> None:
    ended = add_profile("mine", "--host", "://")
    assert ended.status == 2
    assert "Invalid host" in ended.err
    assert memory.asked == 0


def test_an_edit_of_nothing_says_so(memory: MemoryKeyring) -> None:
    add_profile()
    ended = command("profiles", "edit", "mine", "--client", "")
    assert ended.status == 2
    assert "Nothing to change" in ended.err


def test_values_are_replaced_and_what_is_known_stays(memory: MemoryKeyring) -> None:
    add_profile("mine", *FACTS)
    pair = b"12121212-3333-4444-5555-666677778888\nthe right secret\n"
    ended = command("profiles", "edit", "mine", "--values", "--notes", "corrected", stdin=pair)
    assert ended.status == 0
    assert "its API key is 1212••••8888" in ended.err
    assert set(memory.stored.values()) == set(pair.decode().splitlines())
    after = command("profiles", "show", "mine", "--json").json
    assert (after["notes"], after["client"], after["old_api_key"]) == ("corrected", "Acme Games", None)


def test_signals_values_are_kept_and_an_empty_line_keeps_what_is_there(memory: MemoryKeyring) -> None:
    add_profile()
    first = command("profiles", "edit", "mine", "--signal-values", stdin=b"event key\nevent secret\n\n")
    assert first.status == 0
    assert "Saved 2 of Signal's values of mine" in first.err
    shown = command("profiles", "show", "mine")
    assert shown.row("Stored") == "event key, event secret"
    command("profiles", "edit", "mine", "--signal-values", stdin=b"\r\nanother\r\npass word\r\n")
    assert {"event key", "another", "pass word"} <= set(memory.stored.values())
    assert "event secret" not in memory.stored.values()
    json_ = command("profiles", "show", "mine", "--json").json
    assert json_["signal_values"] == ["signal-event-key", "signal-event-secret", "signal-password"]
    ended = command("profiles", "edit", "mine", "--signal-values", stdin=b"only one\n")
    assert ended.status == 2
    assert "1 line, but 3 are needed" in ended.err


def test_a_profile_is_renamed_without_the_keyring(memory: MemoryKeyring, install: str) -> None:
    add_profile("mine", "--client", "Acme")
    asked = memory.asked
    ended = command("profiles", "rename", "mine", "ours")
    assert (ended.status, ended.err) == (0, "Renamed the profile mine to ours.\n")
    assert memory.asked == asked
    assert command("sign", install, "--profile", "ours").status == 0
    assert command("sign", install, "--profile", "mine").status == 4
    assert command("profiles", "rename", "ours", "Ours").status == 0


def test_a_profile_is_removed_from_the_keyring_too(memory: MemoryKeyring) -> None:
    add_profile()
    ended = command("profiles", "remove", "mine")
    assert (ended.status, ended.err) == (0, "Removed the profile mine.\n")
    assert memory.values == {}
    assert "mine" not in command("profiles", "list").text


def test_values_that_the_keyring_does_not_delete_are_reported_and_deleted_later(
    memory: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_profile()
    with monkeypatch.context() as patch:
        patch.setattr(memory, "delete_password", lambda *_: 1 / 0)
        ended = command("profiles", "remove", "mine")
    assert ended.status == 0
    assert "the keyring may still contain its values" in ended.err
    assert set(memory.stored.values()) == {OWN_KEY, OWN_SECRET}
    assert command("profiles", "check").status == 1
    assert command("profiles", "check", "--repair").status == 0
    assert memory.values == {}


@pytest.mark.parametrize(
    "words",
    [
        ("add", "sample"),
        ("remove", "sample"),
        ("edit", "sample", "--client", "x"),
        ("rename", "sample", "x"),
        ("rename", "mine", "sample"),
        ("rotate", "sample"),
    ],
)
def test_the_sample_is_built_in(memory: MemoryKeyring, words: tuple[str, ...]) -> None:
    add_profile()
    before = dict(memory.values)
    ended = command("profiles", *words, stdin=b"key\nsecret\n")
    assert ended.status == 2
    assert "built" in ended.err
    assert memory.values == before


@pytest.mark.parametrize(
    "words",
    [
        ("show", "nobody"),
        ("edit", "nobody", "--client", "x"),
        ("rename", "nobody", "x"),
        ("remove", "nobody"),
        ("rotate", "nobody"),
        ("check", "nobody"),
    ],
)
def test_a_profile_that_is_not_there_is_bad_input(memory: MemoryKeyring, words: tuple[str, ...]) -> None:
    ended = command("profiles", *words)
    assert ended.status == 2
    assert "There is no profile “nobody”" in ended.err
    assert memory.asked == 0


@pytest.mark.parametrize("name", ["MINE", "a/b", "", "Environment", "Session", " x"])
def test_a_name_that_cannot_be_used_is_refused_before_values_are_asked_for(memory: MemoryKeyring, name: str) -> None:
    add_profile("mine")
    add_profile("other", api_key="22223333-4444-5555-6666-777788889999", secret="quite another")
    asked = memory.asked
    assert command("profiles", "add", "--", name).status == 2
    assert command("profiles", "rename", "other", name).status == 2
    assert memory.asked == asked


def test_a_damaged_list_is_said_once(memory: MemoryKeyring, home: Path) -> None:
    add_profile()
    path = home / "workbench" / "config" / "profiles.json"
    path.write_text("{")
    ended = command("profiles", "rename", "mine", "ours")
    assert ended.status == 2
    assert ended.err.count("is damaged") == 1


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["", "json"])
@pytest.mark.parametrize("name", ["sign", "verify", "send", "show"])
def test_a_locked_keyring_is_the_reason_for_status_4(
    memory: MemoryKeyring, install: str, name: str, words: tuple[str, ...]
) -> None:
    add_profile()
    memory.trouble = KeyringLocked("Failed to unlock the collection!")
    lines = {
        "sign": ("sign", install, "--profile", "mine"),
        "verify": ("verify", install, "--profile", "mine", "--token", "0" * 64),
        "send": ("send", install, "--profile", "mine", "--to", "sandbox"),
        "show": ("profiles", "show", "mine", "--fingerprints"),
    }
    ended = command(*lines[name], *words)
    assert ended.status == 4
    assert "The keyring is locked" in ended.err
    assert "Unlock it" in ended.err
    if words:
        assert ended.json["why"] == "locked"
        assert "The keyring is locked" in str(ended.json["error"])
        assert ended.out.count(b"\n") == 1
    else:
        assert ended.out == b""


def test_without_a_keyring_nothing_need_be_typed_to_hear_so() -> None:
    ended = command("profiles", "add", "mine")
    assert ended.status == 4
    assert "No keyring is available" in ended.err
    assert "standard input" not in ended.err.lower()


def test_no_action_is_bad_usage() -> None:
    assert command("profiles").status == 2


def test_what_was_written_holds_no_value(memory: MemoryKeyring, home: Path) -> None:
    add_profile("mine", *FACTS)
    for path in home.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert OWN_KEY.encode() not in content
        assert json.dumps(OWN_SECRET).strip('"').encode() not in content
        assert OWN_SECRET.encode() not in content
