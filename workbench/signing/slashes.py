r"""Escapes slashes as PHP does: each / becomes \/. Works on any bytes.

Source: the warning in Kochava's install authentication article. A backslash is read together with the next byte, as
in PHP, so that \/ stays and only a bare / changes. In JSON, \/ and / are the same character.
"""


def escape_slashes(body: bytes) -> bytes:
    r"""Return the body with each bare / written \/. Applying it twice changes nothing more."""
    if b"/" not in body:
        return body
    if b"\\" not in body:
        return body.replace(b"/", b"\\/")
    # Between two pairs of backslashes each backslash is single, so that one before a / escapes it.
    return b"\\\\".join(
        [piece.replace(b"\\/", b"/").replace(b"/", b"\\/") for piece in body.split(b"\\\\")],
    )


def bare_slash(body: bytes) -> int | None:
    """Return the offset of the first unescaped /, or None."""
    # Replace pairs of backslashes, then escaped slashes, with as many bytes, so that offsets stay.
    at = body.replace(b"\\\\", b"--").replace(b"\\/", b"--").find(b"/")
    return at if at >= 0 else None
