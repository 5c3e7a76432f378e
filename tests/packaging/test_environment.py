"""The virtual environment: fresh, stale, broken, half made, not writable, and wanted by two at once."""

import contextlib
import json
import multiprocessing
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import environment
import installer
import pytest
from environment import RUNTIME_LOCK, TEST_LOCK, Environment
from progress import CannotGoOn


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Make a folder with the files that say what has to be installed."""
    folder = tmp_path / "clone"
    (folder / "packaging").mkdir(parents=True)
    for name in (RUNTIME_LOCK, TEST_LOCK):
        (folder / "packaging" / name).write_text(f"{name}==1\n", encoding="utf-8")
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    return folder


class _Installs:
    """Stands in for venv and pip: an environment is a link to this Python and one file a package."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, venv: Environment) -> None:
        self.did: list[str] = []
        self.fails_at = ""
        self.venv = venv
        monkeypatch.setattr(installer, "create", self._create)
        monkeypatch.setattr(installer, "install_locked", lambda python, lock: self._install(lock.name))
        monkeypatch.setattr(installer, "install_project", lambda python, clone: self._install("project"))
        monkeypatch.setattr(installer, "try_qt", lambda python: self._do("qt"))
        monkeypatch.setattr(installer, "works", lambda python: python.exists())
        monkeypatch.setattr(installer, "is_whole", lambda python: True)

    @property
    def packages(self) -> Path:
        return Path(self.venv._place("purelib"))

    def _do(self, what: str) -> None:
        self.did.append(what)
        if what == self.fails_at:
            raise CannotGoOn(what)

    def _create(self, folder: Path) -> None:
        self.packages.mkdir(parents=True)
        self.venv.python.parent.mkdir(parents=True)
        self.venv.python.symlink_to(sys.executable)
        self._do("create")

    def _install(self, name: str) -> None:
        (self.packages / name).touch()
        self._do(name)

    def since(self, act: Callable[[], None]) -> list[str]:
        """Return what was done while `act` ran."""
        self.did.clear()
        with contextlib.suppress(CannotGoOn):
            act()
        return list(self.did)


@pytest.fixture
def venv(clone: Path) -> Environment:
    return Environment(clone / ".venv", clone)


@pytest.fixture
def installs(venv: Environment, monkeypatch: pytest.MonkeyPatch) -> _Installs:
    return _Installs(monkeypatch, venv)


def _run(venv: Environment) -> None:
    venv.make(RUNTIME_LOCK, qt=True)


WHOLE = ["create", RUNTIME_LOCK, "project", "qt"]


def test_the_first_set_up_does_everything_and_the_second_nothing(venv: Environment, installs: _Installs) -> None:
    assert not venv.is_fresh(RUNTIME_LOCK, qt=True)
    assert installs.since(lambda: _run(venv)) == WHOLE
    assert venv.is_fresh(RUNTIME_LOCK, qt=True)
    assert installs.since(lambda: _run(venv)) == []


@pytest.mark.parametrize("at", WHOLE)
def test_a_set_up_that_was_cut_short_is_started_from_nothing(venv: Environment, installs: _Installs, at: str) -> None:
    installs.fails_at = at
    installs.since(lambda: _run(venv))
    assert not venv.is_fresh(RUNTIME_LOCK, qt=False)
    (installs.packages / "half a package").touch()
    installs.fails_at = ""
    assert installs.since(lambda: _run(venv)) == WHOLE
    assert not (installs.packages / "half a package").exists()


def _no_python(venv: Environment, packages: Path) -> None:
    venv.python.unlink()


def _dangling_python(venv: Environment, packages: Path) -> None:
    venv.python.unlink()
    venv.python.symlink_to("nowhere")


def _package_gone(venv: Environment, packages: Path) -> None:
    (packages / RUNTIME_LOCK).unlink()


def _packages_gone(venv: Environment, packages: Path) -> None:
    shutil.rmtree(packages)


def _stamp_torn(venv: Environment, packages: Path) -> None:
    (venv.folder / "bootstrap.json").write_text('{"for": {"py', encoding="utf-8")


def _stamp_of_another_shape(venv: Environment, packages: Path) -> None:
    (venv.folder / "bootstrap.json").write_text("[1]", encoding="utf-8")


def _another_python(venv: Environment, packages: Path) -> None:
    path = venv.folder / "bootstrap.json"
    stamp = json.loads(path.read_bytes())
    stamp["for"]["python"] = "3.9.2"
    path.write_text(json.dumps(stamp), encoding="utf-8")


@pytest.mark.parametrize(
    "harm",
    [
        _no_python,
        _dangling_python,
        _package_gone,
        _packages_gone,
        _stamp_torn,
        _stamp_of_another_shape,
        _another_python,
    ],
)
def test_a_broken_environment_is_made_anew(
    venv: Environment, installs: _Installs, harm: Callable[[Environment, Path], None]
) -> None:
    _run(venv)
    harm(venv, installs.packages)
    assert not venv.is_fresh(RUNTIME_LOCK, qt=False)
    assert installs.since(lambda: _run(venv)) == WHOLE


def test_a_moved_clone_gets_a_new_environment(
    venv: Environment, clone: Path, installs: _Installs, tmp_path: Path
) -> None:
    _run(venv)
    installs.venv = Environment(clone.rename(tmp_path / "moved") / ".venv", tmp_path / "moved")
    assert installs.since(lambda: _run(installs.venv)) == WHOLE


@pytest.mark.parametrize("changed", ["pyproject.toml", f"packaging/{RUNTIME_LOCK}"])
def test_a_changed_lock_is_followed_without_starting_over(
    venv: Environment, clone: Path, installs: _Installs, changed: str
) -> None:
    _run(venv)
    (clone / changed).write_text("another==2\n", encoding="utf-8")
    assert installs.since(lambda: _run(venv)) == [RUNTIME_LOCK, "project", "qt"]


def test_what_the_tests_need_is_added_and_serves_the_window_too(venv: Environment, installs: _Installs) -> None:
    _run(venv)
    assert installs.since(lambda: venv.make(TEST_LOCK, qt=True)) == [TEST_LOCK, "project", "qt"]
    assert venv.is_fresh(RUNTIME_LOCK, qt=True)


def test_qt_is_tried_only_once_a_window_is_wanted(venv: Environment, installs: _Installs) -> None:
    assert installs.since(lambda: venv.make(RUNTIME_LOCK, qt=False)) == ["create", RUNTIME_LOCK, "project"]
    assert venv.is_fresh(RUNTIME_LOCK, qt=False)
    assert not venv.is_fresh(RUNTIME_LOCK, qt=True)


def test_an_environment_made_by_hand_is_completed_and_not_thrown_away(venv: Environment, installs: _Installs) -> None:
    installs._create(venv.folder)
    (installs.packages / "something of mine").touch()
    assert installs.since(lambda: _run(venv)) == [RUNTIME_LOCK, "project", "qt"]
    assert (installs.packages / "something of mine").exists()


def test_one_made_by_hand_with_half_a_package_is_made_anew(
    venv: Environment, installs: _Installs, monkeypatch: pytest.MonkeyPatch
) -> None:
    installs._create(venv.folder)
    monkeypatch.setattr(installer, "is_whole", lambda python: False)
    assert installs.since(lambda: _run(venv)) == WHOLE


def test_where_the_clone_cannot_be_written_the_cache_folder_serves(
    clone: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr(environment, "can_write", lambda folder: not folder.is_relative_to(clone))
    chosen = environment.choose(RUNTIME_LOCK, qt=False, clone=clone).folder
    assert chosen.parent == home / "cache" / "payload-workbench"
    other = environment.choose(RUNTIME_LOCK, qt=False, clone=clone.parent).folder
    assert chosen != other


def test_a_fresh_environment_is_used_even_where_nothing_can_be_written(
    clone: Path, venv: Environment, installs: _Installs, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(venv)
    monkeypatch.setattr(environment, "can_write", lambda folder: False)
    assert environment.choose(RUNTIME_LOCK, qt=True, clone=clone).folder == venv.folder


def test_with_no_place_to_write_both_places_are_named(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "can_write", lambda folder: False)
    with pytest.raises(CannotGoOn, match=r"Neither .*\.venv nor .*payload-workbench.* can be written"):
        environment.choose(RUNTIME_LOCK, qt=False, clone=clone)


def test_what_can_be_written_is_found_by_writing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert environment.can_write(tmp_path / "not" / "there" / "yet")
    assert not environment.can_write(tmp_path / "file")
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_place_that_cannot_be_made_is_said_in_a_sentence(clone: Path) -> None:
    (clone / ".venv").touch()
    with pytest.raises(CannotGoOn, match=r"could not write .*\.venv \(File exists\)\. Make room"):
        _run(Environment(clone / ".venv", clone))


def _hold(folder: str, held: str, release: str) -> None:
    """Hold the environment's lock from the moment `held` is written until `release` is."""
    with Environment(Path(folder), Path(folder))._alone():
        Path(held).write_bytes(b"1")
        Path(release).read_bytes()


def test_two_set_ups_at_once_take_turns(
    venv: Environment, installs: _Installs, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    venv.folder.mkdir()
    held, release = tmp_path / "held", tmp_path / "release"
    for pipe in (held, release):
        os.mkfifo(pipe)
    other = multiprocessing.get_context("spawn").Process(target=_hold, args=(str(venv.folder), str(held), str(release)))
    other.start()
    held.read_bytes()
    assert not _lock_is_free(venv)
    release.write_bytes(b"1")
    _run(venv)
    other.join()
    assert other.exitcode == 0
    assert venv.is_fresh(RUNTIME_LOCK, qt=True)
    assert _lock_is_free(venv)


def _lock_is_free(venv: Environment) -> bool:
    with (venv.folder / "bootstrap.lock").open("ab") as file:
        return environment._try_lock(file)


def test_a_program_started_inside_sees_nothing_of_another_python(
    venv: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PYTHONHOME", "/elsewhere")
    environ = environment.child_environ(venv)
    assert not {"PYTHONPATH", "PYTHONHOME"} & environ.keys()
    assert environ["PATH"].split(os.pathsep)[0] == str(venv.scripts)


def test_in_a_clone_that_cannot_be_written_byte_code_goes_to_the_cache(
    venv: Environment, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr(environment, "can_write", lambda folder: False)
    assert environment.child_environ(venv)["PYTHONPYCACHEPREFIX"].startswith(str(home / "cache"))


def test_a_program_inside_is_run_to_its_end_and_its_status_is_ours(venv: Environment, installs: _Installs) -> None:
    installs._create(venv.folder)
    assert environment.run_inside(venv, ["-c", "raise SystemExit(5)"], cwd=venv.folder) == 5
    with pytest.raises(OSError, match="not there"):
        environment.run_inside(venv, ["-c", "0"], cwd=venv.folder / "not there")
