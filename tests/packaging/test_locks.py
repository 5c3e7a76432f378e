"""The lock files: everything that is declared, for every platform, with hashes, and nothing that the faulty Qt is."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.txt", "requirements-test.txt"]


def _locked(name: str) -> dict[str, tuple[str, str]]:
    """Return each package of a lock with its version and the rest of its lines."""
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
    return {
        each[1]: (each[2], each[3]) for each in re.finditer(r"^([\w.-]+)==(\S+)((?:.*\\\n)*.*)", text, re.MULTILINE)
    }


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", each.lower().replace("_", "-"))[0] for each in requirements}


def test_everything_declared_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = _names(project["project"]["dependencies"]) | _names(project["build-system"]["requires"])
    assert runtime <= _locked("requirements.txt").keys()
    assert _names(project["dependency-groups"]["dev"]) <= _locked("requirements-test.txt").keys()


def test_the_test_lock_holds_all_of_the_other_one() -> None:
    runtime, test = _locked("requirements.txt"), _locked("requirements-test.txt")
    for package, (version, rest) in runtime.items():
        assert test[package][0] == version, package
        assert set(re.findall(r"sha256:\w+", test[package][1])) == set(re.findall(r"sha256:\w+", rest)), package


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_hashes_and_no_other_option(name: str) -> None:
    locked = _locked(name)
    assert len(locked) > 30
    for package, (_, rest) in locked.items():
        assert re.findall(r"--hash=sha256:[0-9a-f]{64}", rest), package
        assert set(re.findall(r"--\w+", rest)) == {"--hash"}, package


def test_other_platforms_have_what_they_need_too() -> None:
    locked = _locked("requirements.txt")
    assert "sys_platform == 'win32'" in locked["pywin32-ctypes"][1]
    assert "sys_platform == 'linux'" in locked["secretstorage"][1]
    # Linux on two processors, macOS for both, Windows on two.
    assert locked["pyside6-essentials"][1].count("--hash") >= 5


def test_qt_is_a_version_without_the_reference_fault() -> None:
    assert _locked("requirements.txt")["pyside6-essentials"][0] == "6.11.3"
