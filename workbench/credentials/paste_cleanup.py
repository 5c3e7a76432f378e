"""Removes what is copied along with a value: spaces, quotes, an HTTP scheme, the name of a header or variable."""

import re
from typing import Final

from workbench.credentials.confusables import replace_confusables, without_invisible, without_line_ends
from workbench.credentials.credential_parsing import is_name_of_value

_PAIRS: Final = {
    '"': '"',
    "'": "'",
    "`": "`´'",
    "´": "´",
    "“": "”“",
    "”": "”",
    "„": "“”",
    "‘": "’‘",
    "’": "’",
    "‚": "‘’",
    "‛": "’",
    "‟": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "′": "′",
    "″": "″",
    "＂": "＂",
    "＇": "＇",
    "「": "」",
}
"""Opening quotation marks, each with its possible closing marks."""

LONGEST_VALUE: Final = 1024
"""Characters; a longer text is not searched."""

_AFTER_QUOTES: Final = ",;"
_SCHEME: Final = re.compile(r"(?P<scheme>bearer|basic|token)(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)
_NAME: Final = re.compile(
    r"(?:export\s+|set\s+|\$env:)?(?P<quote>[\"']?)(?P<name>[A-Za-z][\w .-]{0,40})(?P=quote)\s*[:=]\s*(?=\S)",
    re.IGNORECASE,
)
_HEADERS: Final = frozenset({"kochavaauthtoken", "authorization", "proxyauthorization", "xapikey", "authtoken"})


def without_name(value: str) -> str:
    """Return the value without the name of a header or variable before it."""
    core = value.strip()
    named = _NAME.match(core)
    if named is None or not (is_name_of_value(named["name"]) or _folded(named["name"]) in _HEADERS):
        return value
    return value.replace(core, core[named.end() :], 1)


def scheme_of(value: str) -> str:
    """Return the authentication scheme before a value, such as Bearer; empty if there is none."""
    found = _SCHEME.match(value.strip())
    return found["scheme"].capitalize() if found else ""


def without_scheme(value: str) -> str:
    """Return the value without an authentication scheme before it."""
    core = value.strip()
    found = _SCHEME.match(core)
    return value.replace(core, core[found.end() :], 1) if found else value


def without_quotes(value: str) -> str:
    """Return the value without surrounding quotation marks and a comma after them."""
    core = inside = value.strip()
    while not _is_named(inside):  # in `"name": "value"` the name is removed first
        inner = _inside(inside)
        if inner is None:
            break
        inside = inner
    return value.replace(core, inside, 1) if core else value


def _is_named(value: str) -> bool:
    """Whether the value, once cleaned of everything else, has a name before it."""
    fixed = replace_confusables(without_invisible(without_line_ends(value)))
    return without_name(fixed) != fixed


def _inside(quoted: str) -> str | None:
    """Return the text between matching quotation marks; None if there are none."""
    quoted = quoted.strip()
    begin = quoted.removeprefix("\\")
    end = quoted if quoted[-1:] not in _AFTER_QUOTES else quoted[:-1].rstrip()
    if not begin or len(end) - (len(quoted) - len(begin)) < 2 or end[-1] not in _PAIRS.get(begin[0], ""):
        return None
    escaped = len(begin) != len(quoted)
    if escaped != end.endswith("\\", 0, -1):
        return None
    return end[2:-2] if escaped else end[1:-1]


def cleaned(value: str) -> str:
    """Return the value with all of this removed."""
    while len(value) <= LONGEST_VALUE:
        before = value
        for fix in (
            without_line_ends,
            str.strip,
            without_invisible,
            replace_confusables,
            without_name,
            without_quotes,
            without_scheme,
        ):
            value = fix(value)
        if value == before:
            break
    return value


def _folded(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())
