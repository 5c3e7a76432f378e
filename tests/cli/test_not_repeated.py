"""No error message repeats an argument that may be a secret, whatever the command and the place."""

from pathlib import Path

import pytest

from tests.cli.running import MemoryKeyring, add_profile, command

SECRETS = (
    "9x6C9uN3c1", "5B8E2C70-4D1F-4A93-8E6A-7C1D0B9F3E52", "a-secret-of-ours", "aB3/xY9=qQ+zz77", "Hush.0123456789",
)  # fmt: skip
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("{}",),
    ("sign", "{}"),
    ("sign", "./{}"),
    ("sign", "{}", "--profile", "sample"),
    ("sign", "-", "--profile", "{}"),
    ("sign", "-", "--profile={}"),
    ("sign", "-", "--wire", "{}"),
    ("wire", "{}"),
    ("php", "{}"),
    ("verify", "{}", "--profile", "sample", "--token", "0"),
    ("verify", "-", "--profile", "sample", "--token", "{}"),
    ("send", "{}", "--profile", "sample", "--to", "sandbox"),
    ("send", "-", "--profile", "sample", "--to", "{}"),
    ("send", "-", "--profile", "sample", "--to", "http://{}:x/"),
    ("send", "-", "--profile", "sample", "--to", "sandbox", "--repeat", "{}"),
    ("send", "-", "--profile", "sample", "--to", "sandbox", "--proxy", "{}"),
    ("send", "-", "--profile", "sample", "--to", "sandbox", "--ca-file", "{}"),
    ("profiles", "show", "{}"),
    ("profiles", "remove", "{}"),
    ("profiles", "rename", "{}", "other"),
    ("profiles", "rename", "other", "{}"),
    ("profiles", "rotate", "{}", "--back"),
    ("profiles", "edit", "{}", "--notes", "x"),
    ("profiles", "check", "{}"),
    ("history", "show", "{}"),
    ("history", "export", "{}", "--as", "raw"),
    ("history", "note", "{}", "text"),
    ("history", "resend", "{}"),
    ("history", "verify-bundle", "{}"),
    ("history", "list", "after:{}"),
    ("history", "{}"),
    ("sandbox", "--port", "{}"),
    ("gui", "{}"),
    ("gui", "--profile", "{}"),
    ("completion", "{}"),
)


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_secret_in_place_of_an_argument_is_not_repeated(
    words: tuple[str, ...], as_json: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    for secret in SECRETS:
        ended = command(*(word.format(secret) for word in words), *(["--json"] if as_json else []), stdin=b"{}")
        assert ended.status not in (0, 70), (secret, ended)
        assert secret.lower() not in ended.err.lower()
        assert secret.lower().encode() not in ended.out.lower()


def test_names_that_exist_and_names_of_files_are_repeated(memory: MemoryKeyring, tmp_path: Path) -> None:
    del memory
    folder = tmp_path / "folder-of-2026-payloads"
    folder.mkdir()
    assert "folder-of-2026-payloads" in command("sign", str(folder)).err
    assert "install-android-17.json" in command("sign", "install-android-17.json").err
    assert "instal" in command("sign", "instal").err
    add_profile("production-2026")
    assert "production-2026" in command("profiles", "add", "production-2026", stdin=b"key\nsecret\n").err
    assert "production-2026" in command("profiles", "rotate", "production-2026", "--back").err
