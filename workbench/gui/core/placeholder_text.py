"""Placeholders in a document: what they became, in words, and problems of the bytes they made put back into the text.

Pure functions; what is expanded, and when, is the session's.
"""

from dataclasses import replace

from workbench.jsontext import line_and_column
from workbench.operations import Reading
from workbench.payloads import Expanded, NewDevice, typed_offset
from workbench.payloads.placeholders import NAMES

_MOST_NAMED = 6

NO_DEVICE = "No device id in this payload has a value to replace, so there is no new test device; it is as it was."


def placeholder_words(expanded: Expanded) -> str:
    """Say what each placeholder became, and until when that holds; empty if there is none."""
    if not expanded.values:
        return ""
    shown = [f"{{{{{name}}}}} is {value}" for name, value in expanded.values[:_MOST_NAMED]]
    more = len(expanded.values) - _MOST_NAMED
    ending = f", and {more} more" if more > 0 else ""
    return f"{', '.join(shown)}{ending}. These bytes are hashed and signed; new values for each send."


def unknown_words(names: tuple[str, ...]) -> str:
    """Return which placeholders are unknown and which are available; empty if all are known."""
    if not names:
        return ""
    listed = ", ".join(f"{{{{{name}}}}}" for name in names[:_MOST_NAMED])
    return f"Unknown placeholder{'' if len(names) == 1 else 's'} {listed}. Available: {', '.join(NAMES)}"


def as_typed(reading: Reading, typed: bytes, expanded: Expanded) -> Reading:
    """Return a reading of the expanded body with its places in the text as typed."""
    if not expanded.values:
        return reading
    if reading.problem is not None:
        offset = typed_offset(typed, expanded, reading.problem.offset)
        line, column = line_and_column(typed, offset)
        problem = reading.problem._replace(offset=offset)
        reading = replace(reading, problem=problem, problem_line=line, problem_column=column)
    if reading.slash is not None:
        offset = typed_offset(typed, expanded, reading.slash)
        line, column = line_and_column(typed, offset)
        reading = replace(reading, slash=offset, slash_line=line, slash_column=column)
    return reading


def device_words(made: NewDevice) -> str:
    """Say which ids were made."""
    ids = ", ".join(f"{name} {now}" for name, _before, now in made.ids[:_MOST_NAMED])
    more = len(made.ids) - _MOST_NAMED
    ending = f", and {more} more" if more > 0 else ""
    return f"A new test device, marked so that it can be told from a real one: {ids}{ending}. Ctrl+Z takes it back."
