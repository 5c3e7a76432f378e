"""Uses the features of the window for bodies, signatures and sends."""

import hashlib
import threading
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QMenu, QPushButton, QTabBar

from tests.hunt.looking import look_at_window
from tests.hunt.scene import Scene
from tests.journeys.servers import Hanging, OtherSandbox
from workbench.signing import Credentials, WireForm, auth_token

_BODY = '{"action":"install","kochava_app_id":"koacme1","url":"https://a.example/b","data":{"device_ids":{"idfa":"x"}}}'


def typing(scene: Scene) -> None:
    """Type, break the JSON, take it back; look at the problems."""
    scene.command("compose.show")
    scene.hands.write('{"a": tru')
    scene.command("compose.problems")
    scene.command("compose.show")
    scene.hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    scene.type_body(_BODY)


def choosing_forms(scene: Scene) -> None:
    """Choose each wire form, and make the body PHP-stable."""
    for form in (*WireForm, WireForm.AS_TYPED):
        actions = scene.hands.app.features.parts("signature").pane.derivation._form_actions
        actions[form].trigger()
    scene.command("signature.wire-form")
    _close_popup(scene)
    scene.type_body('{ "a": "/" }')
    scene.command("compose.php-stable")
    scene.hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    scene.press("makePhpStable")
    scene.type_body(_BODY)


def opening_templates(scene: Scene) -> None:
    """Open every template, and close what was opened."""
    scene.command("templates.show")
    templates = scene.rows("Templates")
    for row in range(templates.count()):
        templates.setCurrentRow(row)
        templates.itemActivated.emit(templates.item(row))
        scene.command("compose.close")
    scene.command("compose.new")
    scene.type_body(_BODY)


def keeping_files(scene: Scene) -> None:
    """Save, open, change behind the window's back, be asked, close with and without saving."""
    path = scene.folder / "event.json"
    QFileDialog.getSaveFileName = lambda *_: (str(path), "")  # type: ignore[method-assign]
    QFileDialog.getOpenFileNames = lambda *_: ([str(path), str(path.with_name("none.json"))], "")  # type: ignore[method-assign]
    scene.command("compose.save-as")
    scene.command("compose.open")
    scene.type_body(_BODY + " ")
    path.write_bytes(b"{}")
    scene.command("compose.save")
    scene.command("window.notification")
    scene.hands.press(Qt.Key.Key_Escape)
    _answer(scene, "overwrite")
    scene.type_body(_BODY)
    scene.command("compose.close")
    _answer(scene, "just-close")
    tabs = scene.hands.named(QTabBar, "Documents")
    tabs.tabCloseRequested.emit(tabs.currentIndex())
    scene.command("compose.new")
    scene.command("compose.new")
    tabs.setCurrentIndex(0)
    scene.type_body(_BODY)


def comparing(scene: Scene) -> None:
    """Paste the token in several spellings, another pair's token, a hash, and what is neither."""
    token = scene.hands.token
    other = Credentials(*scene.plan.pairs["typed"])
    digits = hashlib.sha1(_BODY.encode(), usedforsecurity=False).hexdigest()
    for pasted in (token, token.upper(), token[:-1], auth_token(digits, other), digits, "neither"):
        scene.command("signature.compare")
        scene.hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        scene.hands.application.clipboard().setText(pasted)
        scene.hands.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    scene.hands.application.clipboard().clear()


def going_about(scene: Scene) -> None:
    """Go everywhere the menu leads, and change the look."""
    for words in (
        "log.show",
        "signature.show",
        "compose.show",
        "send.choose-profile",
        "send.choose-endpoint",
    ):
        scene.command(words)
        _close_popup(scene)
    for look in ("dark", "light", "system"):
        scene.hands.app.choose_theme(look)
    QTimer.singleShot(0, lambda: _close_popup(scene))  # this one is waited for until it is closed
    scene.command("window.menu")


def sending_to_the_sandbox(scene: Scene) -> None:
    """Send with each pair there is, so that the sandbox says yes."""
    _choose_endpoint(scene, "Sandbox")
    for profile in _profiles(scene):
        scene.use(profile)
        scene.type_body(_BODY)
        scene.command("send.send")
        _sent(scene)
    scene.use(_profiles(scene)[-1])


def sending_with_the_wrong_pair(scene: Scene) -> None:
    """Send to a sandbox that knows this API key with another secret, which computes what it expected."""
    credentials = scene.hands.app.session.credentials
    assert credentials is not None
    with OtherSandbox(Credentials(credentials.api_key, scene.plan.pairs["typed"][1])) as other:
        _send_to(scene, other.url)
        scene.command("send.send")
        _sent(scene)
    _choose_endpoint(scene, "Sandbox, IdentityLink")
    scene.command("send.send")
    _sent(scene)


def sending_in_vain(scene: Scene) -> None:
    """Send to nobody, to one who hangs, to a bad address, and to a host that does not exist."""
    for address in ("ftp://a.example/", "https://a.example/ b", "https://someone:word@a.example/"):
        _send_to(scene, address)
    with Hanging() as server:
        nobody = server.url
    with Hanging() as server:
        _send_to(scene, server.url)
        scene.press("send")
        scene.until(server.has_request.is_set)
        scene.command("send.cancel")
        _sent(scene)
        scene.command("send.send")
        scene.until(scene.find(QPushButton, "cancel").isEnabled)
        scene.press("cancel")
        _sent(scene)
    _send_to(scene, nobody)
    scene.command("send.send")
    _sent(scene)


def masking(scene: Scene) -> None:
    """Mask the window, look at it masked, also with a large body, and take the mask off."""
    unread: list[object] = []
    scene.hands.app.features.parts("compose").pane.unread.connect(unread.append)
    scene.command("window.mask")
    scene.type_body(_BODY.replace('"x"', '"x", "mail": "a@b.example"'))
    look_at_window(scene.witness)
    scene.type_body('{"mail": ["' + '", "'.join(f"number-{each}@b.example" for each in range(800)) + '"]}')
    scene.until(lambda: bool(unread) and not calls())
    look_at_window(scene.witness)
    scene.command("window.mask")
    scene.type_body(_BODY)


def leaving_a_message(scene: Scene) -> None:
    """Go to a message from a place that is gone when the message is closed."""
    _send_to(scene, "ftp://a.example/")
    scene.command("credentials.new")
    scene.find(QLineEdit, "profileName").setFocus()
    scene.command("window.notification")
    scene.press("profileCancel")
    scene.press("notice-dismiss")


def being_asked(scene: Scene) -> None:
    """Send to a host and for an app that the profile is not for, and bare slashes to Kochava; give each answer."""
    for body, address, answers in (
        (_BODY, "https://c.example/track/json", ("dismiss",)),
        (_BODY, "https://c.example/track/json", ("send-once",)),
        (_BODY, "https://c.example/track/json", ("allow",)),
        (_BODY.replace("koacme1", "koother9"), "http://127.0.0.1:9/", ("send-anyway",)),
        (_BODY.replace("koacme1", "koother8"), "http://127.0.0.1:9/", ("allow",)),
        (_BODY, "https://control.kochava.com/track/json", ("send-once", "send-as-typed")),
        (_BODY + " ", "https://control.kochava.com/track/json", ("allow", "escape-and-send")),
    ):
        scene.command("compose.new")
        scene.type_body(body)
        _send_to(scene, address)
        scene.command("send.send")
        for answer in answers:
            _answer(scene, answer)
        _sent(scene)
        scene.command("compose.close")
        if scene.can_see("notice-just-close"):
            _answer(scene, "just-close")
    _choose_endpoint(scene, "Sandbox")


def copying(scene: Scene) -> None:
    """Copy whatever can be copied."""
    for words in ("copy.body", "copy.hash", "copy.token", "copy.headers"):
        scene.command(words)
    for name in ("copyBody", "copyHash", "copyToken", "copyHeaders"):
        scene.press(name)


def _choose_endpoint(scene: Scene, words: str) -> None:
    scene.hands.choose(scene.hands.named(QComboBox, "Endpoint"), words)


def calls() -> list[threading.Thread]:
    """Return the calls of the bridge that have not come back."""
    return [each for each in threading.enumerate() if each.name == "workbench-call"]


def _send_to(scene: Scene, address: str) -> None:
    scene.take_focus()
    scene.hands.type_endpoint(address)


def _profiles(scene: Scene) -> list[str]:
    choice = scene.profile_choice()
    return [choice.itemText(row) for row in range(choice.count()) if choice.itemText(row)]


def _sent(scene: Scene) -> None:
    scene.until(partial(_is_over, scene))


def _is_over(scene: Scene) -> bool:
    return not scene.hands.app.features.parts("send").sender.busy


def _answer(scene: Scene, key: str) -> None:
    scene.press(f"notice-{key}")


def _close_popup(scene: Scene) -> None:
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    for menu in scene.hands.window.findChildren(QMenu):
        menu.close()
