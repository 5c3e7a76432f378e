"""Defines the columns of the log: title, default width, and the text for a row.

A layout is saved as text: `time name:160 …`, the keys in their order, with the widths that the user has set.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import Qt

from workbench.credentials import profile_title
from workbench.exchange import MARKS
from workbench.gui.features.log import text
from workbench.history.values import Row
from workbench.operations.presentation.outcomes import answer_text, duration

NAME, ENDPOINT, ANSWER, STATUS, PIN = "name", "endpoint", "answer", "status", "pin"
DEFAULT = ("time", NAME, "profile", ENDPOINT, ANSWER, STATUS, "took")
MIN_WIDTH, _MAX_WIDTH = 32, 2000


class Column(Struct, frozen=True):
    """One column.

    Attributes:
        key: its name in a saved layout.
        description: for the menu that chooses columns.
        text_of: returns the text for a row; the second argument is whether it is a single send of an expanded run.
        tip: returns the tooltip, in the same way.
        right: whether the text is aligned to the right.
        mono: whether the text uses the monospaced font.
        stretch: its share of the remaining width.
    """

    key: str
    title: str
    width: int
    description: str
    text_of: Callable[[Row, bool], str]
    tip: Callable[[Row, bool], str] = lambda _row, _inside: ""
    right: bool = False
    mono: bool = False
    stretch: int = 0

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """The alignment of its text."""
        side = Qt.AlignmentFlag.AlignRight if self.right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


def is_run(row: Row, inside: bool) -> bool:
    """Return whether a row represents a whole repeat run."""
    return bool(row.run) and not inside


def _name(row: Row, inside: bool) -> str:
    if is_run(row, inside):
        return f"{row.title} ×{row.run_count:,}"
    return f"{row.title} (not byte-exact)" if row.held_secret else row.title


def _name_tip(row: Row, inside: bool) -> str:
    lines = [_name(row, inside)]
    if is_run(row, inside):
        lines.append("A repeat run. Right expands it, Left collapses it.")
    if row.pinned:
        lines.append("Pinned: it is not deleted when it gets old.")
    if row.held_secret:
        lines.append("Not byte-exact: the body contained a secret, replaced by asterisks.")
    if row.again:
        lines.append("Resend of an earlier exchange.")
    return "\n".join(filter(None, (*lines, text.tags_and_note(row))))


def _answer(row: Row, inside: bool) -> str:
    if not is_run(row, inside):
        return answer_text(row.answer) if row.answer else "…"
    return "…" if row.run_done < row.run_count else f"{row.run_done:,} done"


def _status(row: Row, inside: bool) -> str:
    return text.run_text(row) if is_run(row, inside) else text.steps_text(row)


def _status_tip(row: Row, inside: bool) -> str:
    if is_run(row, inside):
        return "\n".join(each for each, _role in text.run_spans(row))
    return "\n".join(f"{MARKS[state]} {name}" for name, state in text.steps(row))


def _took(row: Row, inside: bool) -> str:
    return "" if is_run(row, inside) else duration(row.total_s)


def _bytes(count: str) -> Callable[[Row, bool], str]:
    def text_of(row: Row, inside: bool) -> str:
        return "" if is_run(row, inside) or not row.answer else text.size(getattr(row, count))

    return text_of


COLUMNS: dict[str, Column] = {
    each.key: each
    for each in (
        Column(
            "time", "Time", 104, "Local time",
            lambda row, _inside: text.short_time(row.started),
            lambda row, _inside: f"{text.local_time(row.started)} here\n{text.utc_time(row.started)}",
            mono=True,
        ),
        Column("utc", "Time UTC", 196, "Time in UTC", lambda row, _inside: text.utc_time(row.started), mono=True),
        Column(NAME, "Payload", 110, "Name of the payload", _name, _name_tip, stretch=3),
        Column("profile", "Profile", 68, "Profile", lambda row, _inside: profile_title(row.profile), stretch=2),
        Column(ENDPOINT, "Endpoint", 76, "Endpoint", lambda row, _inside: row.endpoint, stretch=2),
        Column("form", "Wire form", 112, "Wire form", lambda row, _inside: row.wire_form),
        Column(ANSWER, "Answer", 80, "Status code, or the kind of failure", _answer),
        Column(STATUS, "Status", 294, "Steps: sent, answered, success, recorded", _status, _status_tip, stretch=2),
        Column("took", "Took", 68, "Duration", _took, right=True, mono=True),
        Column("sent", "Sent", 80, "Bytes sent", _bytes("sent_bytes"), right=True, mono=True),
        Column("received", "Received", 80, "Bytes received", _bytes("received_bytes"), right=True, mono=True),
        Column("marks", "Tags, note", 160, "Tags and note", lambda row, _inside: text.tags_and_note(row), stretch=3),
        Column(PIN, "Pin", 64, "Pinned", lambda row, _inside: "pinned" if row.pinned else ""),
    )
}  # fmt: skip
"""Every column by key, in the order of the menu."""


def layout_to_text(layout: Sequence[tuple[str, int | None]]) -> str:
    """Return a layout as text; a width in pixels is one set by the user, else None."""
    return " ".join(key if width is None else f"{key}:{width}" for key, width in layout)


def layout_from_text(text: str) -> tuple[tuple[str, int | None], ...]:
    """Return the layout of a text; the default layout if no word of it is valid."""
    found: dict[str, int | None] = {}
    for word in text.split():
        key, _, width = word.partition(":")
        if key in COLUMNS:
            is_width = width.isascii() and width.isdecimal()
            found[key] = min(max(int(width[:6]), MIN_WIDTH), _MAX_WIDTH) if is_width else None
    return tuple(found.items()) or tuple((key, None) for key in DEFAULT)
