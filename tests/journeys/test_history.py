"""The history in the window: an old install is found, resent with the same bytes, and compared."""

import json
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from tests.journeys.conftest import CONTROL, Make, WindowDriver
from tests.journeys.servers import OtherSandbox
from tests.journeys.test_sending import received
from workbench.disk import state_dir
from workbench.exchange import Exchange, Request, Response, Timing
from workbench.history import default_history
from workbench.history.values import FILE_NAME
from workbench.operations import pair_fingerprint
from workbench.signing import SAMPLE, Credentials, sign

DEVICE = "4F1C2B7A-9E0D-4C3B-8A5F-6D7E8F901234"
BODY = json.dumps({"action": "install", "data": {"device_ids": {"idfa": DEVICE}, "usertime": 1}}).encode()
MONTH_AGO = datetime.now(UTC) - timedelta(days=30)


def sent_before(
    body: bytes = BODY, *, profile: str = "sample", pair: Credentials = SAMPLE, started: datetime = MONTH_AGO
) -> Exchange:
    """An exchange of an earlier day, which an earlier sandbox answered with status 500."""
    signature = sign(body, pair)
    headers = (("Content-Type", "application/json"), *signature.headers().items())
    return Exchange(
        id=signature.payload_hash[:12] + profile,
        started=started,
        title="install",
        profile=profile,
        endpoint="Sandbox",
        wire_form="as-typed",
        request=Request("POST", "http://127.0.0.1:1/track/json", headers, body),
        payload_hash=signature.payload_hash,
        token_prefix=signature.auth_token[:8],
        pair=pair_fingerprint(pair),
        outcome=Response(500, "Oops", "HTTP/1.1", (("X-Server", "old"),), b'{"success":"0"}', Timing(0.5)),
    )


def keep(*exchanges: Exchange) -> None:
    history = default_history()
    history.begin(exchanges)
    history.close()


def ids_in_history() -> list[str]:
    history = default_history()
    found = [row.id for row in history.rows(history.find("", grouped=False))]
    history.close()
    return found


def filter_log(driver: WindowDriver, words: str, rows: int) -> None:
    """Go to the filter by keys, type, and wait for so many rows."""
    driver.press(Qt.Key.Key_3, CONTROL)
    driver.press(Qt.Key.Key_F, CONTROL)
    assert isinstance(driver.focus(), QLineEdit)
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.write(words)
    driver.qtbot.waitUntil(lambda: driver.table.model().rowCount() == rows)


def wait_for_rows(driver: WindowDriver, rows: int) -> None:
    driver.qtbot.waitUntil(lambda: driver.table.model().rowCount() == rows)


def test_an_old_install_is_found_by_device_id_resent_and_compared(new_driver: Make) -> None:
    others = [sent_before(b'{"n":%d}' % number) for number in range(40)]
    keep(sent_before(), *others)
    driver = new_driver()
    driver.start()
    wait_for_rows(driver, 41)
    filter_log(driver, DEVICE.lower(), 1)
    driver.press(Qt.Key.Key_Down)
    driver.qtbot.waitUntil(lambda: DEVICE in driver.lines("Request as sent"))
    assert driver.row()[4] == "500"

    driver.press(Qt.Key.Key_R, CONTROL)
    wait_for_rows(driver, 2)
    driver.qtbot.waitUntil(lambda: driver.row()[4] == "200")
    assert received(driver) == [BODY]

    driver.qtbot.waitUntil(lambda: "Response" in driver.lines("Comparison"))
    compared = driver.lines("Comparison")
    assert f"{len(BODY)} identical bytes" in compared
    assert "≠ 500 " in compared
    assert "X-Server" in compared

    driver.quit()
    history = default_history()
    [again] = [row for row in history.rows(history.find("")) if row.again]
    assert again.again == sent_before().id
    exchange = history.exchange(again.id)
    history.close()
    assert exchange is not None
    assert exchange.request.body == BODY
    assert exchange.token_prefix == sign(BODY, SAMPLE).auth_token[:8]


def test_an_exchange_is_recorded_in_the_history_before_it_is_sent(driver: WindowDriver) -> None:
    seen: list[list[str]] = []
    sandbox = driver.app.sandbox
    serve = sandbox.serve
    keeping = driver.app.history
    begin = keeping.begin

    def watched(exchanges: list[Exchange]) -> None:
        begin(exchanges)
        seen.append(ids_in_history())

    keeping.begin = watched  # type: ignore[assignment, method-assign]
    serve()
    driver.send_and_wait()
    shown = driver.app.features.parts("log").pane.detail.exchange
    assert shown is not None
    assert seen == [[shown.id]]


def test_a_sent_exchange_is_listed_at_the_next_start(driver: WindowDriver, new_driver: Make) -> None:
    row = driver.send_and_wait()
    driver.quit()
    second = new_driver()
    second.start()
    wait_for_rows(second, 1)
    second.qtbot.waitUntil(lambda: second.row()[1:7] == row[1:7])
    second.press(Qt.Key.Key_3, CONTROL)
    second.press(Qt.Key.Key_Down)
    second.qtbot.waitUntil(lambda: second.lines("Request as sent").endswith(bench_body(second)))


def bench_body(driver: WindowDriver) -> str:
    return driver.editor.body().decode()


def test_a_start_without_a_history_creates_no_file_and_opens_no_database(driver: WindowDriver) -> None:
    feed = driver.app.features.parts("log").feed
    feed.find("anything")
    feed.load_rows((1,))
    feed.load_exchange("0" * 32)
    for load in (feed.load_run, feed.load_run_results):
        load("of a private session")
    assert not (state_dir() / FILE_NAME).exists()
    assert driver.app.history.opened is None


def test_a_private_session_writes_nothing_and_shows_a_badge(driver: WindowDriver) -> None:
    badge = driver.window.findChild(QLabel, "privateBadge")
    switch = driver.app.commands.action("log.private")
    assert isinstance(badge, QLabel)
    assert not badge.isVisible()
    switch.trigger()
    assert badge.isVisible()
    driver.send_and_wait()
    driver.app.features.parts("log").pane._actions.trigger("pin")
    assert not (state_dir() / FILE_NAME).exists()
    switch.trigger()
    assert not badge.isVisible()
    driver.send_and_wait()
    driver.quit()
    assert len(ids_in_history()) == 1


def test_a_window_shows_what_another_window_sends(driver: WindowDriver, new_driver: Make) -> None:
    other = new_driver()
    other.start()
    driver.window.activateWindow()
    driver.wait_for_keyboard(driver.window)
    driver.send_and_wait()
    other.qtbot.waitUntil(lambda: other.table.model().rowCount() == 1)
    other.qtbot.waitUntil(lambda: other.row()[4] == "200")
    driver.quit()


def test_notes_tags_pins_and_recorded_marks_are_stored(driver: WindowDriver) -> None:
    driver.send_and_wait()
    log = driver.app.features.parts("log").pane
    log.action_requested.emit("note", log._actions.current(), ("seen by Dana", ("case-12",)))
    log._actions.trigger("pin")
    driver.press(Qt.Key.Key_3, CONTROL)
    driver.press(Qt.Key.Key_T, CONTROL)
    history = default_history()
    driver.qtbot.waitUntil(
        lambda: (
            [(row.note, row.tags, row.pinned, row.recorded) for row in history.rows(history.find(""))]
            == [("seen by Dana", ("case-12",), True, "yes")]
        )
    )
    history.close()
    driver.qtbot.waitUntil(lambda: driver.row()[5].endswith("✓ recorded"))


def test_deleting_the_history_asks_first_and_deletes_the_exchange(driver: WindowDriver) -> None:
    driver.send_and_wait()
    driver.qtbot.waitUntil(lambda: bool(driver.app.features.parts("log").feed._total[0]))
    driver.app.commands.action("log.delete-history").trigger()
    driver.qtbot.waitUntil(lambda: driver.has_button("Delete 1 exchange"))
    assert "pinned exchanges" in driver.notice
    assert "365 days, at most 500 MB; pinned exchanges stay" in driver.notice
    driver.click(driver.button("Delete 1 exchange"))
    wait_for_rows(driver, 0)
    assert ids_in_history() == []


def test_a_resend_reports_that_the_credentials_were_rotated(new_driver: Make) -> None:
    keep(sent_before(pair=Credentials("an older key", "an older secret")))
    driver = new_driver()
    driver.start()
    wait_for_rows(driver, 1)
    driver.press(Qt.Key.Key_3, CONTROL)
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_R, CONTROL)
    wait_for_rows(driver, 2)
    assert "Pair rotated: “Sample” had the pair" in driver.notice


def test_a_resend_of_a_deleted_profile_is_signed_with_the_selected_profile(new_driver: Make) -> None:
    keep(sent_before(profile="Gone", pair=Credentials("an older key", "an older secret")))
    driver = new_driver()
    driver.start()
    wait_for_rows(driver, 1)
    driver.press(Qt.Key.Key_3, CONTROL)
    driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_R, CONTROL)
    wait_for_rows(driver, 2)
    driver.qtbot.waitUntil(lambda: driver.row()[2] == "Sample")
    assert "signed with “Sample”" in driver.notice


def test_a_body_is_opened_as_a_document_byte_for_byte(new_driver: Make) -> None:
    body = b'{"a":1,\r\n"b":"\xc3\xa9"}'
    keep(replace(sent_before(body), title="in/stall é"))
    driver = new_driver()
    driver.start()
    wait_for_rows(driver, 1)
    driver.press(Qt.Key.Key_3, CONTROL)
    driver.press(Qt.Key.Key_Down)
    driver.app.features.parts("log").pane._actions.trigger("open")
    driver.qtbot.waitUntil(lambda: driver.tabs()[-1] == "in-stall-é.json")
    assert driver.editor.body() == body


def test_an_exchange_is_compared_with_the_body_in_the_editor(driver: WindowDriver) -> None:
    driver.send_and_wait()
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.press(Qt.Key.Key_Home, CONTROL)
    driver.write(" ")
    driver.press(Qt.Key.Key_3, CONTROL)
    driver.press(Qt.Key.Key_D, CONTROL)
    driver.qtbot.waitUntil(lambda: "whitespace" in driver.lines("Comparison"))


def test_a_redirect_target_becomes_the_endpoint_and_nothing_is_sent(driver: WindowDriver) -> None:
    with OtherSandbox(SAMPLE, fault="redirect-301") as other:
        driver.type_endpoint(other.url)
        driver.press(Qt.Key.Key_2, CONTROL)
        assert driver.send_and_wait()[4] == "301"
        target = driver.window.findChild(QPushButton, "verdictTarget")
        assert isinstance(target, QPushButton)
        driver.app.features.parts("log").pane.address_wanted.emit("http://127.0.0.1:9/elsewhere")
        assert driver.app.session.endpoint.url == "http://127.0.0.1:9/elsewhere"
        assert driver.table.model().rowCount() == 1
