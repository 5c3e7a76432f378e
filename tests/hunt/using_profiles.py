"""The features of the window that have to do with profiles and the keyring, each used once, and failing ones too."""

import json

from keyring.errors import KeyringLocked, PasswordSetError
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from tests.hunt.looking import look_at_clipboard
from tests.hunt.scene import Scene
from workbench.credentials import profile_title
from workbench.gui.core.clipboard import Clipboard
from workbench.gui.features.credentials.profile_list import ProfileList

NAME = "Acme QA"


def keeping_a_profile(scene: Scene) -> None:
    """Fill in the whole form by typing, hold both eyes, answer what looks odd, save."""
    _open_form(scene)
    scene.fill(profileName=NAME, profileClient="Acme")
    for name, value in zip(("profileApiKey", "profileSecret"), scene.plan.pairs["kept"], strict=True):
        scene.find(QWidget, name).setFocus()
        scene.hands.write(value)
        _hold(scene, f"{name}Reveal")
    scene.press("profileMore")
    scene.fill(profileHosts="a.example\nb.example", profileAppGuids="koacme1", profileNotes="ours", profilePartner="7")
    scene.press("profileSignal")
    scene.fill(signalAdmin="https://admin.example", signalIngestion="https://in.example", signalLogin="a@b.example")
    scene.fill(**{_extra_field(part): value for part, value in scene.plan.extras.items()})
    _save(scene, NAME)


def keeping_a_secret_where_it_does_not_belong(scene: Scene) -> None:
    """Type the secret into the notes, the client and the name; it is refused, and the form given up."""
    api_key, secret = scene.plan.pairs["refused"]
    for wrong in ({"profileNotes": secret}, {"profileClient": secret}, {"profileName": secret[:60]}):
        scene.command("credentials.new")
        scene.press("profileMore")
        scene.fill(profileName="Refused", profileApiKey=api_key, profileSecret=secret)
        scene.fill(**wrong)
        _press_save(scene)
        scene.until(lambda: scene.can_see("profileProblem"))
        scene.press("profileCancel")


def fixing_input_warnings(scene: Scene) -> None:
    """Paste the pair in all the wrong ways, fix each, and use what is left for this session only."""
    api_key, secret = scene.plan.pairs["spare"]
    _open_form(scene)
    scene.fill(profileName="Brief")
    for wrong in (
        f'"{api_key}"',
        f"Bearer {api_key}",
        f"Kochava-Api-Key: {api_key}",
        f"  {api_key}\u200b",
        f"{api_key}✓",
    ):
        scene.paste("profileApiKey", wrong)
        scene.fill(profileSecret=f" {secret} ")
        _mend_all(scene)
    scene.fill(profileApiKey=secret, profileSecret=api_key)
    scene.fill(profileApiKey=api_key, profileSecret=api_key)
    scene.fill(profileApiKey=scene.plan.pairs["kept"][0], profileSecret=scene.plan.pairs["kept"][1])
    for text in (
        f"export KOCHAVA_API_KEY='{_plain(api_key)}'\nKOCHAVA_SECRET={_plain(secret)}\n",
        _both(api_key, secret),
    ):
        scene.paste("profileApiKey", text)
    scene.fill(profileApiKey=api_key, profileSecret=secret)
    _keep_all(scene)
    scene.press("profileSession")
    _closed(scene)
    scene.use("Brief")


def failing_to_keep(scene: Scene) -> None:
    """Save while the keyring is locked, refuses with the value in its words, and while the name is taken."""
    api_key, secret = scene.plan.pairs["refused"]
    _open_form(scene)
    scene.fill(profileName="Refused", profileApiKey=api_key, profileSecret=secret)
    for error in (KeyringLocked, PasswordSetError, OSError, UnicodeError):
        for scene.keyring.only_writing in (True, False):
            scene.keyring.error = error
            _press_save(scene)
            scene.until(lambda: scene.can_see("profileProblem"))
            scene.keyring.error = None
    scene.fill(profileName="Sample")
    _press_save(scene)
    scene.until(lambda: scene.can_see("profileProblem"))
    scene.press("profileCancel")


def looking_at_values(scene: Scene) -> None:
    """Hold the eyes of a kept profile, ask for its fingerprints, copy both values; the minute passes."""
    _select(scene, NAME)
    for name in ("detailsApiKeyReveal", "detailsSecretReveal"):
        _hold(scene, name)
    scene.press("fingerprintsShow")
    scene.until(lambda: scene.can_see("fingerprintSecret"))
    for name in ("detailsApiKeyCopy", "detailsSecretCopy"):
        scene.press(name)
        minute_passes(scene)


def editing(scene: Scene) -> None:
    """Change the name and the notes of a profile, then fix its pair."""
    scene.use(NAME)
    scene.command("credentials.edit")
    scene.press("profileMore")
    scene.fill(profileName="Acme", profileNotes="still ours")
    _save(scene, "Acme")
    scene.press("profileEdit")
    scene.fill(profileName=NAME, profileApiKey=scene.plan.pairs["replaced"][0])
    scene.fill(profileSecret=scene.plan.pairs["replaced"][1])
    _save(scene, NAME)


def rotating(scene: Scene) -> None:
    """Rotate and go back, rotate and finish; compare both pairs between."""
    for end in ("rotationBack", "rotationFinish"):
        _select(scene, NAME)
        scene.press("profileRotate")
        api_key, secret = scene.plan.pairs["rotated"]
        scene.paste("newApiKey", api_key)
        scene.fill(newSecret=secret)
        _keep_all(scene)
        scene.press("rotate")
        _closed(scene)
        scene.until(lambda: scene.can_see("rotationFinish"))
        scene.press("fingerprintsShow")
        scene.until(lambda: scene.can_see("fingerprintOldSecret"))
        scene.use(NAME)
        scene.press(end)
        scene.until(lambda: not scene.can_see("rotationFinish"))


def duplicating_and_deleting(scene: Scene) -> None:
    """Duplicate, delete, bring back, delete for good."""
    rows = _list(scene)
    _select(scene, NAME)
    count = rows.count()
    scene.press("profileDuplicate")
    scene.until(lambda: rows.count() > count)
    _select(scene, f"{NAME} copy")
    scene.press("profileDelete")
    scene.until(lambda: scene.can_see("profileUndo"))
    scene.press("profileUndo")
    scene.until(lambda: not scene.can_see("profileUndo"))
    _select(scene, f"{NAME} copy")
    scene.press("profileDelete")
    scene.until(lambda: scene.can_see("profileUndo"))


def checking(scene: Scene) -> None:
    """Have another program delete an entry, compare the list with the keyring, repair what is found."""
    service_and_user = next(each for each in scene.keyring.entries if each[1].startswith(f"{NAME}/"))
    value = scene.keyring.entries.pop(service_and_user)
    _select(scene, NAME)
    scene.command("credentials.check")
    scene.press("keyringCheck")
    scene.until(lambda: scene.can_see("disagreement1"))
    scene.keyring.entries[service_and_user] = value
    scene.press("disagreement1Fix")
    scene.until(lambda: not scene.can_see("disagreement1"))


def waiting_for_the_keyring(scene: Scene) -> None:
    """Choose a profile whose keyring waits for its password, stop waiting, and let the answer come late."""
    keyring = scene.keyring
    kept = scene.hands.app.profiles.available.profiles
    kept._store.discard(kept._store.find(NAME))
    keyring.open.clear()
    scene.hands.choose(scene.profile_choice(), NAME)
    scene.until(lambda: keyring.waits.is_set() and scene.can_see("keyringStop"))
    scene.command("credentials.stop-waiting")
    keyring.open.set()
    scene.use(NAME)
    kept._store.discard(kept._store.find(NAME))
    keyring.open.clear()
    scene.hands.choose(scene.profile_choice(), NAME)
    scene.until(lambda: scene.can_see("keyringStop"))
    scene.press("keyringStop")
    keyring.open.set()
    scene.use(NAME)


def filtering(scene: Scene) -> None:
    """Choose a profile in the dock's own list."""
    rows = _list(scene)
    _select(scene, "sample")
    scene.press("profileUse")
    scene.until(lambda: scene.signs_with("Sample"))
    _select(scene, NAME)
    rows.setFocus()
    scene.hands.press(Qt.Key.Key_Return)
    scene.until(lambda: scene.signs_with(NAME))


def opening_again(scene: Scene) -> None:
    """Be opened where another window was, whose profiles the keyring of this one does not know."""
    scene.until(lambda: "no longer contains" in scene.hands.token or not scene.hands.app.profiles.keyring_calls._calls)
    _select(scene, NAME)
    scene.until(lambda: scene.can_see("disagreement1"))
    scene.press("disagreement1Fix")
    scene.until(lambda: not scene.can_see("disagreement1"))


def minute_passes(scene: Scene) -> None:
    """Let the minute of the clipboard pass, and see what lies there then."""
    board = scene.hands.app.findChild(Clipboard)
    if board is None:
        return
    clock = board.timer
    assert clock.isActive(), "no clock runs for what was copied"
    clock.stop()
    clock.timeout.emit()
    look_at_clipboard(scene.witness)


def _list(scene: Scene) -> ProfileList:
    scene.command("credentials.show")
    return scene.hands.named(ProfileList, "Credentials")


def _open_form(scene: Scene) -> None:
    scene.command("credentials.show")
    scene.until(lambda: scene.can_see("profileNew"))
    scene.press("profileNew")


def _select(scene: Scene, name: str) -> None:
    rows = _list(scene)
    rows.select(name)
    scene.until(lambda: profile_title(name) in scene.hands.lines("Selected profile"))


def _save(scene: Scene, name: str) -> None:
    _press_save(scene)
    _closed(scene)
    scene.until(lambda: scene.hands.app.profiles.available.find(name) is not None)


def _press_save(scene: Scene) -> None:
    _keep_all(scene)
    scene.press("profileSave")


def _closed(scene: Scene) -> None:
    scene.until(lambda: scene.can_see("profilesPage"))


def _keep_all(scene: Scene) -> None:
    """Keep each value that has a warning."""
    _answer_all(scene, "Keep")


def _mend_all(scene: Scene) -> None:
    """Press each button that fixes an input warning."""
    _answer_all(scene, "Fix")


def _answer_all(scene: Scene, answer: str) -> None:
    for _ in range(12):
        buttons = [
            each
            for each in scene.hands.window.findChildren(QAbstractButton)
            if each.isVisible() and "Warning" in each.objectName() and each.objectName().endswith(answer)
        ]
        if not buttons:
            return
        buttons[0].click()
    raise AssertionError("the warnings do not end")


def _hold(scene: Scene, eye: str) -> None:
    """Hold an eye by the mouse until it shows, and let it go."""
    button = scene.find(QAbstractButton, eye)
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    scene.until(lambda: button.property("is_held") is not False)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)


def _extra_field(part: str) -> str:
    first, *rest = part.split("-")
    return first + "".join(word.capitalize() for word in rest)


def _plain(value: str) -> str:
    """Return what a line of a shell may hold without being taken apart."""
    return "".join(each for each in value if each.isalnum())


def _both(api_key: str, secret: str) -> str:
    return json.dumps({"api_key": api_key, "secret": secret})
