"""Payload files and application folders: exact bytes, atomic replacement, system locations."""

import os
import stat
import threading
from pathlib import Path

import pytest

from workbench.disk import config_dir, data_dir, locked, remove_temporary_files, replace_file, state_dir
from workbench.workspace.files import FileError, read_body, write_body

BODY = b"\xef\xbb\xbf{}\r\n\x00\xff\r"


def test_body_is_written_and_read_byte_for_byte(tmp_path: Path) -> None:
    write_body(tmp_path / "a.json", BODY)
    assert (tmp_path / "a.json").read_bytes() == BODY
    assert read_body(tmp_path / "a.json") == BODY
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_permissions_are_kept(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"old")
    file.chmod(mode)
    kept = stat.S_IMODE(file.stat().st_mode)
    write_body(file, BODY)
    assert stat.S_IMODE(file.stat().st_mode) == kept
    assert file.read_bytes() == BODY


def test_new_file_has_default_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    write_body(tmp_path / "new", BODY)
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_symbolic_link_is_followed_and_kept(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a.json").write_bytes(b"old")
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "there" / "a.json")
    write_body(link, BODY)
    assert link.is_symlink()
    assert (tmp_path / "there" / "a.json").read_bytes() == BODY


def test_unreadable_file_gives_a_message(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        read_body(tmp_path / "missing.json")
    assert str(caught.value) == (f"The file could not be read (No such file or directory): {tmp_path / 'missing.json'}")
    for path in (tmp_path, tmp_path / "a\0b"):
        with pytest.raises(FileError, match="could not be read"):
            read_body(path)


def test_unwritable_file_gives_a_message_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError, match=r"could not be saved .* was not changed"):
        write_body(tmp_path / "folder", BODY)
    assert [file.name for file in tmp_path.iterdir()] == ["folder"]


def test_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="No space left on device"):
        write_body(file, BODY)
    assert file.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_only_temporary_files_are_removed(tmp_path: Path) -> None:
    kept = [tmp_path / "a.json", tmp_path / ".b.json.012345abcdef.new"]
    for file in (*kept, tmp_path / ".a.json.012345abcdef.new"):
        file.write_bytes(b"")
    remove_temporary_files(tmp_path / "a.json")
    assert sorted(tmp_path.iterdir()) == sorted(kept)


def test_file_with_a_very_long_name_can_be_replaced(tmp_path: Path) -> None:
    file = tmp_path / ("n" * 255)
    replace_file(file, b"content")
    assert file.read_bytes() == b"content"


def test_lock_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        for _ in range(20):
            with locked(tmp_path / "a"):
                inside.append(number)
                most.append(len(inside))
                inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 80
    assert set(most) == {1}


def test_home_variable_moves_every_folder(home: Path) -> None:
    assert {config_dir(), data_dir(), state_dir()} == {
        home / "workbench" / name for name in ("config", "data", "state")
    }
    assert not (home / "workbench").exists()


def test_without_it_the_system_folders_are_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKBENCH_HOME")
    folders = [config_dir(), data_dir(), state_dir()]
    assert all("payload-workbench" in folder.parts for folder in folders)
    assert all(folder.is_relative_to(home) for folder in folders)


@pytest.mark.parametrize("size", [99, 100])
def test_a_file_up_to_the_limit_is_read(tmp_path: Path, size: int) -> None:
    (tmp_path / "a").write_bytes(b"x" * size)
    assert len(read_body(tmp_path / "a", 100)) == size


def test_a_larger_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(FileError, match="larger than 20 MB"):
        read_body(tmp_path / "large")
