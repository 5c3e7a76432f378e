"""Sends through the real window over real sockets: the bytes shown arrive, and the response is shown."""

import base64
import hashlib
import http.client
import json
import os
import re
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QMenu, QPushButton

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, SHIFT, Make, WindowDriver
from tests.journeys.panel import Panel
from tests.journeys.servers import Hanging, OtherSandbox
from workbench.payloads import template
from workbench.signing import Credentials, WireForm, apply_wire_form

INSTALL = template("install-ios").body
STEPS = "✓ sent ▸ ✓ answered ▸ ✓ success ▸ ? recorded"


def sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def received(driver: WindowDriver) -> list[bytes]:
    """Ask the window's sandbox, over its socket, which bodies arrived."""
    parts = urlsplit(driver.app.session.endpoint.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=120)
    connection.request("GET", "/_sandbox/requests", headers={"Sandbox-Key": os.environ["WORKBENCH_SANDBOX_KEY"]})
    listed = json.loads(connection.getresponse().read())
    connection.close()
    return [base64.b64decode(each["body_base64"]) for each in listed]


def choose_form(driver: WindowDriver, form: WireForm) -> None:
    driver.press(Qt.Key.Key_W, CONTROL | SHIFT)
    menu = driver.focus()
    assert isinstance(menu, QMenu)
    driver.wait_for_keyboard(menu)
    for _ in range(list(WireForm).index(form) + 1):
        driver.press(Qt.Key.Key_Down)
    driver.press(Qt.Key.Key_Return)
    driver.wait_for_keyboard(driver.window)
    assert driver.named(QPushButton, "Wire form").text() == f"{form.title} ▾"
    driver.press(Qt.Key.Key_2, CONTROL)


@pytest.mark.parametrize(
    ("form", "match"), [(WireForm.AS_TYPED, "raw"), (WireForm.ESCAPE_SLASHES, "raw"), (WireForm.PHP, "both")]
)
def test_the_bytes_shown_signed_and_received_are_identical(driver: WindowDriver, form: WireForm, match: str) -> None:
    choose_form(driver, form)
    driver.press(Qt.Key.Key_End, CONTROL)
    for _ in range(3):
        driver.press(Qt.Key.Key_Left)
    driver.write(',"u":"a/b\\/cé"')
    wire = apply_wire_form(driver.editor.body(), form)
    assert driver.payload_hash == sha1(wire)
    row = driver.send_and_wait()
    assert row[4:6] == ["200", STEPS]
    assert received(driver) == [wire]
    shown = driver.app.features.parts("log").pane.table.model().exchange(0)
    assert shown.request.body == wire
    response = driver.lines("Response")
    assert f"Sandbox-Payload-Hash-Raw: {driver.payload_hash}" in response
    assert f"Sandbox-Token-Match: {match}" in response
    assert f"Content-Length: {len(wire)}\n" in driver.lines("Request as sent")
    assert driver.lines("Request as sent").endswith(wire.decode())


def test_malformed_json_is_signed_and_sent_byte_for_byte_with_a_warning(driver: WindowDriver) -> None:
    driver.press(Qt.Key.Key_A, CONTROL)
    body = b'{"action": "install", oops'
    driver.application.clipboard().setText(body.decode())
    driver.press(Qt.Key.Key_V, CONTROL)
    assert driver.payload_hash == sha1(body)
    problems = driver.named(QListWidget, "Problems")
    assert problems.isVisible()
    assert problems.item(0).text().startswith("✗  Not JSON")
    row = driver.send_and_wait()
    assert row[4:6] == ["400", "✓ sent ▸ ✓ answered ▸ ✗ success ▸ ? recorded"]
    assert received(driver) == [body]
    assert driver.notice.startswith("The body is not JSON")
    assert "sent unchanged" in driver.notice


def test_a_send_is_cancelled_while_the_server_does_not_respond(driver: WindowDriver) -> None:
    with Hanging() as server:
        driver.type_endpoint(server.url)
        driver.press(Qt.Key.Key_2, CONTROL)
        driver.send()
        driver.qtbot.waitUntil(server.has_request.is_set)
        driver.qtbot.waitUntil(lambda: driver.row()[4] == "…")
        assert not driver.named(QPushButton, "Send").isEnabled()
        assert driver.named(QPushButton, "Cancel").isEnabled()
        assert server.events == ["request"]
        driver.press(Qt.Key.Key_Escape)
        driver.qtbot.waitUntil(lambda: driver.row()[4] == "cancelled")
        assert driver.row()[5] == "✓ sent ▸ ✗ answered ▸ ? success ▸ ? recorded"
        assert server.saw_end.wait(30)
        assert server.events == ["request", "end"]
    assert server.received.endswith(INSTALL)
    assert driver.named(QPushButton, "Send").isEnabled()
    assert not driver.named(QPushButton, "Cancel").isEnabled()
    assert driver.lines("Response").startswith("Cancelled. ")


def test_typing_continues_but_no_second_send_starts_while_one_is_in_progress(driver: WindowDriver) -> None:
    with Hanging() as server:
        driver.type_endpoint(server.url)
        driver.press(Qt.Key.Key_2, CONTROL)
        driver.send()
        driver.qtbot.waitUntil(server.has_request.is_set)
        driver.send()
        driver.write("x")
        assert driver.payload_hash == sha1(b"x" + INSTALL)
        driver.click(driver.named(QPushButton, "Cancel"))
        driver.qtbot.waitUntil(lambda: driver.row()[4] == "cancelled")
    assert driver.table.model().rowCount() == 1
    assert server.received.endswith(INSTALL)


def test_closing_the_window_ends_a_send_without_a_response(driver: WindowDriver) -> None:
    with Hanging() as server:
        driver.type_endpoint(server.url)
        driver.press(Qt.Key.Key_2, CONTROL)
        driver.send()
        driver.qtbot.waitUntil(server.has_request.is_set)
        driver.quit()
        assert server.saw_end.wait(30)


def test_a_refused_connection_is_reported_and_sending_stays_available(driver: WindowDriver) -> None:
    with Hanging() as server:
        nobody = server.url
    driver.type_endpoint(nobody)
    row = driver.send_and_wait()
    assert row[4:6] == ["refused", "✗ sent ▸ ✗ answered ▸ ✗ success ▸ ? recorded"]
    assert driver.lines("Response").startswith("✗ ")
    assert driver.named(QPushButton, "Send").isEnabled()


def test_a_wrong_secret_returns_401_and_both_computations_are_shown(keyring: MemoryKeyring, new_driver: Make) -> None:
    driver = new_driver()
    driver.start()
    panel = Panel(driver)
    panel.new("Acme QA", "acme-key-0123456789", "not the secret")
    panel.press("Save in the keyring")
    driver.qtbot.waitUntil(lambda: driver.app.session.profile == "Acme QA")
    with OtherSandbox(Credentials("acme-key-0123456789", "the right secret")) as other:
        driver.type_endpoint(other.url)
        driver.press(Qt.Key.Key_2, CONTROL)
        row = driver.send_and_wait()
    assert row[2] == "Acme QA"
    assert row[4:6] == ["401", "✓ sent ▸ ✓ answered ▸ ✗ success ▸ ? recorded"]
    said = driver.lines("Response")
    assert f'"payload_hash_raw": "{sha1(INSTALL)}"' in said
    assert '"expected_token_raw"' in said
    assert "This refusal is the sandbox's own" in said
    assert re.search(rf"sandbox computed +{sha1(INSTALL)[:20]}…  ✓ same", said)
    assert "✗ no reading" in said
    everything = "".join(driver.lines(each) for each in ("Request as sent", "Response", "Timing", "Verdict"))
    for value in ("not the secret", "the right secret", "acme-key-0123456789"):
        assert value not in everything


def test_each_send_has_its_own_row_and_details_with_the_newest_first(driver: WindowDriver) -> None:
    driver.send_and_wait()
    driver.press(Qt.Key.Key_Home, CONTROL)
    driver.write("x")
    driver.send_and_wait()
    assert [driver.row(each)[4] for each in range(2)] == ["400", "200"]
    driver.press(Qt.Key.Key_3, CONTROL)
    driver.press(Qt.Key.Key_Down)
    assert driver.lines("Request as sent").endswith(INSTALL.decode())
    driver.press(Qt.Key.Key_Up)
    assert driver.lines("Request as sent").endswith("x" + INSTALL.decode())
    assert "✓ answered" in driver.lines("Verdict")
    assert "total" in driver.lines("Timing")


def test_an_identity_link_goes_to_its_own_address_without_a_token(driver: WindowDriver) -> None:
    templates = driver.named(QListWidget, "Templates")
    driver.press(Qt.Key.Key_1, CONTROL)
    for place in range(templates.count()):
        if "dentity" in templates.item(place).text():
            templates.setCurrentRow(place)
    driver.press(Qt.Key.Key_Return)
    assert driver.token == "none: IdentityLink takes no token"
    sent = driver.send_and_wait()
    assert sent[3:5] == ["Sandbox, IdentityLink", "200"]
    assert "Kochava-Auth-Token" not in driver.lines("Request as sent")
    assert received(driver) == [template("identitylink").body]
