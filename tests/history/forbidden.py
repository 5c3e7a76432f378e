"""Uses a history that may not be written, as a user for whom that holds. Tells what it said, and whether it heals.

Run as `forbidden.py FILE WHAT`, WHAT being file, folder, or nothing there. Prints one JSON object.
"""

import json
import os
import sys
from pathlib import Path

from tests.history.making import done, exchange
from workbench.disk import locked
from workbench.history import History, HistoryError

_NOBODY = 65534


def main(path: Path, what: str) -> None:
    _load_everything(path)
    path.parent.mkdir()
    if what != "nothing":
        before = History(path)
        before.begin([done(exchange(b"kept before"))])
        before.close()
    _become_someone(path.parent)
    if what == "file":
        path.chmod(0o400)
    else:
        path.parent.chmod(0o500)
    content = path.read_bytes() if path.exists() else b""
    history = History(path)
    found = len(history.find("kept before"))
    says = ""
    try:
        history.begin([exchange()])
    except HistoryError as error:
        says = str(error)
    same = (path.read_bytes() if path.exists() else b"") == content
    path.parent.chmod(0o700)
    if path.exists():
        path.chmod(0o600)
    history.begin([exchange()])
    facts = {
        "found": found,
        "says": says,
        "same": same,
        "healed": history.error,
        "rows": len(history.find()),
        "notes": history.notes,
    }
    history.close()
    sys.stdout.write(json.dumps(facts))


def _load_everything(path: Path) -> None:
    """Load what is loaded late, while this process may still read every folder."""
    with locked(path.parent.with_name("warm")):
        warm = History(None)
        warm.begin([done(exchange())])
        warm.find("x")
        warm.close()


def _become_someone(folder: Path) -> None:
    """The system's own user may write anything: be another then."""
    if os.geteuid() == 0:
        for file in (folder, *folder.iterdir()):
            os.chown(file, _NOBODY, _NOBODY)
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
