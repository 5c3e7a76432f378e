"""Saves while being killed before and after every call into C, one call further each time; tells what was left.

Run as `killed.py draft FOLDER` or `killed.py body FOLDER`. Prints one JSON object: how often it was killed, how often
the old and the new content was found, and what was found that is neither.
"""

import json
import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path

from workbench.workspace.drafts import Draft, DraftStore
from workbench.workspace.files import read_body, write_body

_OLD, _NEW, _NEXT = (Draft(name, f"/somewhere/{name}", name.encode() * 50_000) for name in ("old", "new", "next"))


def _save(what: str, folder: Path, draft: Draft) -> None:
    if what == "draft":
        assert DraftStore(folder).save([draft]) is None
    else:
        write_body(folder / "payload.json", draft.body)


def _found(what: str, folder: Path) -> Draft | None:
    if what == "draft":
        store = DraftStore(folder)
        documents = store.load().documents
        return documents[0] if len(documents) == 1 and not store.notes else None
    body = read_body(folder / "payload.json")
    return next((draft for draft in (_OLD, _NEW, _NEXT) if draft.body == body), None)


def _die_at(step: int) -> None:
    steps = count(1)

    def hook(_: object, event: str, __: object) -> None:
        if event in {"c_call", "c_return"} and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(hook)


def main(what: str, folder: Path) -> None:
    pristine, trial = folder / "pristine", folder / "trial"
    pristine.mkdir()
    _save(what, pristine, _OLD)
    seen = {"old": 0, "new": 0, "neither": 0, "not saved after": 0, "left over": 0}
    killed = 0
    while True:
        shutil.copytree(pristine, trial)
        status = _save_and_die(what, trial, killed + 1)
        if os.WIFEXITED(status):
            break
        killed += 1
        draft = _found(what, trial)
        seen["old" if draft == _OLD else "new" if draft == _NEW else "neither"] += 1
        _save(what, trial, _NEXT)
        seen["not saved after"] += _found(what, trial) != _NEXT
        seen["left over"] += what == "draft" and len(list(trial.iterdir())) != len(list(pristine.iterdir()))
        shutil.rmtree(trial)
    sys.stdout.write(json.dumps(seen | {"killed": killed, "ended well": os.waitstatus_to_exitcode(status) == 0}))


def _save_and_die(what: str, folder: Path, step: int) -> int:
    """Save in a child that is killed at that step, if it gets so far; return how it ended."""
    child = os.fork()
    if child == 0:
        _die_at(step)
        _save(what, folder, _NEW)
        os._exit(0)
    return os.waitpid(child, 0)[1]


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
