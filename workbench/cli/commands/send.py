"""Owns `workbench send`: its options, and what is known before a send. What comes after is told by `sending`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.cli import inputs
from workbench.cli.exit_codes import CommandError, Status
from workbench.signing import Credentials, WireForm

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from workbench.cli.body_source import PreparedBody
    from workbench.cli.send_execution import OwnSandbox, RequestFactory, SendTask
    from workbench.operations import Endpoint


def describe(parser: ArgumentParser) -> None:
    """Give the parser its description, its example and its arguments."""
    from workbench.cli import transport_options

    parser.description = """\
Sign exactly the bytes of BODY, send them once, and judge the answer: sent, answered,
success, recorded. No redirect is followed. An accepted request is not yet a recorded
one: the last step stays unknown. Ctrl+C cancels. Every send is kept in the history
before it leaves (see: workbench history), unless --private.

{{uuid}}, {{now_s}}, {{now_ms}} and {{n}} (the number of the send) in BODY are made into
bytes once, before it is signed, and shown."""
    parser.epilog = f"""\
{inputs.CREDENTIALS_HELP}
  The sample pair is public, so it is sent to this machine only. What a profile is not
  for (another host, another app) is asked about at a terminal, and refused without one.

{transport_options.HELP}

example:
  workbench send install.json --to sandbox --profile sample
  workbench send identitylink.json --to sandbox-identitylink
  workbench send install.json --to https://control.kochava.com/track/json --profile mine --wire escape-slashes
  workbench send install.json --to live --profile mine --dry-run
  workbench send install.json --to sandbox --profile sample --repeat 100 --concurrency 4 --jsonl

exit status: 0 accepted · 1 not accepted, or a redirect · 2 refused before anything was sent
  3 no answer: refused, not found, timed out · 4 no credentials · 130 cancelled
  with --repeat: 0 all accepted · 1 some not · 3 not one was answered"""
    inputs.add_body(parser)
    parser.add_argument(
        "--to",
        metavar="sandbox|sandbox-identitylink|URL",
        required=True,
        help="sandbox starts a verifying endpoint on this machine for this one send, sandbox-identitylink the same "
        "for an IdentityLink payload, which takes no token; URL is any http address",
    )
    add_allowances(parser)
    inputs.add_wire(parser)
    inputs.add_profile(parser)
    _add_content(parser)
    add_showing(parser)
    _add_forms(parser)
    _add_repeating(parser)
    transport_options.add_options(parser)


def _add_content(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--content-type", metavar="VALUE", default="application/json", help="application/json unless given; '' for none"
    )
    parser.add_argument(
        "--user-agent",
        metavar="VALUE",
        default="",
        help="none unless given; Unknown lets Kochava make one for a payload that has no device_ua",
    )
    parser.add_argument("--new-device", action="store_true", help="put fresh test ids in place of the device ids")
    parser.add_argument("--no-placeholders", action="store_true", help="send {{…}} as it is typed")


def _add_forms(parser: ArgumentParser) -> None:
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="print exactly one JSON object")
    forms.add_argument("--jsonl", action="store_true", help="with --repeat: one line of JSON for each send, as it ends")


def _add_repeating(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("sending many times")
    group.add_argument("--repeat", metavar="N", type=_count, help="send it N times; installs count, so mind where")
    group.add_argument(
        "--rate",
        metavar="R",
        type=_rate,
        help="sends a second, 0 for as fast as they go; 2 unless it stays on this machine",
    )
    group.add_argument(
        "--concurrency", metavar="C", type=_count, help="how many may be under way at once, up to 8; 1 unless given"
    )
    group.add_argument("--stop-at-failure", action="store_true", help="end with the first that is no success")
    group.add_argument("--yes", action="store_true", help="do not ask before many go to another machine")


def run(options: Namespace) -> int:
    """Send and report."""
    from workbench.cli import repeat_output, send_output
    from workbench.cli.recording import recording

    _check(options)
    task, made, numbered = _task(options)
    if options.dry_run:
        return send_output.show(task, made, as_json=options.json)
    with recording(private=options.private) as kept:
        if options.repeat is None:
            return send_output.send(task, kept, made, as_json=options.json, verbose=options.verbose)
        return repeat_output.send(task, kept, made, numbered, options)


def _check(options: Namespace) -> None:
    """See that no option of a repeat run stands alone."""
    if options.repeat is None:
        for name in ("rate", "concurrency", "stop_at_failure", "jsonl"):
            if getattr(options, name) not in (None, False):
                option = name.replace("_", "-")
                raise CommandError(Status.BAD_INPUT, f"--{option} needs --repeat N. Try: workbench send --help")


def _task(options: Namespace) -> tuple[SendTask, PreparedBody, Callable[[int], RequestFactory]]:
    """Return what is to be sent, how it was made, and what makes the request of a number."""
    from workbench.cli import body_source, send_execution, transport_options
    from workbench.operations import Headers, title_for

    form = WireForm(options.wire)
    source = body_source.source(
        inputs.read_body(options.body), fresh=options.new_device, literal=options.no_placeholders
    )
    to = destination(options.to)
    headers = Headers(options.content_type, options.user_agent)
    transport = transport_options.choices_from(options)
    takes_token = to == "sandbox" if isinstance(to, str) else to.takes_token
    if not takes_token and options.profile is None:
        profile, credentials = "", Credentials("", "")  # nothing is signed there, so nobody need be asked
    else:
        profile, credentials = inputs.credentials_for(options)
    metadata = inputs.metadata_of(profile)

    def making(body: bytes) -> RequestFactory:
        return send_execution.making(
            body, form, profile, credentials, metadata=metadata, headers=headers, transport=transport
        )

    made = source.of(1)
    task = send_execution.SendTask(
        to,
        profile,
        credentials,
        metadata,
        made.body,
        making(made.body),
        title=title_for(options.body),
        allowed=allowed(options),
    )
    return task, made, lambda number: making(source.of(number).body) if source.varies else task.make


def add_allowances(parser: ArgumentParser) -> None:
    """Add the options that answer beforehand what a send may ask."""
    parser.add_argument("--any-host", action="store_true", help="send though the profile is not for that host")
    parser.add_argument("--any-app", action="store_true", help="send though the profile is not for that App GUID")


def add_showing(parser: ArgumentParser) -> None:
    """Add the options that say what is shown and kept."""
    parser.add_argument("--dry-run", action="store_true", help="show the whole request, and send nothing")
    parser.add_argument("--verbose", action="store_true", help="show the request before, and headers and times after")
    parser.add_argument("--private", action="store_true", help="keep nothing of this in the history")


def allowed(options: Namespace) -> set[str]:
    """Return the topics that need no asking."""
    return {topic for topic, given in (("host", options.any_host), ("app", options.any_app)) if given}


def destination(words: str) -> Endpoint | OwnSandbox:
    """Return where to send: an address, or which one of a sandbox of our own.

    Raises:
        CommandError: it is no address.
    """
    word = words.strip().lower()
    if word == "sandbox":
        return "sandbox"
    if word == "sandbox-identitylink":
        return "sandbox-identitylink"
    from workbench.operations import BadEndpoint, endpoint_from

    try:
        return endpoint_from(words)
    except BadEndpoint as refusal:
        raise CommandError(Status.BAD_INPUT, f"{refusal.message} Nothing was sent.") from None


def _count(word: str) -> int:
    from argparse import ArgumentTypeError

    if not word.isascii() or not word.isdecimal() or int(word[:10]) < 1:
        raise ArgumentTypeError("it is a number from 1")
    return int(word[:10])


def _rate(word: str) -> float:
    from argparse import ArgumentTypeError

    try:
        rate = float(word)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 10_000:
        raise ArgumentTypeError("it is a number of sends a second, from 0 (as fast as they go) to 10,000")
    return rate
