"""Devices, pipes, links and damaged files in the terminal: refused at once, written through, and said."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.kept import SAMPLE, sent
from tests.cli.running import OWN_KEY, OWN_SECRET, add_profile, command
from workbench.disk import config_dir

BODY_COMMANDS = (
    ("sign", "FILE", *SAMPLE),
    ("wire", "FILE", "--wire", "php"),
    ("php", "FILE"),
    ("verify", "FILE", *SAMPLE, "--token", "0" * 64),
    ("send", "FILE", *SAMPLE, "--to", "sandbox"),
    ("history", "verify-bundle", "FILE"),
)


def _large(folder: Path) -> Path:
    with (folder / "large").open("wb") as file:
        file.truncate(200_000_000)
    return folder / "large"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


@pytest.mark.parametrize("words", BODY_COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize("make", [_large, _pipe, lambda _folder: "/dev/zero"], ids=["large", "pipe", "endless"])
def test_endless_and_too_large_input_is_refused(
    tmp_path: Path, words: tuple[str, ...], make: Callable[[Path], object]
) -> None:
    path = str(make(tmp_path))
    ended = command(*(path if word == "FILE" else word for word in words))
    assert (ended.status, ended.out) == (2, b"")
    assert path in ended.err


def test_an_export_is_written_through_a_link_and_a_device(install: str, tmp_path: Path) -> None:
    kept = sent(Path(install).read_bytes())
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert command("history", "export", kept, "--as", "har", "--output", str(tmp_path / "link")).status == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes().startswith(b"{")
    assert command("history", "export", kept, "--as", "har", "--output", os.devnull).status == 0
    assert Path(os.devnull).is_char_device()
    full = command("history", "export", kept, "--as", "har", "--output", "/dev/full")
    assert full.status == 2
    assert "No space left" in full.err


@pytest.mark.usefixtures("memory")
def test_a_damaged_profile_list_is_said_and_the_others_can_be_used(install: str) -> None:
    add_profile("other", api_key=OWN_KEY.replace("1", "9"), secret=f"{OWN_SECRET}2")
    add_profile("mine")
    file = config_dir() / "profiles.json"
    file.write_bytes(file.read_bytes().replace(b'"other"', b'"other'))
    assert b'"other",' not in file.read_bytes()
    ended = command("sign", install, "--profile", "mine")
    assert ended.status == 0
    assert "profiles.json.damaged-1" in ended.err
