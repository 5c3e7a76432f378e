"""A request as a curl command that sends the same bytes: nothing in it is for the shell or for curl to interpret.

The body is a file of its own, because no quoting survives every shell. Secrets are variables.
"""

import re
from dataclasses import dataclass

from workbench.evidence.safe import safe_body, safe_header, safe_url
from workbench.exchange import Exchange

_VARIABLES = {"kochava-api-key": "KOCHAVA_API_KEY", "kochava-auth-token": "KOCHAVA_AUTH_TOKEN"}

_ADDED = ("User-Agent", "Accept", "Content-Type", "Expect")  # Expect: with a body of more than a megabyte


@dataclass(frozen=True, slots=True)
class Curl:
    """A command for a POSIX shell, and the file it needs beside it.

    Attributes:
        notes: what must be known before it is run, one sentence each.
    """

    command: str
    body_name: str
    body: bytes
    notes: tuple[str, ...]


def curl(exchange: Exchange) -> Curl:
    """Return the command for the request of an exchange."""
    request = exchange.request
    body = safe_body(request.body)
    name = f"{exchange.payload_hash[:12] or 'body'}.json"
    words = [
        # Nothing of the reader's machine changes it: no .curlrc, which only the first option keeps out, and no proxy.
        "curl --disable",
        *([] if "proxy" in exchange.options else ["--noproxy '*'"]),
        "--http1.1",
        "--globoff",
        "--path-as-is",
        f"--request {request.method}",
        _quoted(safe_url(request.url)),
    ]
    notes: list[str] = []
    used = {header.lower() for header, _value in request.headers}
    for header, value in request.headers:
        variable = _VARIABLES.get(header.lower())
        if variable:
            words.append(f'--header "{header}: ${variable}"')
            notes.append(f"Set {variable} first; it is not written here.")
        else:
            words.append(f"--header {_header(header, safe_header(header, value))}")
    # curl adds these of itself; an empty value takes them out.
    words += [f"--header '{added}:'" for added in _ADDED if added.lower() not in used]
    words.append(f"--data-binary @{_quoted(name)}")
    if exchange.options:
        notes.append(f"It was sent with {exchange.options}; the command does not say so.")
    if body.struck or exchange.replaced:
        notes.append("The body held a secret, which was struck out: the token does not fit these bytes.")
    return Curl(" \\\n  ".join(words) + "\n", name, body.body, tuple(notes))


def _header(name: str, value: str) -> str:
    """Quote a header. One without a value ends in a semicolon for curl; with a colon it would not be sent."""
    quoted = _quoted(f"{name}: {value}" if value.strip() else f"{name};")
    # It leaves in latin-1, and the command is text in UTF-8: printf writes the one byte of such a letter.
    return re.sub(r"[\x80-\xff]+", lambda found: f"'\"$(printf '{_octal(found[0])}')\"'", quoted)


def _quoted(text: str) -> str:
    """Quote for a POSIX shell: inside single quotes nothing is special but the quote itself."""
    return "'" + text.replace("'", "'\\''") + "'"


def _octal(letters: str) -> str:
    return "".join(f"\\{each:03o}" for each in letters.encode("latin-1"))
