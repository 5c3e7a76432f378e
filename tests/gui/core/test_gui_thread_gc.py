"""Cyclic garbage is collected on the GUI thread, whichever thread allocates."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from workbench.gui.core.gui_thread_gc import GuiThreadGC


class Circle:
    """A value that holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qapp: QCoreApplication) -> Iterator[GuiThreadGC]:
    gc.collect()
    made = GuiThreadGC(qapp, interval_ms=10)
    made.start()
    yield made
    made.stop()
    made.deleteLater()
    assert gc.isenabled()


def watched() -> list[threading.Thread]:
    """Make a circle and leave it; return where the thread will be noted that lets it go."""
    gone: list[threading.Thread] = []
    circle = Circle()
    weakref.finalize(circle, lambda: gone.append(threading.current_thread()))
    return gone


def make_many() -> None:
    """Make so many values that Python would look."""
    most = gc.get_threshold()[0] * 20
    assert len([Circle() for _number in range(most)]) == most


def test_allocations_on_a_thread_collect_no_cycle_of_the_gui(collector: GuiThreadGC) -> None:
    gone = watched()
    other = threading.Thread(target=make_many)
    other.start()
    other.join()
    assert gone == []
    collector.collect()
    assert gone == [threading.main_thread()]


def test_nothing_is_collected_below_the_thresholds(collector: GuiThreadGC) -> None:
    gc.collect()
    gone = watched()
    collector.collect()
    assert gone == [], "one value is not worth a look"


def test_it_collects_by_timer(collector: GuiThreadGC, qtbot: QtBot) -> None:
    gone = watched()
    make_many()
    qtbot.waitUntil(lambda: bool(gone))
    assert gone == [threading.main_thread()]
    assert collector.parent() is not None
