r"""The slash rule: every / of a JSON text written \/, as PHP does. Works on any bytes.

Source: the warning in Kochava's install authentication article. A text is read as PHP reads it,
a backslash together with the byte after it, so that \/ stays and only a bare / changes. Never
parses JSON and never changes a value: in JSON \/ and / are the same character.
"""


def escape_slashes(body: bytes) -> bytes:
    r"""Return the body with each bare / written \/. Applying it twice changes nothing more."""
    if b"/" not in body:
        return body
    if b"\\" not in body:
        return body.replace(b"/", b"\\/")
    # Between two pairs of backslashes every backslash stands alone, so that one before a / escapes it.
    return b"\\\\".join(
        [piece.replace(b"\\/", b"/").replace(b"/", b"\\/") for piece in body.split(b"\\\\")],
    )


def bare_slash(body: bytes) -> int | None:
    """Return the offset of the first / that no backslash of its own precedes, or None."""
    # Pairs of backslashes first, then escaped slashes, are covered with as many bytes: offsets stay.
    at = body.replace(b"\\\\", b"--").replace(b"\\/", b"--").find(b"/")
    return at if at >= 0 else None
