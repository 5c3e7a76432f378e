"""Owns `workbench first-minute`: the window's first minute told in the terminal, where there is no display.

It must never leave this machine: the sandbox and the published sample are all it uses.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from workbench.cli import inputs, outcome_text, send_execution
from workbench.cli.exit_codes import Status
from workbench.cli.report import put_php, put_signature
from workbench.cli.terminal import put_row, say
from workbench.cli.transport_options import PROXY_VARIABLE
from workbench.credentials import ProfileMetadata
from workbench.disk import HOME_VARIABLE
from workbench.payloads import DEFAULT_TEMPLATE, template
from workbench.signing import SAMPLE, WireForm, php_reading

_LONGEST = 120.0
"""Seconds that drawing the window may take on a slow machine."""


def describe(parser: ArgumentParser) -> None:
    """Give the parser its description, its example and its arguments."""
    parser.description = """\
What the window shows in its first minute, without a display: the documented install
sample is signed with the published sample pair and sent to a sandbox on this machine,
and a picture of the window is written."""
    parser.epilog = """\
example:
  workbench first-minute --picture window.png

exit status: 0 accepted, and the picture is there · 1 not accepted, or no picture · 3 no answer"""
    parser.add_argument("--picture", metavar="PATH", help="where to write the picture; else a file is made")


def run(options: Namespace) -> int:
    """Tell the first minute."""
    from workbench.cli.commands.gui import has_display

    if not has_display():
        say("There is no display, so this is the first minute in the terminal.")
    sample = template(DEFAULT_TEMPLATE)
    make = send_execution.making(sample.body, WireForm.AS_TYPED, inputs.SAMPLE_PROFILE, SAMPLE)
    prepared, exchange = send_execution.deliver(
        send_execution.SendTask(
            "sandbox", inputs.SAMPLE_PROFILE, SAMPLE, ProfileMetadata(), sample.body, make, title=sample.file_name
        )
    )
    put_row("Payload", f"{sample.title} · {sample.file_name}")
    put_signature(prepared.request.body, prepared.form, prepared.signature)
    put_php(php_reading(prepared.request.body))
    put_row("To", f"{prepared.endpoint.title} · {prepared.request.url}")
    outcome_text.put_outcome(exchange)
    outcome_text.say_outcome(exchange.outcome)
    status = outcome_text.status_of(exchange.outcome)
    picture = Path(options.picture).absolute() if options.picture else _place()
    if not _draw(picture):
        return status or Status.NO
    put_row("Picture", str(picture))
    return status


def _place() -> Path:
    """Return where the picture goes: our own folder, or a temporary one where that cannot be written."""
    from workbench.disk import state_dir

    try:
        folder = state_dir()
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder / "window.png"
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="payload-workbench-")) / "window.png"


def _draw(picture: Path) -> bool:
    """Have another process draw the window, so that nothing of it can disturb this one; say why it did not."""
    safely = ["-P"] if sys.flags.safe_path else []  # import from where this process does
    command = [sys.executable, *safely, "-m", "workbench", "gui", "--picture", str(picture)]
    # A home of its own: the drafts, settings and profiles of the person are neither shown nor touched.
    secrets = (inputs.KEY_VARIABLE, inputs.SECRET_VARIABLE, PROXY_VARIABLE)
    environment = {name: value for name, value in os.environ.items() if name not in secrets}
    try:
        picture.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(prefix="payload-workbench-", ignore_cleanup_errors=True) as home:
            done = subprocess.run(
                command,
                env={**environment, "QT_QPA_PLATFORM": "offscreen", HOME_VARIABLE: home},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_LONGEST,
                check=False,
                encoding="utf-8",
                errors="replace",
            )
    except subprocess.TimeoutExpired:
        say(f"workbench: the picture of the window was not ready after {_LONGEST:.0f} seconds; all else is done.")
        return False
    except OSError as trouble:
        say(f"workbench: no picture of the window could be written ({trouble.strerror or trouble}); all else is done.")
        return False
    if done.returncode == 0 and picture.is_file():
        return True
    last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
    say(f"workbench: no picture of the window was written ({last}); all else is done.")
    return False
