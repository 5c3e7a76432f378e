"""The part of JSON's grammar that is about brackets, commas and colons.

A body may consist of millions of them, so they are read in one loop over bytes, without an object for each.
"""

from enum import Enum

MOST_NESTED = 511
"""The maximum number of brackets inside each other, as measured with PHP's default depth. More are not read."""


class Expect(Enum):
    """What the grammar allows next."""

    VALUE = "a value"
    VALUE_OR_END = "a value or ]"
    KEY = "a key"
    KEY_OR_END = "a key or }"
    COLON = "a colon"
    COMMA = "a comma or an end"
    NOTHING = "nothing more"


VALUES = (Expect.VALUE, Expect.VALUE_OR_END)
KEYS = (Expect.KEY, Expect.KEY_OR_END)
_VALUE, _VALUE_OR_END, _KEY, _KEY_OR_END, _COLON, _COMMA, _NOTHING = Expect


def past_marks(body: bytes, start: int, expect: Expect, opened: list[int]) -> tuple[int, Expect, bool]:
    """Read brackets, commas, colons and white space from `start` on, as far as the grammar allows.

    Stops before an object in a list that is not at `start`, where a run of similar objects may begin.

    Args:
        body: the text.
        start: the offset of the first byte.
        expect: what the grammar allows there.
        opened: the offsets of the brackets that are open; changed in place.

    Returns:
        The offset reached, what the grammar allows there, and whether it refuses the mark there.
    """
    for position in range(start, len(body)):
        byte = body[position]
        if byte == 0x2C:  # ,
            if expect is not _COMMA:
                return position, expect, True
            expect = _KEY if body[opened[-1]] == 0x7B else _VALUE
        elif byte == 0x5B or byte == 0x7B:  # [ {
            if (expect is not _VALUE and expect is not _VALUE_OR_END) or len(opened) == MOST_NESTED:
                return position, expect, True
            if byte == 0x7B and expect is _VALUE and position > start and opened and body[opened[-1]] == 0x5B:
                return position, expect, False
            opened.append(position)
            expect = _VALUE_OR_END if byte == 0x5B else _KEY_OR_END
        elif byte == 0x5D or byte == 0x7D:  # ] }
            may_end = expect is _COMMA or expect is _VALUE_OR_END or expect is _KEY_OR_END
            if not may_end or byte - body[opened[-1]] != 2:  # each bracket's code is two after that of its opening one
                return position, expect, True
            opened.pop()
            expect = _COMMA if opened else _NOTHING
        elif byte == 0x3A:  # :
            if expect is not _COLON:
                return position, expect, True
            expect = _VALUE
        elif byte not in b" \t\r\n":
            return position, expect, False
    return len(body), expect, False
