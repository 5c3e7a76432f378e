"""A window that leaks values in every possible way, to test the search itself. Not part of the product."""

import base64
import logging
import subprocess
import sys
from contextlib import suppress

from PySide6.QtWidgets import QLabel, QLineEdit

from tests.hunt.scene import Scene
from workbench.gui.core.state import Notice

PLACES = (
    "window: leakingLabel",
    "window: leakingTip",
    "window: window",
    "accessibility: leakingValue",
    "file: ",
    "file name",
    "log",
    "exception",
    "repr: Notice",
    "child: arguments",
    "child: environment",
    "clipboard",
    "standard output",
    "standard error",
    "gone.txt",
)
"""The places where a trace must be found, as named in the report."""


def leaking(scene: Scene) -> None:
    """Put unknown values and a token in every place where they must not be."""
    api_key, secret = scene.plan.pairs["crash"]
    window = scene.hands.window
    scene.use("Environment")
    label, tip, value = QLabel(f"the token is {scene.hands.token}", window), QLabel(window), QLineEdit("dots", window)
    for each, name in ((label, "leakingLabel"), (tip, "leakingTip"), (value, "leakingValue")):
        each.setObjectName(name)
        each.show()
    tip.setToolTip(secret)
    value.setAccessibleDescription(secret.upper())
    window.setWindowTitle(base64.b64encode(b"=" + secret.encode()).decode())
    scene.kept.append(Notice("bad", api_key.encode().hex(" ")))
    (scene.folder / "left.db").write_bytes(b"\0\1\2" + secret.encode("utf-16-le"))
    (scene.folder / f"{secret.replace('/', '_')}.txt").touch()
    gone = scene.folder / "gone.txt"
    gone.write_text(secret)
    scene.witness.look()
    gone.unlink()
    logging.getLogger("someone.else").debug("the key is %s", api_key)
    sys.stdout.write(secret)
    sys.stderr.write(api_key)
    environ = {"LEAKING": secret}
    subprocess.run([sys.executable, "-Sc", "0", api_key], env=environ, check=True)
    scene.hands.application.clipboard().setText(secret)
    scene.hands.app.tasks.call(lambda: 1 / int(f"{secret}"), print, _forget)
    scene.until(lambda: scene.witness.places().get("exception", 0) > 0)


def _forget(error: Exception) -> None:
    with suppress(ValueError):
        raise error
