"""Answers of the history arrive in the order of the requests; an error is reported once."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from workbench.gui.core.history_gateway import HistoryGateway
from workbench.gui.core.state import Notice
from workbench.gui.core.tasks import Tasks
from workbench.gui.features.log.history_feed import HistoryFeed
from workbench.history.errors import with_buffered, without_buffered


def test_an_older_page_never_arrives_after_a_newer_one(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks, go, begun = Tasks(), threading.Event(), threading.Event()
    history = HistoryGateway(lambda _text: None)
    feed, seen = HistoryFeed(history, tasks), list[Any]()

    def rows(keys: tuple[int, ...]) -> tuple[int, ...]:
        if keys == (1,):
            begun.set()
            go.wait(10)
        return keys

    source = SimpleNamespace(rows=rows, exchange=lambda id_: id_, run=lambda _run: (3,))
    monkeypatch.setattr(history, "open", lambda: source)
    monkeypatch.setattr(history, "exists", lambda: True)
    for shown in (feed.rows_loaded, feed.exchange_loaded):
        shown.connect(seen.append)
    feed.run_loaded.connect(lambda *told: seen.append(told))
    feed.load_rows((1,))
    feed.load_rows((2,))
    feed.load_run("run")
    feed.load_exchange("id")
    assert begun.wait(5)
    go.set()
    qtbot.waitUntil(lambda: len(seen) == 4)
    assert seen == [(1,), (2,), ("run", (3,), (3,)), "id"]
    feed.close()
    tasks.close()


def test_an_error_is_reported_once_whatever_the_number_of_buffered_outcomes(qtbot: QtBot) -> None:
    # A send that cannot be stored reports the error first, and its outcome is buffered afterwards.
    tasks, error = Tasks(), "The history could not be saved (a reason). Check the folder: /somewhere (old)"
    feed, notices = HistoryFeed(HistoryGateway(lambda _text: None), tasks), list[Notice]()
    feed.notice_posted.connect(notices.append)
    for message in (error, with_buffered(error, 1), with_buffered(error, 2), error):
        assert without_buffered(message) == error
        feed.report(message)
    feed.report(f"{error} and another")
    assert [notice.message for notice in notices] == [error, f"{error} and another"]
    feed.close()
    tasks.close()
