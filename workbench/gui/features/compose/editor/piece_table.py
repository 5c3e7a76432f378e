"""Holds the text of the editor in pieces with cached bytes, so that a keystroke encodes one piece only.

It converts between UTF-16 positions (Qt's), characters and bytes. No Qt.
"""

from bisect import bisect_right

from workbench.workspace.view import restore

PIECE = 16 * 1024  # characters; re-encoding one costs some ten microseconds


class SplitPairError(Exception):
    """A position is between the two surrogates of a character; the text must be read again."""


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units, as Qt counts."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Piece:
    """One piece of the text. `size` is in UTF-16 units."""

    __slots__ = ("_encoded", "size", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.size = units(text)
        self._encoded: bytes | None = None

    def encoded(self, line_end: bytes) -> bytes:
        """Return the bytes of this piece; the line end must be the same for each call."""
        if self._encoded is None:
            self._encoded = restore(self.text, line_end)
        return self._encoded

    def index(self, position: int) -> int:
        """Convert a position in UTF-16 units to an index of `text`.

        Raises:
            SplitPairError: the position is inside a character.
        """
        if self.size == len(self.text):
            return position
        head = self.text.encode("utf-16-le", "surrogatepass")[: 2 * position]
        if head and head[-1] & 0xFC == 0xD8:  # ends in the first half of a pair
            raise SplitPairError
        return len(head.decode("utf-16-le", "surrogatepass"))


class PieceTable:
    """The whole text in pieces, and the line end that its line feeds stand for."""

    def __init__(self) -> None:
        self.size = 0  # UTF-16 units
        self.line_end = b"\n"
        self._pieces = [Piece("")]
        self._starts = [0]

    def reset(self, text: str, line_end: bytes) -> None:
        """Replace the whole text."""
        self.line_end = line_end
        self._pieces = [Piece(text[at : at + PIECE]) for at in range(0, len(text), PIECE)] or [Piece("")]
        self._count()

    def _count(self) -> None:
        self._starts = []
        self.size = 0
        for piece in self._pieces:
            self._starts.append(self.size)
            self.size += piece.size

    def replace(self, position: int, removed: int, added: str) -> None:
        """Replace `removed` UTF-16 units at `position` by a text.

        Raises:
            SplitPairError: the change starts or ends inside a character; nothing was changed.
        """
        first = bisect_right(self._starts, position) - 1
        last = bisect_right(self._starts, max(position, position + removed - 1)) - 1
        head = self._pieces[first]
        tail = self._pieces[last]
        text = (
            head.text[: head.index(position - self._starts[first])]
            + added
            + tail.text[tail.index(position + removed - self._starts[last]) :]
        )
        if len(text) > 2 * PIECE:
            new = [Piece(text[at : at + PIECE]) for at in range(0, len(text), PIECE)]
        else:
            new = [Piece(text)] if text else []
        if first == last and len(new) == 1:
            self._pieces[first] = new[0]
            grown = new[0].size - head.size
            if grown:
                self._starts[first + 1 :] = [start + grown for start in self._starts[first + 1 :]]
                self.size += grown
        else:
            self._pieces[first : last + 1] = new
            if not self._pieces:
                self._pieces = [Piece("")]
            self._count()

    def text(self) -> str:
        """Return the whole text."""
        return "".join(piece.text for piece in self._pieces)

    def body(self) -> bytes:
        """Return the bytes of the whole text; only changed pieces are encoded again."""
        line_end = self.line_end
        return b"".join([piece.encoded(line_end) for piece in self._pieces])

    def offset_of(self, position: int) -> int:
        """Convert a position in UTF-16 units to an offset in the body; both are clipped to the text."""
        offset = 0
        for start, piece in zip(self._starts, self._pieces, strict=True):
            if position < start + piece.size:
                try:
                    head = piece.text[: piece.index(max(0, position - start))]
                except SplitPairError:
                    return self.offset_of(position - 1)
                return offset + len(restore(head, self.line_end))
            offset += len(piece.encoded(self.line_end))
        return offset

    def position_of(self, offset: int) -> int:
        """Convert an offset in the body to the position, in UTF-16 units, of the character that holds it."""
        at = 0
        for start, piece in zip(self._starts, self._pieces, strict=True):
            end = at + len(piece.encoded(self.line_end))
            if offset < end:
                low, high = 0, len(piece.text)  # the longest head that is not longer than the bytes before `offset`
                while low < high:
                    middle = (low + high + 1) // 2
                    if at + len(restore(piece.text[:middle], self.line_end)) <= offset:
                        low = middle
                    else:
                        high = middle - 1
                return start + units(piece.text[:low])
            at = end
        return self.size
