"""Checks whether an API key can be sent as the value of an HTTP header (RFC 9110, section 5.5), and a text as UTF-8."""


def header_problem(api_key: str) -> str | None:
    """Return one sentence on why this API key cannot be sent in a header, without the key; None if it can."""
    if not api_key:
        return "The API key is empty."
    if "\r" in api_key or "\n" in api_key:
        return "The API key contains a line break, which would start a new header."
    if api_key != api_key.strip():
        return "The API key begins or ends with a space, which HTTP removes."
    for position, character in enumerate(api_key, start=1):
        code = ord(character)
        if code > 0xFF:
            return f"Character {position} of the API key (U+{code:04X}) is not Latin-1 and cannot be sent in a header."
        if code < 0x20 or 0x7F <= code < 0xA0:
            return f"Character {position} of the API key (U+{code:04X}) is a control character, which no header allows."
    return None


def is_utf8(value: str) -> bool:
    """Return whether a text can be written in UTF-8; the environment and the command line may hold other bytes."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
