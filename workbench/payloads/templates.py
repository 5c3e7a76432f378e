"""The built-in payloads: documented samples and one template for each kind of call.

They are listed in `resources/templates/index.json`; their bytes are never reformatted, since they are what is signed.
"""

import json
from functools import cache

from msgspec import Struct

from workbench.assets import asset

DEFAULT_TEMPLATE = "install-ios"
"""The key of the payload that is opened at the first start."""


class Template(Struct, frozen=True):
    """One built-in payload."""

    key: str
    title: str
    file_name: str
    """The name of a new document made from it."""
    body: bytes
    note: str
    """One or two sentences on its purpose and peculiarities."""
    endpoint: str
    """`track`, or `identitylink` if the payload is for that call."""


@cache
def templates() -> tuple[Template, ...]:
    """Return all built-in payloads, in order."""
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
