"""Fills a disk: no file of this process may grow beyond some bytes. Tells what the history said, and whether it heals.

Run as `full.py FILE BYTES`. Prints one JSON object.
"""

import json
import resource
import sys
from pathlib import Path

from tests.history.making import answer, done, exchange
from workbench.history import History, HistoryError

_NO_ROOM = 16_000  # bytes: fewer than the file that all who have a history open share


def main(path: Path, room: int) -> None:
    history = History(path)
    first = exchange()
    history.begin([first])
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, most))
    kept = 0
    says = ""
    while not says and kept < 10_000:
        try:
            history.begin([exchange(b"x" * 2_000)])
            kept += 1
        except HistoryError as error:
            says = str(error)
    history.end([done(first, answer(200, b"y" * 50_000))])
    held = history.error
    known = history.exchange(first.id)
    found = len(history.find())
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    history.begin([exchange()])
    healed = history.error
    history.close()
    resource.setrlimit(resource.RLIMIT_FSIZE, (_NO_ROOM, most))
    opened_full = History(path)
    found_opened = len(opened_full.find())
    opened_says = opened_full.error
    opened_full.close()
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    again = History(path)
    facts = {
        "says": says,
        "held": held,
        "known while full": known is not None and known.outcome is not None,
        "found while full": found == kept + 1,
        "found where it is opened full": found_opened == kept + 2,
        "says where it is opened full": opened_says[:17],
        "healed": healed,
        "rows": len(again.find()) == kept + 2,
        "outcome": (again.exchange(first.id) or first).outcome == answer(200, b"y" * 50_000),
        "notes": again.notes,
    }
    again.close()
    sys.stdout.write(json.dumps(facts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
