"""What both front ends say about exchanges, runs and bundles: rows and spans of text, each worded once.

The terminal prints them; the window paints them. No text from a server is masked or made printable here unless a
function says so: the terminal does that for all rows that it prints.
"""

from collections.abc import Iterable
from typing import NamedTuple

Span = tuple[str, str]
"""Text, and the role that gives its colour in the window."""


class Row(NamedTuple):
    """One line of text. The label may be empty; `label_role` gives its colour."""

    label: str
    spans: tuple[Span, ...]
    label_role: str = "muted"

    @property
    def text(self) -> str:
        """The text without its colours."""
        return text_of(self.spans)


def text_of(spans: Iterable[Span]) -> str:
    """Return the text of spans without its colours."""
    return "".join(words for words, _role in spans)


def row(label: str, text: str, role: str = "text", label_role: str = "muted") -> Row:
    """Return a row of one colour."""
    return Row(label, ((text, role),), label_role)
