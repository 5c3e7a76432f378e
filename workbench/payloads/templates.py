"""The built-in payloads: documented samples and one start for each kind of call.

Owns the list in `resources/templates/index.json`; never re-prints a body, since its bytes are what is signed.
"""

import json
from dataclasses import dataclass
from functools import cache

from workbench.assets import asset

DEFAULT_TEMPLATE = "install-ios"
"""The key of the payload a first start opens on."""


@dataclass(frozen=True, slots=True)
class Template:
    """One built-in payload."""

    key: str
    title: str
    file_name: str
    """The name a new document made from it gets."""
    body: bytes
    note: str
    """One or two sentences: what it is for, and what is peculiar about it."""
    endpoint: str
    """`track`, or `identitylink` where the payload belongs to that call."""


@cache
def templates() -> tuple[Template, ...]:
    """Return every built-in payload, in the order they are listed."""
    index = json.loads(asset("templates", "index.json").read_bytes())
    return tuple(
        Template(
            key=entry["key"],
            title=entry["title"],
            file_name=entry["file"],
            body=asset("templates", entry["file"]).read_bytes(),
            note=entry["note"],
            endpoint=entry.get("endpoint", "track"),
        )
        for entry in index["templates"]
    )


def template(key: str) -> Template:
    """Return the built-in payload with this key.

    Raises:
        KeyError: there is none.
    """
    for each in templates():
        if each.key == key:
            return each
    raise KeyError(key)
