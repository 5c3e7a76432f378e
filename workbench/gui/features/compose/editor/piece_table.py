"""Holds shown text in pieces, each with its bytes once they were asked for, so that a keystroke costs one piece.

Owns the arithmetic between UTF-16 positions (what Qt counts), characters and bytes. No Qt here, and no signal.
"""

from bisect import bisect_right

from workbench.workspace.view import restore

PIECE = 16 * 1024  # characters; re-encoding one costs some ten microseconds


class SplitPairError(Exception):
    """A position fell between the two halves of a character; the text must be taken anew."""


def units(text: str) -> int:
    """Count the UTF-16 units of a text, which is how Qt counts."""
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
        """Return the bytes this piece stands for; a chunk lives with one line end only."""
        if self._encoded is None:
            self._encoded = restore(self.text, line_end)
        return self._encoded

    def index(self, position: int) -> int:
        """Turn a position in UTF-16 units into an index of `text`.

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
    """The whole text, by pieces, and the line end that its line feeds stand for."""

    def __init__(self) -> None:
        self.size = 0  # UTF-16 units
        self.line_end = b"\n"
        self._chunks = [Piece("")]
        self._starts = [0]

    def reset(self, text: str, line_end: bytes) -> None:
        """Take a text anew."""
        self.line_end = line_end
        self._chunks = [Piece(text[at : at + PIECE]) for at in range(0, len(text), PIECE)] or [Piece("")]
        self._count()

    def _count(self) -> None:
        self._starts = []
        self.size = 0
        for chunk in self._chunks:
            self._starts.append(self.size)
            self.size += chunk.size

    def replace(self, position: int, removed: int, added: str) -> None:
        """Replace `removed` UTF-16 units at `position` by a text.

        Raises:
            SplitPairError: an end of the change is inside a character; nothing was changed.
        """
        first = bisect_right(self._starts, position) - 1
        last = bisect_right(self._starts, max(position, position + removed - 1)) - 1
        head = self._chunks[first]
        tail = self._chunks[last]
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
            self._chunks[first] = new[0]
            grown = new[0].size - head.size
            if grown:
                self._starts[first + 1 :] = [start + grown for start in self._starts[first + 1 :]]
                self.size += grown
        else:
            self._chunks[first : last + 1] = new
            if not self._chunks:
                self._chunks = [Piece("")]
            self._count()

    def text(self) -> str:
        """Return the whole text."""
        return "".join(chunk.text for chunk in self._chunks)

    def body(self) -> bytes:
        """Return the bytes the whole text stands for; only changed pieces are encoded again."""
        line_end = self.line_end
        return b"".join([chunk.encoded(line_end) for chunk in self._chunks])

    def offset_of(self, position: int) -> int:
        """Turn a position in UTF-16 units into an offset in the body, both clipped to what there is."""
        offset = 0
        for start, chunk in zip(self._starts, self._chunks, strict=True):
            if position < start + chunk.size:
                try:
                    head = chunk.text[: chunk.index(max(0, position - start))]
                except SplitPairError:
                    return self.offset_of(position - 1)
                return offset + len(restore(head, self.line_end))
            offset += len(chunk.encoded(self.line_end))
        return offset

    def position_of(self, offset: int) -> int:
        """Turn an offset in the body into the position, in UTF-16 units, of the character it falls into."""
        at = 0
        for start, chunk in zip(self._starts, self._chunks, strict=True):
            end = at + len(chunk.encoded(self.line_end))
            if offset < end:
                low, high = 0, len(chunk.text)  # the longest head that is not longer than the bytes before `offset`
                while low < high:
                    middle = (low + high + 1) // 2
                    if at + len(restore(chunk.text[:middle], self.line_end)) <= offset:
                        low = middle
                    else:
                        high = middle - 1
                return start + units(chunk.text[:low])
            at = end
        return self.size
