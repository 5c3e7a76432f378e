"""`workbench first-minute`: a demonstration without a display. Uses only the sandbox and the published sample."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from workbench.cli import exchange_rows, inputs
from workbench.cli.commands.send import execution
from workbench.cli.commands.send.transport_options import PROXY_VARIABLE
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import put_row, report, say
from workbench.cli.signature_rows import put_php, put_signature
from workbench.disk import HOME_VARIABLE
from workbench.operations import SendRequest
from workbench.payloads import DEFAULT_TEMPLATE, template
from workbench.signing import SAMPLE, WireForm, php_reading

_TIMEOUT_S = 120.0
"""Seconds allowed for drawing the window on a slow machine."""


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
A demonstration without a display: the documented install sample is signed with the
published sample credentials and sent to a sandbox on this machine, and a picture of the
window is written."""
    parser.epilog = """\
example:
  workbench first-minute --picture window.png

exit status: 0 accepted, and the picture was written · 1 not accepted, or no picture · 3 no response"""
    parser.add_argument("--picture", metavar="PATH", help="the file to write the picture to (default: a new file)")


def run(options: Namespace) -> int:
    """Run the demonstration."""
    from workbench.cli.commands.gui import has_display

    if not has_display():
        say("There is no display. This is the first minute in the terminal.")
    sample = template(DEFAULT_TEMPLATE)
    sandbox = execution.TEMPORARY_SANDBOX[0]
    prepared, exchange = execution.send_once(
        SendRequest(sample.body, WireForm.AS_TYPED, inputs.SAMPLE_PROFILE, SAMPLE, sandbox, title=sample.file_name)
    )
    put_row("Payload", f"{sample.title} · {sample.file_name}")
    signature = prepared.signature
    put_signature(prepared.request.body, prepared.send.form, signature.payload_hash, signature.auth_token)
    put_php(php_reading(prepared.request.body))
    put_row("To", f"{prepared.send.endpoint.title} · {prepared.request.url}")
    exchange_rows.put_outcome(exchange)
    exchange_rows.say_outcome(exchange.outcome)
    status = exchange_rows.status_of(exchange.outcome)
    picture = Path(options.picture).absolute() if options.picture else _default_file()
    problem = _draw(picture)
    if problem:
        report(f"no picture of the window was written: {problem}. The rest is complete.")
        return status or ExitCode.NEGATIVE
    put_row("Picture", str(picture))
    return status


def _default_file() -> Path:
    """Return the file for the picture: in the state folder, or in a temporary folder if that is not writable."""
    from workbench.disk import state_dir

    try:
        folder = state_dir()
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder / "window.png"
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="payload-workbench-")) / "window.png"


def _draw(picture: Path) -> str:
    """Draw the window in a separate process; return why that failed, or an empty string."""
    safely = ["-P"] if sys.flags.safe_path else []  # use the same import path as this process
    command = [sys.executable, *safely, "-m", "workbench", "gui", "--picture", str(picture)]
    # A temporary home folder: the user's drafts, settings and profiles are neither shown nor changed.
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
                timeout=_TIMEOUT_S,
                check=False,
                encoding="utf-8",
                errors="replace",
            )
    except subprocess.TimeoutExpired:
        return f"timeout after {_TIMEOUT_S:.0f} s"
    except OSError as error:
        return error.strerror or str(error)
    if done.returncode == 0 and picture.is_file():
        return ""
    return (done.stderr.strip().splitlines() or ["no error message"])[-1]
