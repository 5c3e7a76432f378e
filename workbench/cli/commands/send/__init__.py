"""`workbench send`: signs a body and sends it, once or repeatedly."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.commands.send import body_source, execution, output, repeat, transport_options
from workbench.cli.exit_codes import UsageError
from workbench.operations import PRESETS, Headers, SendRequest, title_for
from workbench.operations.transport_fields import HEADERS
from workbench.signing import WireForm


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
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
        "for an IdentityLink payload, which needs no token; URL: any http or https address, or a preset by name: "
        f"{', '.join(each.key for each in PRESETS)}",
    )
    execution.add_overrides(parser)
    inputs.add_wire(parser)
    inputs.add_profile(parser)
    transport_options.add_fields(parser, HEADERS, Headers())
    parser.add_argument("--new-device", action="store_true", help="replace the device ids by new test ids")
    parser.add_argument("--no-placeholders", action="store_true", help="send {{…}} unchanged")
    output.add_options(parser)
    forms = parser.add_mutually_exclusive_group()
    inputs.add_json(forms)
    forms.add_argument("--jsonl", action="store_true", help="with --repeat: print one JSON object per send")
    group = parser.add_argument_group("repeat options")
    group.add_argument("--repeat", metavar="N", type=int, help="send N times; Kochava may count each send")
    group.add_argument(
        "--rate", metavar="R", type=float, help="sends per second, 0 for no limit; default 2, on this machine 0"
    )
    group.add_argument("--concurrency", metavar="C", type=int, help="number of simultaneous sends, up to 8 (default 1)")
    group.add_argument("--stop-at-failure", action="store_true", help="stop at the first send without success")
    inputs.add_yes(group)
    transport_options.add_options(parser)


def run(options: Namespace) -> int:
    """Send and print the outcome."""
    if options.repeat is None:
        for name in ("rate", "concurrency", "stop_at_failure", "jsonl"):
            if getattr(options, name) not in (None, False):
                raise UsageError(f"--{name.replace('_', '-')} needs --repeat N. Try: workbench send --help")
    source = body_source.source(
        inputs.read_body(options.body), fresh=options.new_device, literal=options.no_placeholders
    )
    endpoint = execution.destination(options.to)
    transport = transport_options.transport_from(options)
    if not endpoint.takes_token and options.profile is None:
        profile, credentials = "", None  # nothing is signed
    else:
        profile, credentials = inputs.credentials_for(options)
    body = source.of(1)
    request = SendRequest(
        body.body,
        WireForm(options.wire),
        profile,
        credentials,
        endpoint,
        title=title_for(options.body),
        metadata=inputs.metadata_of(profile),
        headers=Headers(options.content_type, options.user_agent),
        transport=transport,
    )
    if options.repeat is None or options.dry_run:
        return output.send(request, body, options)
    return repeat.send(request, body, source, options)
