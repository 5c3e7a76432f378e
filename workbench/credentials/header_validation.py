"""Owns the question whether an API key can travel as an HTTP header's value (RFC 9110, section 5.5)."""


def header_problem(api_key: str) -> str | None:
    """Say in one sentence why no header can carry this API key; None when one can. The key itself is not shown."""
    if not api_key:
        return "The API key is empty."
    if "\r" in api_key or "\n" in api_key:
        return "The API key holds a line end, which would start a new header."
    if api_key != api_key.strip():
        return "The API key begins or ends with a blank, which is lost on the way."
    for place, character in enumerate(api_key, start=1):
        code = ord(character)
        if code > 0xFF:
            return f"Character {place} of the API key (U+{code:04X}) is outside Latin-1, so no header can carry it."
        if code < 0x20 or 0x7F <= code < 0xA0:
            return f"Character {place} of the API key (U+{code:04X}) is a control character, so no header can carry it."
    return None
