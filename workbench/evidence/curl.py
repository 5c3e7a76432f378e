"""A request as a curl command that sends the same bytes; neither the shell nor curl interprets anything in it.

The body is a separate file, because no quoting works in every shell. Secrets are variables.
"""

import re

from msgspec import Struct

from workbench.evidence.safe import safe_body, safe_headers, safe_url
from workbench.exchange import Exchange

_VARIABLES = {"kochava-api-key": "KOCHAVA_API_KEY", "kochava-auth-token": "KOCHAVA_AUTH_TOKEN"}

_CURL_DEFAULTS = ("User-Agent", "Accept", "Content-Type", "Expect")  # Expect: for bodies over 1 MB


class Curl(Struct, frozen=True):
    """A command for a POSIX shell, and the body file it needs.

    Attributes:
        notes: what to know before running it, one sentence each.
    """

    command: str
    body_name: str
    body: bytes
    notes: tuple[str, ...]


def curl(exchange: Exchange) -> Curl:
    """Return the command for the request of an exchange."""
    request = exchange.request
    body = safe_body(request.body)
    is_hash = re.fullmatch(r"[0-9a-f]{40}", exchange.payload_hash)  # a bundle may contain anything, even a path
    name = f"{exchange.payload_hash[:12] if is_hash else 'body'}.json"
    words = [
        # No local configuration applies: --disable, which must come first, skips .curlrc; --noproxy skips proxies.
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
    for header, value in safe_headers(request.headers):
        variable = _VARIABLES.get(header.lower())
        if variable:
            words.append(f'--header "{header}: ${variable}"')
            notes.append(f"Set {variable} first; its value is not included.")
        else:
            words.append(f"--header {_header(header, value)}")
    # curl adds these by default; an empty value removes them.
    words += [f"--header '{added}:'" for added in _CURL_DEFAULTS if added.lower() not in used]
    words.append(f"--data-binary @{_quoted(name)}")
    if exchange.options:
        notes.append(f"Sent with {exchange.options}; the command does not include that.")
    if body.redacted_bytes or exchange.replaced:
        notes.append("A secret in the body was masked, so the token does not match these bytes.")
    return Curl(" \\\n  ".join(words) + "\n", name, body.body, tuple(notes))


def _header(name: str, value: str) -> str:
    """Quote a header. For curl, one without a value ends in a semicolon; with a colon it would not be sent."""
    quoted = _quoted(f"{name}: {value}" if value.strip() else f"{name};")
    # Headers are sent as latin-1, but the command is UTF-8: printf writes the single byte of such a character.
    return re.sub(r"[\x80-\xff]+", lambda found: f"'\"$(printf '{_octal(found[0])}')\"'", quoted)


def _quoted(text: str) -> str:
    """Quote for a POSIX shell: inside single quotes only the quote itself is special."""
    return "'" + text.replace("'", "'\\''") + "'"


def _octal(letters: str) -> str:
    return "".join(f"\\{each:03o}" for each in letters.encode("latin-1"))
