"""Forces errors in every place where one can occur, with planted values in their messages and arguments."""

import asyncio
import logging
import threading
import warnings
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, qWarning

from tests.hunt.faults import raise_it, words_of
from tests.hunt.looking import look_at_clipboard
from tests.hunt.scene import Scene
from tests.hunt.witness import ForcedCrash
from workbench.redaction.crash_report import crash_folder

if TYPE_CHECKING:
    from collections.abc import Callable

_KNOWN = ("environment", "spare", "rotated")
"""Credentials that the program knows when it crashes."""


def crashing(scene: Scene) -> None:
    """Crash on the GUI thread, on other threads and in the event loop; log and warn; copy each crash report."""
    words = words_of(scene.plan, _KNOWN) + " " + scene.hands.token
    bridge = scene.hands.app.tasks
    copies: dict[str, Callable[[], None]] = {}
    scene.hands.app.crash_reports.notice_posted.connect(
        lambda notice: copies.update({each.id: each.callback for each in notice.actions})
    )
    fall = partial(raise_it, words)
    faults: tuple[Callable[[], object], ...] = (
        partial(QTimer.singleShot, 0, partial(fall, "InASlot")),
        partial(bridge.call, partial(fall, "InACall"), print),
        partial(bridge.run, partial(_in_the_loop, fall), print, cancelled=print),
        threading.Thread(target=partial(fall, "InAThread")).start,
        partial(_in_a_finalizer, fall),
        partial(_later_in_the_loop, scene, fall),
    )
    for count, fault in enumerate(faults, 1):
        fault()
        scene.until(lambda count=count: len(copies) >= count <= len(_reports()))  # type: ignore[misc]
    _write(words)
    for report in _reports():
        text = report.read_text("utf-8")
        assert "ForcedCrash" in text, text
        assert "[redacted]" in text, text
        copies[f"copy-report:{report.stem}"]()
        assert "ForcedCrash" in scene.hands.application.clipboard().text()
        look_at_clipboard(scene.witness)
    scene.hands.application.clipboard().clear()


def _reports() -> list[Path]:
    return list(crash_folder().glob("?" * 12 + ".txt"))


async def _in_the_loop(fall: "Callable[[str], None]") -> None:
    await asyncio.sleep(0)
    fall("InTheLoop")


def _later_in_the_loop(scene: Scene, fall: "Callable[[str], None]") -> None:
    """Raise an error in a task of the event loop that nobody awaits."""

    async def leave() -> None:
        # Without arguments: asyncio's debugging writes down the beginning of them.
        asyncio.get_running_loop().call_soon(lambda: fall("LaterInTheLoop"))

    scene.hands.app.tasks.run(leave, lambda _none: None, cancelled=lambda: None)


def _in_a_finalizer(fall: "Callable[[str], None]") -> None:
    class Falling:
        def __del__(self) -> None:
            fall("InAFinalizer")

    Falling()


def _write(words: str) -> None:
    """Log and warn with the values in every part of a record, as a library could."""
    qWarning(words)
    warnings.warn(words, stacklevel=1)
    for name in ("workbench", "httpx", "httpcore.connection", "keyring", "asyncio", "someone.else"):
        logger = logging.getLogger(name)
        logger.warning("%s", words)
        logger.error(words, extra={"value": words, "values": [words]})
        with suppress(ForcedCrash):
            try:
                raise_it(words)
            except ForcedCrash:
                logger.exception("It broke with %r", words, stack_info=True)
                raise
