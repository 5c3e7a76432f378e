"""The columns of the log: what each is called, how wide it is at first, and its words for a row.

Owns the text by which a choice of columns is remembered: `time name:160 …`, in the order they stand in, with the
widths that a person has set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from workbench.credentials import profile_title
from workbench.gui.features.log import text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.history.values import Row

NAME, ENDPOINT, ANSWER, KNOWN, PIN = "name", "endpoint", "answer", "known", "pin"
DEFAULT = ("time", NAME, "profile", ENDPOINT, ANSWER, KNOWN, "took")
LEAST_WIDTH, _MOST_WIDTH = 32, 2000


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        key: what it is remembered by.
        about: what stands there, for the menu that chooses columns.
        says: its words for a row; the second value tells whether the row is a single send of an open run.
        tip: more of it, where there is more.
        right: whether its words stand at the right.
        mono: whether they are digits.
        grows: its share of what room is left.
    """

    key: str
    title: str
    width: int
    about: str
    says: Callable[[Row, bool], str]
    tip: Callable[[Row, bool], str] = lambda _row, _inside: ""
    right: bool = False
    mono: bool = False
    grows: int = 0

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """Where its words stand."""
        side = Qt.AlignmentFlag.AlignRight if self.right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


def is_run(row: Row, inside: bool) -> bool:
    """Say whether a row stands for a whole repeat run."""
    return bool(row.run) and not inside


def _name(row: Row, inside: bool) -> str:
    if is_run(row, inside):
        return f"{row.title} ×{row.run_count:,}"
    return f"{row.title} (not byte-exact)" if row.held_secret else row.title


def _name_tip(row: Row, inside: bool) -> str:
    facts = [_name(row, inside)]
    if is_run(row, inside):
        facts.append("A repeat run. Right opens it, Left closes it.")
    if row.pinned:
        facts.append("Pinned: it stays however old it gets.")
    if row.held_secret:
        facts.append("Not byte-exact: held a secret. Its bytes were replaced by asterisks.")
    if row.again:
        facts.append("It sent an earlier exchange again.")
    return "\n".join(filter(None, (*facts, text.marks(row))))


def _answer(row: Row, inside: bool) -> str:
    if not is_run(row, inside):
        return text.answer_words(row.answer)
    return "…" if row.run_done < row.run_count else f"{row.run_done:,} done"


def _known(row: Row, inside: bool) -> str:
    return text.run_words(row) if is_run(row, inside) else text.ladder(row)


def _known_tip(row: Row, inside: bool) -> str:
    if is_run(row, inside):
        return "\n".join(each for each, _dye in text.run_parts(row))
    return "\n".join(f"{text.MARKS[state]} {name}" for name, state in text.states(row))


def _took(row: Row, inside: bool) -> str:
    return "" if is_run(row, inside) else text.took(row.total_s)


def _bytes(count: str) -> Callable[[Row, bool], str]:
    def says(row: Row, inside: bool) -> str:
        return "" if is_run(row, inside) or not row.answer else text.size(getattr(row, count))

    return says


COLUMNS: dict[str, Column] = {
    each.key: each
    for each in (
        Column(
            "time", "Time", 104, "Local time",
            lambda row, _inside: text.clock(row.started),
            lambda row, _inside: f"{text.local_time(row.started)} here\n{text.utc_time(row.started)}",
            mono=True,
        ),
        Column("utc", "Time UTC", 196, "Time in UTC", lambda row, _inside: text.utc_time(row.started), mono=True),
        Column(NAME, "Payload", 110, "Name of the payload", _name, _name_tip, grows=3),
        Column("profile", "Profile", 68, "Profile", lambda row, _inside: profile_title(row.profile), grows=2),
        Column(ENDPOINT, "Endpoint", 76, "Endpoint", lambda row, _inside: row.endpoint, grows=2),
        Column("form", "Wire form", 112, "Wire form", lambda row, _inside: row.wire_form),
        Column(ANSWER, "Answer", 80, "Status, or what came in its place", _answer),
        Column(KNOWN, "What is known", 294, "Ladder: sent, answered, success, recorded", _known, _known_tip, grows=2),
        Column("took", "Took", 68, "How long it took", _took, right=True, mono=True),
        Column("sent", "Sent", 80, "Bytes sent", _bytes("sent_bytes"), right=True, mono=True),
        Column("received", "Received", 80, "Bytes received", _bytes("received_bytes"), right=True, mono=True),
        Column("marks", "Tags, note", 160, "Tags and note", lambda row, _inside: text.marks(row), grows=3),
        Column(PIN, "Pin", 64, "Whether it is pinned", lambda row, _inside: "pinned" if row.pinned else ""),
    )
}  # fmt: skip
"""Every column, in the order of the menu that chooses them."""


def remembered(layout: Sequence[tuple[str, int | None]]) -> str:
    """Return the text by which columns are remembered, and their widths in pixels where a person has set one."""
    return " ".join(key if width is None else f"{key}:{width}" for key, width in layout)


def recalled(text: str) -> tuple[tuple[str, int | None], ...]:
    """Return the columns and widths of such a text; those of the first time where it says nothing that is known."""
    found: dict[str, int | None] = {}
    for word in text.split():
        key, _, width = word.partition(":")
        if key in COLUMNS:
            is_width = width.isascii() and width.isdecimal()
            found[key] = min(max(int(width[:6]), LEAST_WIDTH), _MOST_WIDTH) if is_width else None
    return tuple(found.items()) or tuple((key, None) for key in DEFAULT)
