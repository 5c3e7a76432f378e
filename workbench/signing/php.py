"""PHP's reading of a body: json_encode(json_decode(body, true)), and the differences from its bytes.

Whether Kochava hashes the received bytes or those that PHP writes is not public, so a body is safest if both are the
same. Exact for PHP 8 with default settings; tested against PHP.
"""

from typing import NamedTuple

from workbench.jsontext import line_and_column
from workbench.signing.differences import Difference, finer, summed_up, worded
from workbench.signing.php_refusals import NotPhpJson
from workbench.signing.php_walk import Note, walk

MOST_LISTED = 1_000
"""The maximum number of differences in a PhpReading; its sentence counts all of them."""


class PhpReading(NamedTuple):
    """Whether PHP would hash the same bytes; `stable` and `round_trip` are None if PHP refuses the body."""

    stable: bool | None
    says: str
    differences: tuple[Difference, ...]
    round_trip: bytes | None


def php_round_trip(body: bytes, *, is_json: bool = False) -> bytes:
    """Return json_encode(json_decode(body, true)) as PHP 8 writes it. Raises NotPhpJson(offset, reason).

    A body that is already known to be JSON is not scanned for syntax errors again.
    """
    return walk(body, is_json=is_json)


def php_differences(body: bytes) -> tuple[Difference, ...]:
    """Return the differences in order of offset; empty if and only if PHP changes nothing."""
    notes: list[Note] = []
    try:
        walk(body, notes)
    except NotPhpJson as refused:
        return (_refused(refused),)
    return tuple(worded(body, finer(body, notes)))


def php_reading(body: bytes) -> PhpReading:
    """Summarise PHP's reading in one sentence, and list the first differences (at most MOST_LISTED)."""
    notes: list[Note] = []
    try:
        round_trip = walk(body, notes)
    except NotPhpJson as refused:
        return PhpReading(None, refusal_words(body, refused), (_refused(refused),), None)
    if not notes:
        return PhpReading(True, "PHP would hash the same bytes", (), round_trip)
    places = finer(body, notes)
    return PhpReading(False, summed_up(body, places), tuple(worded(body, places[:MOST_LISTED])), round_trip)


def refusal_words(body: bytes, refused: NotPhpJson) -> str:
    """Return a sentence, without full stop, on why PHP refuses a body and where."""
    line, column = line_and_column(body, refused.offset)
    where = f" (line {line}, column {column})" if body else ""
    return f"PHP would refuse this body: {refused.reason}{where}"


def _refused(refused: NotPhpJson) -> Difference:
    return Difference(refused.offset, "refused", f"PHP refuses the body here: {refused.reason}")
