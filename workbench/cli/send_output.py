"""Owns one send as `send` and `history again` show it: the request before, the outcome after, or both as JSON."""

from __future__ import annotations

from workbench.cli import history_compare, inputs, outcome_text, send_execution, transport_options
from workbench.cli.body_source import PreparedBody
from workbench.cli.exit_codes import CommandError, Status
from workbench.cli.recording import NotRecording
from workbench.cli.report import put_body, put_sent
from workbench.cli.request_rows import put_request, request_json
from workbench.cli.send_execution import SendTask
from workbench.cli.terminal import printable, put_json, put_row, say
from workbench.evidence.safe import safe_url
from workbench.exchange import Exchange, Failure, Response, judge, sandbox_view
from workbench.exchange.decoding import shown
from workbench.operations import Prepared, is_loopback
from workbench.payloads import lacks_user_agent
from workbench.redaction import redact
from workbench.transport.checks import request_problem


def show(task: SendTask, made: PreparedBody, *, as_json: bool) -> int:
    """Show what would leave, and send nothing."""
    with send_execution.place(task) as (endpoint, _):
        prepared, _ = send_execution.settled(task, endpoint)
    look_over(prepared, made, closely=True)
    if as_json:
        put_json(
            {
                "dry_run": True,
                "request": request_json(prepared.request, with_body=True),
                "payload_hash": prepared.signature.payload_hash,
                "signed": prepared.signed,
                "url": safe_url(prepared.request.url),
                "wire": prepared.form.value,
                "profile": prepared.profile,
                "choices": prepared.transport.words(),
                **made.as_json(),
            }
        )
    else:
        made.put()
        put_before(prepared)
        put_request(prepared.request, transport=prepared.transport)
    say("Nothing was sent: --dry-run.")
    return Status.YES


def send(
    task: SendTask,
    kept: NotRecording,
    made: PreparedBody,
    *,
    as_json: bool,
    verbose: bool,
    repeats: Exchange | None = None,
) -> int:
    """Send once and report; what changed since the exchange that it repeats, too, if it repeats one."""

    def before(prepared: Prepared) -> None:
        look_over(prepared, made, closely=verbose)
        if not as_json:
            made.put()
            if verbose:
                put_request(prepared.request, transport=prepared.transport)

    prepared, exchange = send_execution.deliver(task, recorder=kept.recorder, before=before)
    if as_json:
        said = _as_json(prepared, exchange, verbose=verbose) | {"kept": kept.has(exchange)} | made.as_json()
        put_json(said | ({} if repeats is None else {"changed": history_compare.answers_json(repeats, exchange)}))
    else:
        put_before(prepared)
        outcome_text.put_outcome(exchange, verbose=verbose)
        if verbose and kept.has(exchange):
            put_row("History", exchange.id)
        if repeats is not None:
            put_row("Again of", f"{repeats.id} · {repeats.started.astimezone():%Y-%m-%d %H:%M:%S}")
            history_compare.put_answers(repeats, exchange)
    outcome_text.say_outcome(exchange.outcome)
    if prepared.signed and judge(exchange.outcome).sent is not False:
        inputs.mark_used(task.profile)
    return outcome_text.status_of(exchange.outcome)


def look_over(prepared: Prepared, made: PreparedBody, *, closely: bool = False) -> None:
    """Warn of what a person should know before this leaves; of what matters to Kochava alone only if it may go there.

    Args:
        closely: the person looks at the request itself, wherever it goes.

    Raises:
        CommandError: no server could read the request.
    """
    problem = request_problem(prepared.request)
    if problem is not None:
        raise CommandError(Status.BAD_INPUT, f"{problem} Nothing was sent.")
    transport_options.warn(prepared.transport, prepared.endpoint)
    made.warn()
    concerned = prepared.signed and (closely or not is_loopback(prepared.request.url))
    if concerned and prepared.request.header("User-Agent") is None and lacks_user_agent(prepared.request.body):
        say(
            "workbench: warning: the payload has no device_ua. Kochava's article on such payloads asks for the header "
            "User-Agent: Unknown; --user-agent Unknown adds it."
        )


def put_before(prepared: Prepared) -> None:
    """Print what leaves, and where it goes."""
    put = put_sent if prepared.signed else put_body
    put(prepared.request.body, prepared.form, prepared.signature)
    put_row("To", printable(f"{prepared.endpoint.title} · {safe_url(prepared.request.url)}"))
    how = prepared.transport.words()
    if how:
        put_row("How", printable(how))


def _as_json(prepared: Prepared, exchange: Exchange, *, verbose: bool) -> dict[str, object]:
    outcome = exchange.outcome
    verdict = judge(outcome)
    response = outcome if isinstance(outcome, Response) else None
    view = None if response is None else sandbox_view(response)
    left = outcome_text.left_sha1(outcome)
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
        "response_body": None if response is None else redact(response.body.decode("utf-8", "replace")),
        "url": safe_url(prepared.request.url),
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
        "exchange": exchange.id,
        "again": exchange.again or None,
        "signed": prepared.signed,
        "sent_sha1": left,
        "sent_is_signed": None if left is None else left == exchange.payload_hash,
        "flaw": None if response is None or response.flaw is None else response.flaw.value,
        "notes": [] if response is None else list(shown(response).notes),
        "advice": outcome_text.advice_json(outcome_text.advice_for(exchange)),
        "timing_ms": None if outcome is None else outcome_text.timing_json(outcome.timing),
        "connection": outcome_text.channel_json(outcome),
        "choices": exchange.choices,
        "request": request_json(prepared.request, with_body=verbose),
    }
