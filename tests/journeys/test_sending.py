"""Sends through the real window over real sockets: what is shown is what arrives, and what came back is told."""

import base64
import hashlib
import http.client
import json
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QMenu, QPushButton

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, SHIFT, Bench, Make
from tests.journeys.panel import Panel
from tests.journeys.servers import Hanging, OtherSandbox
from workbench.payloads import template
from workbench.signing import Credentials, WireForm, apply_wire_form

INSTALL = template("install-ios").body
STEPS = "✓ sent ▸ ✓ answered ▸ ✓ success ▸ ? recorded"


def sha1(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def received(bench: Bench) -> list[bytes]:
    """Ask the window's sandbox, over its socket, which bodies arrived."""
    parts = urlsplit(bench.workbench.session.endpoint.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=120)
    connection.request("GET", "/_sandbox/requests")
    listed = json.loads(connection.getresponse().read())
    connection.close()
    return [base64.b64decode(each["body_base64"]) for each in listed]


def choose_form(bench: Bench, form: WireForm) -> None:
    bench.press(Qt.Key.Key_W, CONTROL | SHIFT)
    menu = bench.focus()
    assert isinstance(menu, QMenu)
    bench.wait_for_keyboard(menu)
    for _ in range(list(WireForm).index(form) + 1):
        bench.press(Qt.Key.Key_Down)
    bench.press(Qt.Key.Key_Return)
    bench.wait_for_keyboard(bench.window)
    assert bench.named(QPushButton, "Wire form").text() == f"{form.title} ▾"
    bench.press(Qt.Key.Key_2, CONTROL)


@pytest.mark.parametrize(
    ("form", "match"), [(WireForm.AS_TYPED, "raw"), (WireForm.ESCAPE_SLASHES, "raw"), (WireForm.PHP, "both")]
)
def test_the_bytes_shown_signed_and_received_are_one(bench: Bench, form: WireForm, match: str) -> None:
    choose_form(bench, form)
    bench.press(Qt.Key.Key_End, CONTROL)
    for _ in range(3):
        bench.press(Qt.Key.Key_Left)
    bench.write(',"u":"a/b\\/cé"')
    wire = apply_wire_form(bench.editor.body(), form)
    assert bench.payload_hash == sha1(wire)
    row = bench.send_and_wait()
    assert row[4:6] == ["200", STEPS]
    assert received(bench) == [wire]
    shown = bench.workbench.features.parts("log").pane.table.model().exchange(0)
    assert shown.request.body == wire
    response = bench.lines("Response")
    assert f"Sandbox-Payload-Hash-Raw: {bench.payload_hash}" in response
    assert f"Sandbox-Token-Match: {match}" in response
    assert f"Content-Length: {len(wire)}\n" in bench.lines("Request as sent")
    assert bench.lines("Request as sent").endswith(wire.decode())


def test_malformed_json_is_signed_and_sent_byte_for_byte_with_a_warning(bench: Bench) -> None:
    bench.press(Qt.Key.Key_A, CONTROL)
    body = b'{"action": "install", oops'
    bench.application.clipboard().setText(body.decode())
    bench.press(Qt.Key.Key_V, CONTROL)
    assert bench.payload_hash == sha1(body)
    problems = bench.named(QListWidget, "Problems")
    assert problems.isVisible()
    assert problems.item(0).text().startswith("✗  Not JSON")
    row = bench.send_and_wait()
    assert row[4:6] == ["400", "✓ sent ▸ ✓ answered ▸ ✗ success ▸ ? recorded"]
    assert received(bench) == [body]
    assert bench.notice.startswith("The body is not JSON")
    assert "sent unchanged" in bench.notice


def test_a_hanging_send_is_cancelled_while_the_server_still_hangs(bench: Bench) -> None:
    with Hanging() as server:
        bench.type_endpoint(server.url)
        bench.press(Qt.Key.Key_2, CONTROL)
        bench.send()
        bench.qtbot.waitUntil(server.has_request.is_set)
        bench.qtbot.waitUntil(lambda: bench.row()[4] == "…")
        assert not bench.named(QPushButton, "Send").isEnabled()
        assert bench.named(QPushButton, "Cancel").isEnabled()
        assert server.events == ["request"]
        bench.press(Qt.Key.Key_Escape)
        bench.qtbot.waitUntil(lambda: bench.row()[4] == "cancelled")
        assert bench.row()[5] == "✓ sent ▸ ✗ answered ▸ ? success ▸ ? recorded"
        assert server.saw_end.wait(30)
        assert server.events == ["request", "end"]
    assert server.received.endswith(INSTALL)
    assert bench.named(QPushButton, "Send").isEnabled()
    assert not bench.named(QPushButton, "Cancel").isEnabled()
    assert bench.lines("Response").startswith("Cancelled. ")


def test_while_one_send_is_under_way_another_is_not_begun_and_typing_goes_on(bench: Bench) -> None:
    with Hanging() as server:
        bench.type_endpoint(server.url)
        bench.press(Qt.Key.Key_2, CONTROL)
        bench.send()
        bench.qtbot.waitUntil(server.has_request.is_set)
        bench.send()
        bench.write("x")
        assert bench.payload_hash == sha1(b"x" + INSTALL)
        bench.click(bench.named(QPushButton, "Cancel"))
        bench.qtbot.waitUntil(lambda: bench.row()[4] == "cancelled")
    assert bench.table.model().rowCount() == 1
    assert server.received.endswith(INSTALL)


def test_closing_the_window_ends_a_hanging_send(bench: Bench) -> None:
    with Hanging() as server:
        bench.type_endpoint(server.url)
        bench.press(Qt.Key.Key_2, CONTROL)
        bench.send()
        bench.qtbot.waitUntil(server.has_request.is_set)
        bench.quit()
        assert server.saw_end.wait(30)


def test_nobody_listening_is_said_in_words_and_the_window_goes_on(bench: Bench) -> None:
    with Hanging() as server:
        nobody = server.url
    bench.type_endpoint(nobody)
    row = bench.send_and_wait()
    assert row[4:6] == ["refused", "✗ sent ▸ ✗ answered ▸ ✗ success ▸ ? recorded"]
    assert bench.lines("Response").startswith("✗ ")
    assert bench.named(QPushButton, "Send").isEnabled()


def test_a_wrong_secret_is_401_with_both_computations_side_by_side(keyring: MemoryKeyring, new_bench: Make) -> None:
    bench = new_bench()
    bench.start()
    panel = Panel(bench)
    panel.new("Acme QA", "acme-key-0123456789", "not the secret")
    panel.press("Save in the keyring")
    bench.qtbot.waitUntil(lambda: bench.workbench.session.profile == "Acme QA")
    with OtherSandbox(Credentials("acme-key-0123456789", "the right secret")) as other:
        bench.type_endpoint(other.url)
        bench.press(Qt.Key.Key_2, CONTROL)
        row = bench.send_and_wait()
    assert row[2] == "Acme QA"
    assert row[4:6] == ["401", "✓ sent ▸ ✓ answered ▸ ✗ success ▸ ? recorded"]
    said = bench.lines("Response")
    assert f'"payload_hash_raw": "{sha1(INSTALL)}"' in said
    assert '"expected_token_raw"' in said
    assert "This 401 is the sandbox's own" in said
    assert f"{'sandbox computed':<21}{sha1(INSTALL)[:20]}…  ✓ same" in said
    assert "✗ no reading" in said
    everything = "".join(bench.lines(each) for each in ("Request as sent", "Response", "Timing", "Verdict"))
    for value in ("not the secret", "the right secret", "acme-key-0123456789"):
        assert value not in everything


def test_a_send_of_each_kind_has_its_row_newest_first_and_its_own_detail(bench: Bench) -> None:
    bench.send_and_wait()
    bench.press(Qt.Key.Key_Home, CONTROL)
    bench.write("x")
    bench.send_and_wait()
    assert [bench.row(each)[4] for each in range(2)] == ["400", "200"]
    bench.press(Qt.Key.Key_3, CONTROL)
    bench.press(Qt.Key.Key_Down)
    assert bench.lines("Request as sent").endswith(INSTALL.decode())
    bench.press(Qt.Key.Key_Up)
    assert bench.lines("Request as sent").endswith("x" + INSTALL.decode())
    assert "✓ answered" in bench.lines("Verdict")
    assert "total" in bench.lines("Timing")


def test_an_identity_link_goes_to_its_own_address_without_a_token(bench: Bench) -> None:
    templates = bench.named(QListWidget, "Templates")
    bench.press(Qt.Key.Key_1, CONTROL)
    for place in range(templates.count()):
        if "dentity" in templates.item(place).text():
            templates.setCurrentRow(place)
    bench.press(Qt.Key.Key_Return)
    assert bench.token == "none: IdentityLink takes no token"
    sent = bench.send_and_wait()
    assert sent[3:5] == ["Sandbox, IdentityLink", "200"]
    assert "Kochava-Auth-Token" not in bench.lines("Request as sent")
    assert received(bench) == [template("identitylink").body]
