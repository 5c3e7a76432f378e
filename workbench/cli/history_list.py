"""Owns `workbench history list`: what was sent, one line each. It must never write."""

from __future__ import annotations

from argparse import Namespace

from workbench.cli import history_lookup
from workbench.cli.exit_codes import Status
from workbench.cli.terminal import counted, printable, put, put_json, say
from workbench.credentials import profile_title
from workbench.history import Found, History, Row

_MARKS = {"yes": "✓", "no": "✗", "unknown": "?", "pending": "…"}
_KNOWN = {"yes": True, "no": False}
_ANSWERS = {"interrupted": "unknown", "": "under way"}


def show_list(options: Namespace) -> int:
    """List what was sent."""
    query = " ".join(options.query)
    with history_lookup.opened() as history:
        found = _found(history, query, options)
        history_lookup.readable(history)
        shown = found[: options.limit] if options.limit else found
        rows = history_lookup.rows(history, shown)
        if options.json:
            listed = [row_json(row) for row in rows]
            put_json({"exchanges": listed, "found": len(found), "shown": len(listed)})
        else:
            for row in rows:
                if options.jsonl:
                    put_json(row_json(row))
                else:
                    put(printable(_line(row, grouped=not options.each and not options.run)))
        history_lookup.readable(history)
    if len(shown) < len(found):
        say(f"{len(shown):,} of {len(found):,} are shown; --limit N shows more.")
    if not found:
        say("workbench: nothing in the history is like that." if query else "Nothing was sent yet.")
    return Status.NO if query and not found else Status.YES


def row_json(row: Row) -> dict[str, object]:
    """Return a row for JSON; the time in UTC."""
    return {
        "id": row.id,
        "started": row.started.isoformat(),
        "title": row.title,
        "profile": row.profile,
        "endpoint": row.endpoint,
        "wire": row.wire_form,
        "answer": _ANSWERS.get(row.answer, row.answer),
        "verdict": {
            name: _KNOWN.get(state)
            for name, state in (
                ("sent", row.sent),
                ("answered", row.answered),
                ("success", row.success),
                ("recorded", row.recorded),
            )
        },
        "elapsed_ms": None if row.total_s is None else round(row.total_s * 1000, 3),
        "sent_bytes": row.sent_bytes,
        "received_bytes": row.received_bytes,
        "run": row.run or None,
        "run_count": row.run_count,
        "run_ended": row.run_done,
        "run_outcomes": [
            [_ANSWERS.get(answer, answer), _KNOWN.get(state), count] for answer, state, count in row.run_answers
        ],
        "again": row.again or None,
        "byte_exact": not row.held_secret,
        "pinned": row.pinned,
        "note": row.note,
        "tags": list(row.tags),
    }


def _found(history: History, query: str, options: Namespace) -> Found:
    if not options.run:
        return history.find(query, grouped=not options.each)
    from workbench.history import Found

    run = history.run(history_lookup.exchange(history, options.run).run)
    if not query:
        return run
    matching = history.find(query, grouped=False)
    return Found(key for key in run if key in matching)


def _line(row: Row, *, grouped: bool) -> str:
    when = row.started.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    begin = f"{row.id[: history_lookup.SHOWN]}  {when}"
    where = f"{' '.join(row.title.split())} · {profile_title(row.profile) or 'not signed'} → {row.endpoint}"
    if row.run and grouped:
        came = ", ".join(counted(count, _outcome(answer, state)) for answer, state, count in row.run_answers)
        return f"{begin}  {row.run_count:,} time{'' if row.run_count == 1 else 's'}: {came}  {where}{_remarks(row)}"
    ladder = "".join(_MARKS[state] for state in (row.sent, row.answered, row.success, row.recorded))
    took = "" if row.total_s is None else f"{row.total_s * 1000:,.0f} ms"
    answer = _ANSWERS.get(row.answer, row.answer.replace("-", " "))
    return f"{begin}  {answer:<9}  {ladder}  {took:>9}  {row.sent_bytes:>7,} B  {where}{_remarks(row)}"


def _outcome(answer: str, success: str) -> str:
    if success == "yes":
        return "success"
    return f"{answer} without success" if answer[:1].isdigit() else _ANSWERS.get(answer, answer.replace("-", " "))


def _remarks(row: Row) -> str:
    words = ["again"] if row.again else []
    words += ["not byte-exact: held a secret"] if row.held_secret else []
    words += ["pinned"] if row.pinned else []
    words += [f"#{tag}" for tag in row.tags]
    words += [" ".join(row.note.split())] if row.note else []
    return f"  ({', '.join(words)})" if words else ""
