"""Describes the placeholders of a document, and maps problems of the expanded body back to the text."""

from msgspec.structs import replace

from workbench.jsontext import line_and_column
from workbench.operations import Reading
from workbench.payloads import Expanded, NewDevice, typed_offset
from workbench.payloads.placeholders import NAMES

_MOST_NAMED = 6

NO_DEVICE = "No device ID in this payload has a value to replace. The payload was not changed."


def placeholders_text(expanded: Expanded) -> str:
    """Return the values of the placeholders as text; empty if there are none."""
    if not expanded.values:
        return ""
    shown = [f"{{{{{name}}}}} is {value}" for name, value in expanded.values[:_MOST_NAMED]]
    more = len(expanded.values) - _MOST_NAMED
    ending = f", and {more} more" if more > 0 else ""
    return f"{', '.join(shown)}{ending}. These bytes are hashed and signed; new values for each send."


def unknown_placeholders_text(names: tuple[str, ...]) -> str:
    """Return which placeholders are unknown and which are available; empty if all are known."""
    if not names:
        return ""
    listed = ", ".join(f"{{{{{name}}}}}" for name in names[:_MOST_NAMED])
    return f"Unknown placeholder{'' if len(names) == 1 else 's'} {listed}. Available: {', '.join(NAMES)}"


def as_typed(reading: Reading, typed: bytes, expanded: Expanded) -> Reading:
    """Return a reading of the expanded body with its positions mapped to the typed text."""
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


def new_device_text(made: NewDevice) -> str:
    """Return the message about a new test device."""
    ids = ", ".join(f"{name} {now}" for name, _before, now in made.ids[:_MOST_NAMED])
    more = len(made.ids) - _MOST_NAMED
    ending = f", and {more} more" if more > 0 else ""
    return f"New test device, marked as a test: {ids}{ending}. Ctrl+Z undoes it."
