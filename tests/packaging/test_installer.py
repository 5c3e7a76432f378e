"""What happens inside an environment: pip's failures as sentences, Qt tried for real, damage seen."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import installer
import machine
import pytest
from environment import Environment
from progress import CannotGoOn


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Retrying: NewConnectionError('...')\nERROR: No matching distribution found for x", "is there a network?"),
        ("ERROR: No matching distribution found for shiboken6==6.11.3", "no build of shiboken6==6.11.3 for this"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "does not match the hash"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "its certificate is not one"),
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "disk is full"),
        ("noise\nERROR: something of its own\nmore noise", "pip failed: ERROR: something of its own."),
    ],
)
def test_each_plain_failure_of_pip_has_its_sentence(said: str, answer: str) -> None:
    assert answer in installer.explain(said)


@pytest.fixture
def real(tmp_path: Path) -> Environment:
    """Make a real environment by the set-up's own code."""
    made = Environment(tmp_path / "real", tmp_path)
    installer.create(made.folder)
    return made


@pytest.mark.soak
def test_a_real_environment_works_until_its_python_or_a_package_is_harmed(real: Environment) -> None:
    assert installer.works(real.python)
    assert installer.is_whole(real.python)
    next(Path(real._place("purelib")).glob("pip/_internal/main.py")).write_text("", encoding="utf-8")
    assert not installer.is_whole(real.python)
    real.python.unlink()
    real.python.write_text("junk", encoding="utf-8")
    real.python.chmod(stat.S_IRWXU)
    assert not installer.works(real.python)
    assert not installer.works(Path(sys.base_prefix) / "bin" / "python3")


@pytest.mark.soak
def test_an_environment_is_made_anew_even_by_its_own_python(real: Environment) -> None:
    program = (
        "import pathlib, shutil, sys; import installer; folder = pathlib.Path(sys.argv[1]);"
        "shutil.rmtree(folder); installer.create(folder)"
    )
    environ = os.environ | {"PYTHONPATH": str(Path(installer.__file__).parent)}
    done = subprocess.run(
        [real.python, "-c", program, real.folder], capture_output=True, text=True, env=environ, check=False
    )
    assert done.returncode == 0, done.stderr
    assert installer.works(real.python)


@pytest.mark.soak
def test_without_a_network_pip_ends_in_a_sentence_that_says_so(
    real: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("PIP_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    lock = tmp_path / "requirements.txt"
    lock.write_text("h11==0.16.0 --hash=sha256:" + "0" * 64 + "\n", encoding="utf-8")
    with pytest.raises(CannotGoOn, match=r"does not answer \(is there a network\?\)"):
        installer.install_locked(real.python, lock)


def test_qt_that_misses_an_unknown_library_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "ImportError: libnever.so.9: cannot open shared object file: No such file or directory"
    monkeypatch.setattr(installer, "_run", lambda command, cwd: (1, said))
    with pytest.raises(CannotGoOn, match=r"does not load: the system has no libnever\.so\.9"):
        installer.try_qt(tmp_path / "python")


def test_qt_that_misses_known_libraries_gets_them_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [
        (1, f"ImportError: {name}: cannot open shared object file: gone") for name in ("libGL.so.1", "libEGL.so.1")
    ]
    answers.append((0, ""))
    provided: list[str] = []
    monkeypatch.setattr(installer, "_run", lambda command, cwd: answers.pop(0))
    monkeypatch.setattr(machine, "provide", provided.extend)
    installer.try_qt(tmp_path / "python")
    assert provided == ["libgl1", "libegl1"]
