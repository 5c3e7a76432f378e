"""Exceptions whose messages contain planted values in every encoding."""

import base64
import json
import urllib.parse

from tests.hunt.plan import Plan
from tests.hunt.witness import ForcedCrash


def words_of(plan: Plan, known: tuple[str, ...]) -> str:
    """Return the known credentials in every encoding, and an unknown one as a header value."""
    values = [value for name in known for value in plan.pairs[name]]
    unknown = plan.pairs["crash"]
    return " ".join(
        [
            *values,
            *map(json.dumps, values),
            *map(repr, values),
            *map(urllib.parse.quote, values),
            *(base64.b64encode(value.encode()).decode() for value in values),
            *(value.encode().hex() for value in values),
            *map(str.upper, values),
            json.dumps({"Kochava-Api-Key": unknown[0], "kochava-auth-token": unknown[1]}),
            f"https://a.example/?api_key={urllib.parse.quote(unknown[0])}&secret={urllib.parse.quote(unknown[1])}\n",
            f"Kochava-Api-Key: {unknown[0]}",
        ]
    )


def raise_it(words: str, where: str = "") -> None:
    """Raise a fault that has these words in its message, its arguments, its cause and its notes.

    One of each place is of a kind of its own, as a fault that comes again is not reported again.
    """
    error = type(f"ForcedCrash{where}", (ForcedCrash,), {})(words, [words])
    error.add_note(f"It happened with {words}")
    raise error from ValueError(words, {"value": words})
