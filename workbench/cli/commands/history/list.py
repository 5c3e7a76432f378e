"""`workbench history list`: lists sends, one line each."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.commands.history import lookup
from workbench.cli.exchange_json import milliseconds
from workbench.cli.exit_codes import ExitCode, UsageError
from workbench.cli.output import printable, put, put_json, report, say
from workbench.credentials import profile_title
from workbench.exchange import MARKS
from workbench.history import Found, History, QueryError, Row
from workbench.history.query import unknown_fields
from workbench.operations.presentation.outcomes import answer_text, counted, result_text

_KNOWN = {"yes": True, "no": False}
_STEPS = ("sent", "answered", "success", "recorded")
_ANSWERS = {"interrupted": "unknown", "": "in progress"}


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = """\
List sends, newest first. Every word of QUERY must occur in one of: a device id, a hash,
the first digits of a token or an id, the first 100,000 bytes of the bodies, the address,
profile, title, note, tags."""
    parser.epilog = """\
filters:
  "two words"   id:3f2a   status:401   status:4xx   profile:mine   endpoint:sandbox   tag:billing
  is:pinned   is:unknown   is:recorded   is:run
  before:2026-03-01   after:2026-03-01T14:30   local time

example:
  workbench history list status:4xx koconversionsdemo --limit 5
  workbench history list is:unknown --each

exit status: 0 listed · 1 nothing found · 2 the query or the history cannot be read"""
    parser.add_argument("query", metavar="QUERY", nargs="*", help="words that must all occur, or field:word")
    parser.add_argument(
        "--limit", metavar="N", type=inputs.whole_number(0), default=20, help="number of lines, 0 for all (default 20)"
    )
    parser.add_argument("--each", action="store_true", help="list every send of a repeat run on its own line")
    parser.add_argument("--run", metavar="ID", help="only the repeat run of this exchange")
    forms = parser.add_mutually_exclusive_group()
    inputs.add_json(forms)
    forms.add_argument("--jsonl", action="store_true", help="print one JSON object per line")


def run(options: Namespace) -> int:
    """List sends."""
    query = " ".join(options.query)
    with lookup.opened() as history:
        try:
            found = _found(history, query, options)
        except QueryError as error:
            raise UsageError(str(error)) from None
        lookup.check_readable(history)
        shown = found[: options.limit] if options.limit else found
        rows = lookup.rows(history, shown)
        if options.json:
            listed = [_as_json(row) for row in rows]
            put_json({"exchanges": listed, "found": len(found), "shown": len(listed)})
        else:
            for row in rows:
                if options.jsonl:
                    put_json(_as_json(row))
                else:
                    put(printable(_line(row, grouped=not options.each and not options.run)))
        lookup.check_readable(history)
    if len(shown) < len(found):
        say(f"{len(shown):,} of {len(found):,} are shown. Use --limit N to show more.")
    if not found:
        nothing = f"no exchange matches the query. {unknown_fields(query)}".rstrip()
        report(nothing if query else "The history is empty.")
    return ExitCode.NEGATIVE if query and not found else ExitCode.SUCCESS


def _as_json(row: Row) -> dict[str, object]:
    """Return a row as JSON; the time is UTC."""
    return {
        "id": row.id,
        "started": row.started,
        "title": row.title,
        "profile": row.profile,
        "endpoint": row.endpoint,
        "wire": row.wire_form,
        "answer": _ANSWERS.get(row.answer, row.answer),
        "verdict": {step: _KNOWN.get(getattr(row, step)) for step in _STEPS},
        "elapsed_ms": milliseconds(row.total_s),
        "sent_bytes": row.sent_bytes,
        "received_bytes": row.received_bytes,
        "run": row.run or None,
        "run_count": row.run_count,
        "run_ended": row.run_done,
        "run_outcomes": [
            [_ANSWERS.get(answer, answer), _KNOWN.get(state), count] for answer, state, count in row.run_answers
        ],
        "resend_of": row.again or None,
        "byte_exact": not row.held_secret,
        "pinned": row.pinned,
        "note": row.note,
        "tags": row.tags,
    }


def _found(history: History, query: str, options: Namespace) -> Found:
    if not options.run:
        return history.find(query, grouped=not options.each)
    run = history.run(lookup.exchange(history, options.run).run)
    if not query:
        return run
    matching = history.find(query, grouped=False)
    return Found(key for key in run if key in matching)


def _line(row: Row, *, grouped: bool) -> str:
    when = row.started.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    begin = f"{row.id[: lookup.SHOWN_DIGITS]}  {when}"
    where = f"{' '.join(row.title.split())} · {profile_title(row.profile) or 'not signed'} → {row.endpoint}"
    if row.run and grouped:
        outcomes = ", ".join(counted(count, result_text(answer, state)) for answer, state, count in row.run_answers)
        times = f"{row.run_count:,} time{'' if row.run_count == 1 else 's'}"
        return f"{begin}  {times}: {outcomes}  {where}{_remarks(row)}"
    verdict = "".join(MARKS[getattr(row, step)] for step in _STEPS)
    took = "" if row.total_s is None else f"{row.total_s * 1000:,.0f} ms"
    answer = answer_text(row.answer)
    return f"{begin}  {answer:<12}  {verdict}  {took:>9}  {row.sent_bytes:>7,} B  {where}{_remarks(row)}"


def _remarks(row: Row) -> str:
    words = ["resend"] if row.again else []
    words += ["not byte-exact: contained a secret"] if row.held_secret else []
    words += ["pinned"] if row.pinned else []
    words += [f"#{tag}" for tag in row.tags]
    words += [" ".join(row.note.split())] if row.note else []
    return f"  ({', '.join(words)})" if words else ""
