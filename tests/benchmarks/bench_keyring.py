"""What a real keyring costs: the heartbeat of a window whose keyring waits for its password, and one value fetched."""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import cast

from tests.benchmarks.harness import Row
from tests.credentials.login import KeyringSession
from tests.credentials.prompter import Prompter

AIM = 50.0
"""Milliseconds that the window may be held up at most; more can be felt."""

DRIVER = Path(__file__).with_name("keyring_driver.py")
ROOT = DRIVER.parents[2]
_FETCH = """
import sys
from time import perf_counter
from workbench.credentials import Vault
from workbench.credentials.backends import find_backend
from workbench.credentials.vault import SERVICE
vault, bare = Vault(), find_backend()
entry = sys.argv[1]
for _ in range(25):
    start = perf_counter(); vault.find(entry); middle = perf_counter()
    bare.get_password(SERVICE, entry); print(middle - start, perf_counter() - middle)
"""


def measure() -> list[Row]:
    """Measure in a session that has a bus and a keyring of its own."""
    with tempfile.TemporaryDirectory(prefix="pw-", ignore_cleanup_errors=True) as folder:
        session = KeyringSession(Path(folder))
        try:
            return _measure(session)
        finally:
            session.close()


def _measure(session: KeyringSession) -> list[Row]:
    session.environ |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    session.start_keyring(unlocked=True)
    session.ask(do="add", name="Acme", api_key="acme-key-0123456789", secret="acme-secret-9876543210")
    ours, bare = zip(*_fetches(session), strict=True)
    session.lock_keyring()
    with Prompter(session.environ["DBUS_SESSION_BUS_ADDRESS"]) as prompter:
        facts = dict(line.split(" ", 1) for line in _run(session, [str(DRIVER), "Acme"]).splitlines())
        assert prompter.asked.is_set() or prompter.withdrawn.is_set(), "the keyring never asked"
    idle, waiting = ([float(each) for each in facts[what].split()] for what in ("idle", "waiting"))
    name = "beat of the window while a locked keyring waits"
    return [
        Row(f"{name}, p99", _p99(waiting), _p99(idle), "the same window idle", AIM, by="difference"),
        Row(f"{name}, longest", max(waiting), max(idle), "the same window idle", AIM, by="difference"),
        Row(f"{name}, longest", max(waiting), AIM, "what can be felt", 1.0),
        Row("fetch of one value", statistics.median(ours), statistics.median(bare), "keyring's own call", 1.5),
    ]


def _fetches(session: KeyringSession) -> list[tuple[float, float]]:
    """Return milliseconds of our fetch and of keyring's own, by turns."""
    lines = _run(session, ["-c", _FETCH, session.entries()[0]]).splitlines()[1:]
    return [cast("tuple[float, float]", tuple(float(each) * 1000 for each in line.split())) for line in lines]


def _run(session: KeyringSession, words: list[str]) -> str:
    command = [sys.executable, *words]
    return subprocess.run(command, env=session.environ, capture_output=True, check=True, text=True, timeout=120).stdout


def _p99(intervals: list[float]) -> float:
    return statistics.quantiles(intervals, n=100)[98]
