"""`workbench send`: signs a body and sends it, once or repeatedly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.cli import inputs
from workbench.cli.exit_codes import CommandError, ExitCode
from workbench.signing import WireForm

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from workbench.cli.commands.send.body_source import PreparedBody, Source
    from workbench.operations import Endpoint, SendRequest


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    from workbench.cli.commands.send import transport_options

    parser.description = """\
Sign exactly the bytes of BODY, send them once, and judge the response: sent, answered,
success, recorded. No redirect is followed. An accepted request is not necessarily
recorded, so the last step remains unknown. Ctrl+C cancels. Every send is saved in the
history before it is sent (see: workbench history), unless --private.

The placeholders {{uuid}}, {{now_s}}, {{now_ms}} and {{n}} (the number of the send) in
BODY are replaced before the body is signed, and their values are printed."""
    parser.epilog = f"""\
{inputs.CREDENTIALS_HELP}
  The sample credentials are public, so they are sent to this machine only. A host or an
  app that the profile does not list needs confirmation; without a terminal it is refused.

{transport_options.HELP}

example:
  workbench send install.json --to sandbox --profile sample
  workbench send identitylink.json --to sandbox-identitylink
  workbench send install.json --to https://control.kochava.com/track/json --profile mine --wire escape-slashes
  workbench send install.json --to live --profile mine --dry-run
  workbench send install.json --to sandbox --profile sample --repeat 100 --concurrency 4 --jsonl

exit status: 0 accepted · 1 not accepted, or a redirect · 2 refused, nothing was sent
  3 no response: connection refused, host not found, timeout · 4 no credentials · 130 cancelled
  with --repeat: 0 all accepted · 1 some not accepted · 3 no response at all"""
    inputs.add_body(parser)
    parser.add_argument(
        "--to",
        metavar="sandbox|sandbox-identitylink|URL",
        required=True,
        help="sandbox: a verifying endpoint on this machine, started for this command; sandbox-identitylink: the same "
        "for an IdentityLink payload, which needs no token; URL: any http or https address",
    )
    add_overrides(parser)
    inputs.add_wire(parser)
    inputs.add_profile(parser)
    _add_content(parser)
    add_output_options(parser)
    _add_forms(parser)
    _add_repeating(parser)
    transport_options.add_options(parser)


def _add_content(parser: ArgumentParser) -> None:
    from workbench.cli.commands.send import transport_options
    from workbench.operations import Headers
    from workbench.operations.transport_fields import HEADERS

    transport_options.add_fields(parser, HEADERS, Headers())
    parser.add_argument("--new-device", action="store_true", help="replace the device ids by new test ids")
    parser.add_argument("--no-placeholders", action="store_true", help="send {{…}} unchanged")


def _add_forms(parser: ArgumentParser) -> None:
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="print exactly one JSON object")
    forms.add_argument("--jsonl", action="store_true", help="with --repeat: print one JSON object per send")


def _add_repeating(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("repeat options")
    group.add_argument("--repeat", metavar="N", type=_count, help="send N times; Kochava may count each send")
    group.add_argument(
        "--rate",
        metavar="R",
        type=_rate,
        help="sends per second, 0 for no limit; default 2, on this machine 0",
    )
    group.add_argument(
        "--concurrency", metavar="C", type=_count, help="number of simultaneous sends, up to 8 (default 1)"
    )
    group.add_argument("--stop-at-failure", action="store_true", help="stop at the first send without success")
    group.add_argument("--yes", action="store_true", help="do not ask for confirmation")


def run(options: Namespace) -> int:
    """Send and print the outcome."""
    from workbench.cli.commands.send import execution, output, repeat

    _check(options)
    request, body, source = _request(options)
    confirmed = overridden(options)
    if options.dry_run:
        return output.dry_run(request, confirmed, body, as_json=options.json)
    with execution.open_recorder(private=options.private) as recorder:
        if options.repeat is None:
            return output.send(request, confirmed, recorder, body, as_json=options.json, verbose=options.verbose)
        return repeat.send(request, confirmed, recorder, body, source, options)


def _check(options: Namespace) -> None:
    """Check that the options of a repeat run are not used without `--repeat`."""
    if options.repeat is None:
        for name in ("rate", "concurrency", "stop_at_failure", "jsonl"):
            if getattr(options, name) not in (None, False):
                option = name.replace("_", "-")
                message = f"--{option} needs --repeat N. Try: workbench send --help"
                raise CommandError(ExitCode.USAGE_ERROR, message)


def _request(options: Namespace) -> tuple[SendRequest, PreparedBody, Source]:
    """Return the request of the first send, its body, and the source of all bodies."""
    from workbench.cli.commands.send import body_source, transport_options
    from workbench.operations import Headers, SendRequest, title_for

    source = body_source.source(
        inputs.read_body(options.body), fresh=options.new_device, literal=options.no_placeholders
    )
    endpoint = destination(options.to)
    transport = transport_options.transport_from(options)
    if not endpoint.takes_token and options.profile is None:
        profile, credentials = "", None  # nothing is signed
    else:
        profile, credentials = inputs.credentials_for(options)
    first = source.of(1)
    request = SendRequest(
        first.body,
        WireForm(options.wire),
        profile,
        credentials,
        endpoint,
        title=title_for(options.body),
        metadata=inputs.metadata_of(profile),
        headers=Headers(options.content_type, options.user_agent),
        transport=transport,
    )
    return request, first, source


def add_overrides(parser: ArgumentParser) -> None:
    """Add the options that confirm in advance what a send may ask."""
    parser.add_argument("--any-host", action="store_true", help="send even if the profile is for other hosts")
    parser.add_argument("--any-app", action="store_true", help="send even if the profile is for other App GUIDs")


def add_output_options(parser: ArgumentParser) -> None:
    """Add the options for what is printed and saved."""
    parser.add_argument("--dry-run", action="store_true", help="print the whole request and send nothing")
    parser.add_argument("--verbose", action="store_true", help="print the request, the response headers and the timing")
    parser.add_argument("--private", action="store_true", help="do not save the send in the history")


def overridden(options: Namespace) -> set[str]:
    """Return the topics that need no confirmation."""
    return {topic for topic, given in (("host", options.any_host), ("app", options.any_app)) if given}


def destination(text: str) -> Endpoint:
    """Return the endpoint of `--to`, which may be that of a temporary sandbox.

    Raises:
        CommandError: the text is not an address.
    """
    from workbench.cli.commands.send.execution import TEMPORARY_SANDBOX
    from workbench.operations import BadEndpoint, endpoint_from

    word = text.strip().lower()
    sandbox = next((each for each in TEMPORARY_SANDBOX if each.key == word), None)
    try:
        return sandbox or endpoint_from(text)
    except BadEndpoint as error:
        raise CommandError(ExitCode.USAGE_ERROR, f"{error.message} Nothing was sent.") from None


def _count(word: str) -> int:
    from argparse import ArgumentTypeError

    if not word.isascii() or not word.isdecimal() or int(word[:10]) < 1:
        raise ArgumentTypeError("must be a number from 1")
    return int(word[:10])


def _rate(word: str) -> float:
    from argparse import ArgumentTypeError

    try:
        rate = float(word)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 10_000:
        raise ArgumentTypeError("must be a number of sends per second, from 0 (no limit) to 10,000")
    return rate
