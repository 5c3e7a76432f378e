"""Values in circles are let go by the window's thread, whichever thread makes values meanwhile."""

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
def collecting(qapp: QCoreApplication) -> Iterator[GuiThreadGC]:
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


def test_a_thread_that_makes_many_values_lets_no_circle_of_the_window_go(collecting: GuiThreadGC) -> None:
    gone = watched()
    other = threading.Thread(target=make_many)
    other.start()
    other.join()
    assert gone == []
    collecting.collect()
    assert gone == [threading.main_thread()]


def test_where_nothing_was_left_nothing_is_looked_through(collecting: GuiThreadGC) -> None:
    gc.collect()
    gone = watched()
    collecting.collect()
    assert gone == [], "one value is not worth a look"


def test_it_looks_by_itself(collecting: GuiThreadGC, qtbot: QtBot) -> None:
    gone = watched()
    make_many()
    qtbot.waitUntil(lambda: bool(gone))
    assert gone == [threading.main_thread()]
    assert collecting.parent() is not None
