"""Copying: what is secret is marked, said to be cleared, and cleared; the rest stays."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QPlainTextEdit

from tests.journeys.conftest import CONTROL, SHIFT, Bench
from tests.journeys.panel import KEY, SECRET, Panel
from workbench.gui.features.compose.files import open_template
from workbench.gui.widgets.parts import CopyButton
from workbench.redaction.crash_report import CrashReport

HINT = "x-kde-passwordManagerHint"
COPIED = "Copied. The clipboard is cleared in 60 seconds."
CLEARED = "The clipboard was cleared."


def is_marked(bench: Bench) -> bool:
    data: QMimeData | None = bench.application.clipboard().mimeData()
    return data is not None and data.hasFormat(HINT)


def copied(bench: Bench) -> str:
    return bench.application.clipboard().text()


def let_a_minute_pass(bench: Bench) -> None:
    clock = bench.workbench.clipboard.clock
    assert clock.isActive()
    clock.stop()
    clock.timeout.emit()


@pytest.mark.parametrize("key", [Qt.Key.Key_C, Qt.Key.Key_H])
def test_the_token_and_the_headers_are_cleared_after_a_minute_and_both_is_said(bench: Bench, key: Qt.Key) -> None:
    bench.press(key, CONTROL | SHIFT)
    assert bench.token in copied(bench)
    assert is_marked(bench)
    assert COPIED in bench.labels()
    let_a_minute_pass(bench)
    assert copied(bench) == ""
    assert CLEARED in bench.labels()
    bench.workbench.status_bar.moment.timeout.emit()
    assert CLEARED not in bench.labels()


@pytest.mark.parametrize("key", [Qt.Key.Key_B, Qt.Key.Key_D])
def test_the_body_and_the_hash_stay_on_the_clipboard(bench: Bench, key: Qt.Key) -> None:
    bench.press(key, CONTROL | SHIFT)
    assert not is_marked(bench)
    assert not bench.workbench.clipboard.clock.isActive()
    assert "Copied." in bench.labels()
    kept = copied(bench)
    bench.quit()
    assert copied(bench) == kept != ""


def test_the_digits_of_the_token_that_are_selected_and_copied_are_cleared_too(bench: Bench) -> None:
    bench.press(Qt.Key.Key_6, CONTROL)
    bench.press(Qt.Key.Key_A, CONTROL)
    bench.press(Qt.Key.Key_C, CONTROL)
    assert copied(bench) == bench.token
    assert is_marked(bench)
    let_a_minute_pass(bench)
    assert copied(bench) == ""


def test_a_token_that_was_pasted_to_be_compared_is_cleared_when_it_is_copied_on(bench: Bench) -> None:
    bench.press(Qt.Key.Key_K, CONTROL)
    bench.write("a" * 64)
    bench.press(Qt.Key.Key_A, CONTROL)
    bench.press(Qt.Key.Key_C, CONTROL)
    assert copied(bench) == "a" * 64
    assert is_marked(bench)


def test_words_in_the_place_of_a_token_are_no_secret(bench: Bench) -> None:
    open_template(bench.workbench.session, "identitylink")
    assert "IdentityLink asks for none" in bench.token
    bench.press(Qt.Key.Key_6, CONTROL)
    bench.press(Qt.Key.Key_A, CONTROL)
    bench.press(Qt.Key.Key_C, CONTROL)
    assert copied(bench) == bench.token
    assert not is_marked(bench)


def test_where_no_token_is_asked_for_its_shortcut_copies_none_and_says_so(bench: Bench) -> None:
    open_template(bench.workbench.session, "identitylink")
    bench.application.clipboard().clear()
    for key in (Qt.Key.Key_C, Qt.Key.Key_H):
        bench.press(key, CONTROL | SHIFT)
        assert copied(bench) == ""
        assert "There is nothing to copy." in bench.labels()
        bench.workbench.status_bar.moment.timeout.emit()


@pytest.mark.usefixtures("keyring")
@pytest.mark.parametrize(("name", "value"), [("Copy the API key", KEY), ("Copy the secret", SECRET)])
def test_a_profile_s_values_are_cleared_after_a_minute(new_bench: Callable[[], Bench], name: str, value: str) -> None:
    bench = new_bench()
    bench.start()
    panel = Panel(bench)
    panel.add("Acme")
    panel.select("Acme")
    button = next(each for each in bench.window.findChildren(CopyButton) if each.accessibleName() == name)
    bench.click(button)
    bench.qtbot.waitUntil(lambda: copied(bench) == value)
    assert is_marked(bench)
    let_a_minute_pass(bench)
    assert copied(bench) == ""


def test_quitting_clears_a_secret_at_once(bench: Bench) -> None:
    bench.press(Qt.Key.Key_C, CONTROL | SHIFT)
    assert copied(bench) == bench.token
    bench.quit()
    assert copied(bench) == ""


def test_a_crash_report_is_copied_from_its_message_and_is_no_secret(
    bench: Bench, expected_log: Callable[[str], None]
) -> None:
    expected_log("A fault in the program itself")
    report = CrashReport("0123456789ab", "TypeError", "what is known of it\n")
    bench.write("x")
    for _ in range(3):
        bench.workbench.crash_reports.take(report)
    bench.qtbot.waitUntil(lambda: bool(bench.notice))
    assert bench.notice.startswith(
        "A fault in the program itself (TypeError). What is typed is kept. The report is in "
    )
    assert bench.named(QPlainTextEdit, "Notice").isVisible()
    bench.click(bench.button("Copy report"))
    assert copied(bench) == "what is known of it\n\nIt came 3 times in this run.\n"
    assert not is_marked(bench)
    assert bench.notice == ""
    bench.write("y")
    assert bench.editor.body().startswith(b"xy")
