"""Takes every golden picture into a folder: `python photographer.py FOLDER`.

Runs as a process of its own, since fonts, scale and platform are settled when Qt is loaded; `test_pictures.py`
starts it with them set. What differs from run to run (ports, moments, durations) is replaced by fixed values that
the panes are shown in the way the services show them. Never sends anything and never touches the real keyring.
"""

import hashlib
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

from PySide6.QtCore import QEventLoop, QSize, QTimer, SignalInstance
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QDockWidget, QLineEdit, QPushButton, QWidget

from tests.credentials.fakes import KEY, SECRET, MemoryKeyring
from tests.screens.sends import MOMENT, URL, run, transport
from workbench.credentials import ProfileMetadata, Profiles, Vault
from workbench.disk import HOME_VARIABLE, config_dir
from workbench.exchange import Exchange, Response, Timing
from workbench.gui.app import App
from workbench.gui.core import active_profile
from workbench.gui.features.send.send_confirmations import SendConfirmations
from workbench.gui.shell.first_paint import FirstPaint
from workbench.operations import LIVE, ConfirmationNeeded, Endpoint, Prepared, SendRequest, endpoint_from, prepare
from workbench.payloads import template
from workbench.signing import SAMPLE, Credentials, WireForm, php_round_trip, sign

Found = TypeVar("Found", bound=QWidget)

SMALL, LARGE = QSize(1280, 800), QSize(1920, 1080)
PROFILE = "Acme QA"
PATIENCE = 60_000  # milliseconds after which a signal is taken never to come
SMALLEST = 0  # the quality that makes Qt compress a PNG most; it loses nothing
UNREST = 50  # rounds of the event loop after which a window is taken never to come to rest

_SANDBOX = Endpoint("sandbox", "Sandbox", URL)

_ODD = (
    b"\xef\xbb\xbf"
    + '{\r\n  "action": "install",\r\n  "name": "caf\u00e9\u00a0\u2028",\r\n'.encode()
    + b'  "tab":\t"\xff\x00",\r\n  "kochava_app_id": "koapp"\r\n}'
)
_MALFORMED = b"""{
  "action": "install",
  "data": {
    "origination_ip": "192.0.2.7",
    "url": "https://example.com/x",
  }
}
"""
_SLASHES = b"""{
  "action": "event",
  "data": {
    "device_ua": "Mozilla/5.0 (Linux; Android 14)",
    "event_data": {"uri": "shop://basket/7"}
  }
}
"""
_PHP = """{
  "action": "event",
  "kochava_app_id": "koapp",
  "data": {
    "device_ua": "Mozilla/5.0 (Linux; Android 14)",
    "name": "Zo\u00eb \u2014 caf\u00e9 \U0001f600",
    "sum": 10.0,
    "rate": 1.50e3,
    "order": 12345678901234567890,
    "custom": {},
    "list": {"0": "a", "1": "b"},
    "sum": 12.0
  }
}
""".encode()


class NamedVault(Vault):
    """Keeps values in memory, and says what a desktop's keyring says."""

    def backend_name(self) -> str:
        """Return the name of the usual service."""
        return "Secret Service"


class Studio:
    """One window at a time, in a home folder of its own, at rest before it is taken."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._application = application
        self._folder = folder

    def take(self, name: str, size: QSize, mode: str, pose: Callable[[App], None], file: Path | None) -> None:
        """Open a window, let `pose` arrange what it shows, and save what it looks like."""
        os.environ[HOME_VARIABLE] = str(self._folder / "homes" / name)
        backend = MemoryKeyring()
        profiles = Profiles(config_dir() / "profiles.json", NamedVault(backend))
        profiles.add(PROFILE, KEY, SECRET, ProfileMetadata(client="Acme"))
        frame = FirstPaint(self._application)
        frame.window.resize(size)
        with patch.object(active_profile, "default_profiles", lambda: profiles):
            app = App(self._application, frame)
        app.choose_theme(mode)
        until(app.idle, lambda: app.start([file] if file else ()))
        app.window.activateWindow()
        handle = app.window.windowHandle()
        while QGuiApplication.focusWindow() is not handle:
            until(self._application.focusWindowChanged)
        pose(app)
        app.features.parts("send").bar.show_endpoints([_SANDBOX, LIVE], LIVE if pose is _asked else _SANDBOX)
        picture = self._at_rest(app).convertToFormat(QImage.Format.Format_RGB888)
        picture.save(str(self._folder / f"{name}.png"), "PNG", SMALLEST)  # type: ignore[call-overload]
        app.window.close()
        app.window.deleteLater()
        app.setParent(None)
        app.deleteLater()

    @staticmethod
    def _at_rest(app: App) -> QImage:
        """Return the window once two rounds of the event loop leave it as it was."""
        before = QImage()
        for _round in range(UNREST):
            turn = QEventLoop()
            QTimer.singleShot(0, turn.quit)
            turn.exec()
            now = app.window.grab().toImage()
            if now == before:
                return now
            before = now
        raise TimeoutError("the window does not come to rest")


def until(signal: SignalInstance, act: Callable[[], None] = lambda: None) -> None:
    """Do something and wait for a signal."""
    loop = QEventLoop()
    came: list[bool] = []

    def arrived(*_values: object) -> None:
        came.append(True)
        loop.quit()

    signal.connect(arrived)
    act()
    if not came:
        QTimer.singleShot(PATIENCE, loop, loop.quit)
        loop.exec()
    signal.disconnect(arrived)
    if not came:
        raise TimeoutError(f"{signal} did not come")


def _first(_app: App) -> None:
    """As it is at the very first start."""


def _sent(app: App) -> None:
    body = template("install-ios").body
    ready = prepare(SendRequest(body, WireForm.AS_TYPED, "sample", SAMPLE, endpoint_from(URL)))
    assert isinstance(ready, Prepared)
    digits = ready.signature.payload_hash
    answer = Response(
        200,
        "OK",
        "HTTP/1.1",
        (
            ("Content-Type", "application/json"),
            ("Content-Length", "15"),
            ("Sandbox-Payload-Hash-Raw", digits),
            ("Sandbox-Payload-Hash-Php", hashlib.sha1(php_round_trip(body), usedforsecurity=False).hexdigest()),
            ("Sandbox-Token-Match", "raw"),
            ("Connection", "keep-alive"),
        ),
        b'{"success":"1"}',
        Timing(0.0046, connect_s=0.0003, send_s=0.0001, wait_s=0.0039, receive_s=0.0002),
        digits,
    )
    app.features.parts("log").pane.show_exchange(
        Exchange("1", MOMENT, "install-ios.json", "sample", "Sandbox", "as-typed", ready.request, digits, answer)
    )


def _credentials(app: App) -> None:
    dock = app.window.findChild(QDockWidget, "dockCredentials")
    assert isinstance(dock, QDockWidget)
    until(app.profiles.keyring_changed, dock.raise_)


def _form(app: App) -> None:
    _credentials(app)
    _child(app, QPushButton, "profileNew").click()
    for name, text in (("profileName", "Northwind QA"), ("profileApiKey", f" {SECRET}"), ("profileSecret", KEY)):
        _child(app, QLineEdit, name).setText(text)
    _child(app, QPushButton, "profileSave").click()


def _child(app: App, kind: type[Found], name: str) -> Found:
    child = app.window.findChild(kind, name)
    assert isinstance(child, kind), f"nothing is called {name}"
    return child


def _asked(app: App) -> None:
    until(app.profiles.credentials_changed, partial(app.profiles.choose, PROFILE))
    while app.session.credentials is None:
        until(app.profiles.credentials_changed)
    question = prepare(SendRequest(app.session.body, WireForm.AS_TYPED, PROFILE, Credentials(KEY, SECRET), LIVE))
    assert isinstance(question, ConfirmationNeeded)
    notice = SendConfirmations().ask(question, PROFILE, lambda _asked, _key: None)
    app.notice_bar.show_notice(notice)


def _empty(app: App) -> None:
    app.features.parts("compose").files.new()
    app.features.parts("compose").pane.focus_editor()


def _compared(app: App) -> None:
    other = sign(php_round_trip(app.session.body), SAMPLE).auth_token
    app.features.parts("signature").pane.compare.pasted.setText(other)


PICTURES: dict[str, tuple[QSize, str, Callable[[App], None], bytes | None]] = {
    "first-light-1280": (SMALL, "light", _first, None),
    "first-dark-1280": (SMALL, "dark", _first, None),
    "first-light-1920": (LARGE, "light", _first, None),
    "first-dark-1920": (LARGE, "dark", _first, None),
    "sent-light": (SMALL, "light", _sent, None),
    "sent-dark": (SMALL, "dark", _sent, None),
    "credentials-light": (SMALL, "light", _credentials, None),
    "credentials-form-dark": (SMALL, "dark", _form, None),
    "question-dark": (SMALL, "dark", _asked, _SLASHES),
    "odd-bytes-light": (SMALL, "light", _first, _ODD),
    "malformed-dark": (SMALL, "dark", _first, _MALFORMED),
    "empty-light": (SMALL, "light", _empty, None),
    "php-light": (SMALL, "light", _compared, _PHP),
    "transport-dark": (SMALL, "dark", transport, None),
    "run-light": (SMALL, "light", run, None),
}
"""Name of each picture: size, look, what the window is made to show, and the file it is opened with."""


def main(folder: Path) -> None:
    """Take all pictures."""
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    application.setApplicationName("Payload Workbench")
    application.setCursorFlashTime(0)
    application.setQuitOnLastWindowClosed(False)
    studio = Studio(application, folder)
    for name, (size, mode, pose, body) in PICTURES.items():
        file = None
        if body is not None:
            file = folder / "files" / f"{name}.json"
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(body)
        studio.take(name, size, mode, pose, file)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
