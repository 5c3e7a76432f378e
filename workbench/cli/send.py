"""Owns `workbench send`: signs, sends once, and says what the answer proves."""

from __future__ import annotations

from pathlib import Path

from workbench.cli import inputs
from workbench.cli.statuses import CommandError, Status
from workbench.cli.terminal import put_json
from workbench.signing import Credentials, WireForm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from workbench.cli.delivery import OwnSandbox
    from workbench.exchange import Exchange
    from workbench.operations import Endpoint, Prepared


def describe(parser: ArgumentParser) -> None:
    """Give the parser its description, its example and its arguments."""
    parser.description = """\
Sign exactly the bytes of BODY, send them once, and judge the answer: sent, answered,
success, recorded. No redirect is followed. An accepted request is not yet a recorded
one: the last step stays unknown. Ctrl+C cancels."""
    parser.epilog = f"""\
{inputs.CREDENTIALS_HELP}
  The sample pair is public, so it is sent to this machine only. What a profile is not
  for (another host, another app) is asked about at a terminal, and refused without one.

example:
  workbench send install.json --to sandbox --profile sample
  workbench send identitylink.json --to sandbox-identitylink
  workbench send install.json --to https://control.kochava.com/track/json --profile mine --wire escape-slashes

exit status: 0 accepted · 1 not accepted, or a redirect · 2 refused before anything was sent
  3 no answer: refused, not found, timed out · 4 no credentials · 130 cancelled"""
    inputs.add_body(parser)
    parser.add_argument(
        "--to",
        metavar="sandbox|sandbox-identitylink|URL",
        required=True,
        help="sandbox starts a verifying endpoint on this machine for this one send, sandbox-identitylink the same "
        "for an IdentityLink payload, which takes no token; URL is any http address",
    )
    parser.add_argument("--any-host", action="store_true", help="send though the profile is not for that host")
    parser.add_argument("--any-app", action="store_true", help="send though the profile is not for that App GUID")
    inputs.add_wire(parser)
    inputs.add_profile(parser)
    inputs.add_json(parser)


def run(options: Namespace) -> int:
    """Send and report."""
    from workbench.cli import delivery
    from workbench.exchange import judge

    form = WireForm(options.wire)
    body = inputs.read_body(options.body)
    to = _to(options.to)
    takes_token = to == "sandbox" if isinstance(to, str) else to.takes_token
    if not takes_token and options.profile is None:
        profile, credentials = "", Credentials("", "")  # nothing is signed there, so nobody need be asked
    else:
        profile, credentials = inputs.credentials_for(options)
    title = "standard input" if options.body == "-" else Path(options.body).name
    prepared, exchange = delivery.deliver(
        body,
        form,
        profile,
        credentials,
        to,
        title=title,
        facts=inputs.facts_of(profile),
        allowed={topic for topic, given in (("host", options.any_host), ("app", options.any_app)) if given},
    )
    if options.json:
        put_json(_as_json(prepared, exchange))
    else:
        from workbench.cli.report import put_body, put_sent

        (put_sent if prepared.signed else put_body)(prepared.request.body, form, prepared.signature)
        delivery.put_outcome(prepared, exchange)
    delivery.say_outcome(exchange.outcome)
    if prepared.signed and judge(exchange.outcome).sent is not False:
        inputs.mark_used(profile)
    return delivery.status_of(exchange.outcome)


def _to(words: str) -> Endpoint | OwnSandbox:
    """Return where to send: an address, or which one of a sandbox of our own."""
    word = words.strip().lower()
    if word == "sandbox":
        return "sandbox"
    if word == "sandbox-identitylink":
        return "sandbox-identitylink"
    from workbench.operations import BadEndpoint, endpoint_from

    try:
        return endpoint_from(words)
    except BadEndpoint as refusal:
        raise CommandError(Status.BAD_INPUT, f"{refusal.says} Nothing was sent.") from None


def _as_json(prepared: Prepared, exchange: Exchange) -> dict[str, object]:
    from workbench.exchange import Failure, Response, judge, sandbox_view
    from workbench.secrecy import strike_known

    outcome = exchange.outcome
    verdict = judge(outcome)
    response = outcome if isinstance(outcome, Response) else None
    view = None if response is None else sandbox_view(response)
    return {
        "verdict": {
            "sent": verdict.sent,
            "answered": verdict.answered,
            "success": verdict.success,
            "recorded": verdict.recorded,
        },
        "outcome": type(outcome).__name__.lower(),
        "status": None if response is None else response.status,
        "payload_hash": exchange.payload_hash,
        "sent_bytes": len(prepared.request.body) if verdict.sent else 0 if verdict.sent is False else None,
        "elapsed_ms": None if outcome is None else round(outcome.timing.total_s * 1000, 3),
        "response_body": None if response is None else strike_known(response.body.decode("utf-8", "replace")),
        "url": prepared.request.url,
        "wire": prepared.form.value,
        "profile": exchange.profile,
        "failure": {"kind": outcome.kind.value, "says": outcome.says} if isinstance(outcome, Failure) else None,
        "sandbox": None
        if view is None
        else {
            "payload_hash_raw": view.payload_hash_raw,
            "payload_hash_php": view.payload_hash_php,
            "token_match": view.token_match,
        },
    }
