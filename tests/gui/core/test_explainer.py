"""A pasted token that does not match is explained on a thread, when its question has not changed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from workbench.gui.core.explainer import MAX_BODY, Explainer
from workbench.gui.core.session import Session
from workbench.gui.core.tasks import Tasks
from workbench.signing import SAMPLE, Comparison, WireForm, compare

BODY = b'{"a":1}'
SHA1 = hashlib.sha1(BODY, usedforsecurity=False).hexdigest()
SWAPPED = hmac.new(SAMPLE.secret.encode(), (SAMPLE.api_key + SHA1).encode(), "sha256").hexdigest()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def test_the_session_says_which_mistake_makes_a_pasted_token(tasks: Tasks, qtbot: QtBot) -> None:
    session = Session(tasks)
    session.open("a.json", BODY)
    seen: list[Comparison] = []
    session.compared.connect(seen.append)
    session.compare_with(SWAPPED)
    assert [each.kind for each in seen] == ["differs"]
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert (seen[1].kind, seen[1].what, seen[1].matched) == ("explained", "token", False)


def test_a_payload_hash_is_explained_without_credentials(tasks: Tasks, qtbot: QtBot) -> None:
    pasted = hashlib.sha1(BODY + b"\n", usedforsecurity=False).hexdigest()
    explainer = Explainer(tasks)
    with qtbot.waitSignal(explainer.explained) as found:
        explainer.explain(compare(pasted, BODY, WireForm.AS_TYPED, None), pasted, BODY, WireForm.AS_TYPED, None)
    assert found.args is not None
    assert found.args[0].kind == "explained"


def test_a_changed_question_is_answered_alone(tasks: Tasks, qtbot: QtBot) -> None:
    explainer = Explainer(tasks)
    seen: list[Comparison] = []
    explainer.explained.connect(seen.append)
    for body in (b"{}", BODY):
        comparison = compare(SWAPPED, body, WireForm.AS_TYPED, SAMPLE)
        explainer.explain(comparison, SWAPPED, body, WireForm.AS_TYPED, SAMPLE)
    qtbot.waitUntil(lambda: bool(seen))
    assert len(seen) == 1


def test_a_large_body_is_left_to_the_terminal(tasks: Tasks) -> None:
    body = b" " * (MAX_BODY + 1)
    explainer = Explainer(tasks)
    comparison = compare(SWAPPED, body, WireForm.AS_TYPED, SAMPLE)
    assert comparison.unexplained
    explainer.explain(comparison, SWAPPED, body, WireForm.AS_TYPED, SAMPLE)
    assert not explainer._pause.isActive()
