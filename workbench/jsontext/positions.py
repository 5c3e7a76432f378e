"""Converts byte offsets to lines and columns."""


def line_and_column(body: bytes, offset: int) -> tuple[int, int]:
    """Return the line and column of a byte offset, both from 1; columns count characters.

    CRLF, CR and LF each end one line. A byte that is not UTF-8 counts as one character. An offset outside the body is
    moved to the nearest one inside it.
    """
    offset = min(max(offset, 0), len(body))
    lines = body.count(b"\n", 0, offset) + body.count(b"\r", 0, offset) - body.count(b"\r\n", 0, offset)
    start = max(body.rfind(b"\n", 0, offset), body.rfind(b"\r", 0, offset)) + 1
    if offset and start == offset and body[offset - 1 : offset + 1] == b"\r\n":
        # Between CR and LF: the line has not ended yet.
        lines -= 1
        start = max(body.rfind(b"\n", 0, offset - 1), body.rfind(b"\r", 0, offset - 1)) + 1
    column = len(body[start:offset].decode("utf-8", "surrogateescape"))
    return lines + 1, column + 1
