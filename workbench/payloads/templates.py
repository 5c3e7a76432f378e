"""The built-in payloads: documented samples and one start for each kind of call.

Owns the list in `resources/templates/index.toml`; never re-prints a body, since its bytes are what is signed.
"""

import tomllib
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
    index = tomllib.loads(asset("templates", "index.toml").read_text(encoding="utf-8"))
    return tuple(
        Template(
            key=entry["key"],
            title=entry["title"],
            file_name=entry["file"],
            body=asset("templates", entry["file"]).read_bytes(),
            note=entry["note"],
            endpoint=entry.get("endpoint", "track"),
        )
        for entry in index["template"]
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
