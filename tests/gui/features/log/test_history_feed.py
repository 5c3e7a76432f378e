"""Answers of the history arrive in the order of the requests, however long each takes."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from workbench.gui.core.history_gateway import HistoryGateway
from workbench.gui.core.tasks import Tasks
from workbench.gui.features.log.history_feed import HistoryFeed


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
    monkeypatch.setattr(history, "source", lambda: source)
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
