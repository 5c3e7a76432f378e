"""Devices, pipes and links: read with a limit and without waiting, written through and kept."""

import os
import stat
import threading
from pathlib import Path

import pytest

from tests.credentials.fakes import KEY, SECRET, MemoryKeyring
from workbench.credentials import Profiles, Vault
from workbench.disk import replace_file, set_aside
from workbench.workspace.drafts import Draft, DraftStore
from workbench.workspace.files import FileError, read_body, write_body
from workbench.workspace.settings import SettingsStore


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


@pytest.mark.parametrize(("path", "why"), [("/dev/zero", "larger"), ("/dev/urandom", "larger")])
def test_an_endless_device_is_refused(path: str, why: str) -> None:
    with pytest.raises(FileError, match=why):
        read_body(Path(path))


def test_an_empty_device_is_empty() -> None:
    assert read_body(Path(os.devnull)) == b""


def test_a_pipe_that_nobody_writes_to_is_refused(pipe: Path) -> None:
    with pytest.raises(FileError, match="no program writes to this pipe"):
        read_body(pipe)


@pytest.mark.parametrize("size", [1, 3_000_000])
def test_a_pipe_is_read_to_its_end(pipe: Path, size: int) -> None:
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"x" * size))
    writer.start()
    assert read_body(pipe) == b"x" * size
    writer.join()


def test_an_open_pipe_is_read_by_its_number() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"{}")
    os.close(writing)
    try:
        assert read_body(Path(f"/dev/fd/{reading}")) == b"{}"
    finally:
        os.close(reading)


def test_a_pipe_is_written_through_and_kept(pipe: Path) -> None:
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    while not read:  # until the reader has opened it
        try:
            write_body(pipe, b"body")
            break
        except FileError:
            continue
    reader.join()
    assert read == [b"body"]
    assert stat.S_ISFIFO(pipe.lstat().st_mode)


def test_a_pipe_that_nobody_reads_is_refused(pipe: Path) -> None:
    with pytest.raises(FileError, match="could not be saved"):
        write_body(pipe, b"body")
    assert stat.S_ISFIFO(pipe.lstat().st_mode)


def test_devices_are_written_and_kept() -> None:
    for device in (os.devnull, "/dev/full"):
        before = Path(device).stat()
        if device == "/dev/full":
            with pytest.raises(FileError, match="No space left"):
                write_body(Path(device), b"body")
        else:
            write_body(Path(device), b"body")
        assert Path(device).stat().st_rdev == before.st_rdev


def test_an_open_file_is_written_by_its_number(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as file:
        file.write(b"before ")
        file.flush()
        write_body(Path(f"/dev/fd/{file.fileno()}"), b"body")
    assert (tmp_path / "out").read_bytes() == b"before body"


def _linked(folder: Path, name: str) -> Path:
    """Make a link to a file that does not exist yet; return that file."""
    (folder / "real").mkdir(parents=True)
    (folder / name).symlink_to(folder / "real" / name)
    return folder / "real" / name


def test_files_of_the_program_are_written_through_links(tmp_path: Path) -> None:
    real = [_linked(tmp_path / "config", name) for name in ("settings.json",)]
    assert SettingsStore(tmp_path / "config").change(theme="dark") is None
    real.append(_linked(tmp_path / "profiles", "profiles.json"))
    Profiles(tmp_path / "profiles" / "profiles.json", Vault(MemoryKeyring())).add("Acme", KEY, SECRET)
    real.append(_linked(tmp_path / "drafts", "drafts.json"))
    assert DraftStore(tmp_path / "drafts").save([Draft("a", None, b"a")]) is None
    for file in real:
        assert file.is_file()
        assert file.parent.with_name(file.name).is_symlink() or (file.parent.parent / file.name).is_symlink()


def test_a_damaged_file_behind_a_link_is_kept_and_so_is_the_link(tmp_path: Path) -> None:
    real = _linked(tmp_path / "config", "settings.json")
    real.write_bytes(b"{")
    SettingsStore(tmp_path / "config").load()
    assert real.with_name("settings.json.damaged-1").read_bytes() == b"{"
    assert (tmp_path / "config" / "settings.json").is_symlink()


def test_a_device_is_never_set_aside(tmp_path: Path) -> None:
    (tmp_path / "settings.json").symlink_to(os.devnull)
    assert set_aside(tmp_path / "settings.json") is None
    assert Path(os.devnull).exists()


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(OSError, match="symbolic links"):
        replace_file(tmp_path / "a", b"")


def test_a_vanished_folder_is_not_created_by_saving(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="could not be saved"):
        write_body(tmp_path / "gone" / "a.json", b"")
    assert not (tmp_path / "gone").exists()
