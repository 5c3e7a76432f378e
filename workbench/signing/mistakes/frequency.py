"""Which mistakes are made often. Combinations of three are searched among these only."""

from __future__ import annotations

FREQUENT = frozenset({
    # the body
    "json-compact", "json-spaced", "json-indent-2", "json-indent-4", "json-sorted", "json-spaced+sorted",
    "json-compact+sorted",
    "json-slashes-escaped", "json-unescaped", "json-ascii", "json-ascii-slashes", "json-html-safe", "json-spaced+ascii",
    "json-spaced+unescaped", "json-compact+unescaped", "json-compact+slashes-escaped", "json-compact+ascii",
    "json-compact+ascii-slashes", "json-numbers-javascript", "json-numbers-python", "json-compact+numbers-javascript",
    "json-nulls-dropped", "json-compact+nulls-dropped", "json-spaced+numbers-python", "json-sorted+html-safe",
    "json-compact+sorted+html-safe", "json-spaced+sorted+ascii", "json-sorted+ascii", "json-indent-2+sorted",
    "json-sorted+ascii-slashes", "json-indent-2+ascii", "json-indent-4+ascii", "json-indent-4+ascii-slashes",
    "json-empty-objects-as-lists", "json-empty-objects-as-lists+ascii-slashes", "json-empty-objects-as-lists+ascii",
    "json-empty-objects-as-lists+slashes-escaped", "json-compact+empty-objects-as-lists+ascii-slashes",
    "json-indent-4+empty-objects-as-lists+ascii-slashes",
    "final-line-feed", "final-line-feed-missing", "final-crlf", "crlf", "lf", "lines-joined", "byte-order-mark",
    "json-string",
    "slashes-escaped", "slashes-unescaped", "slashes-escaped-twice", "first-slash-escaped", "white-space-removed",
    "spaces-removed", "trimmed", "latin-1", "utf-16-le", "windows-1252", "ascii-question-marks", "nfc", "nfd",
    "base64-body",
    "utf-8-twice", "percent-encoded-component", "quoted-body", "hashed-part", "nothing-hashed",
    # the payload hash
    "hash-upper-case", "hash-dashed-upper", "hash-base64", "hash-raw-bytes", "hash-line-feed", "hash-sha256",
    "hash-md5",
    "hash-sha512", "hash-skipped", "hash-openssl-line", "hash-openssl-3-line", "hash-openssl-output",
    "hash-openssl-3-output",
    "hash-sha1sum-line", "hash-sha1sum-output", "hash-unpadded", "hash-sign-extended", "hashed-twice",
    "hash-raw-as-latin-1",
    "hash-raw-as-utf-8", "hash-python-hex-bytes", "hash-quoted", "hash-with-secret-before",
    # the formula
    "roles-swapped", "secret-as-key", "secret-as-key-too", "secret-after-hash", "secret-missing",
    "key-in-place-of-secret",
    "arguments-swapped", "roles-swapped-hash-first", "separator-colon", "separator-plus", "separator-space",
    "separator-period",
    "separator-line-feed", "separator-bar", "separator-dash", "separator-ampersand",
    "message-line-feed", "message-upper-case", "message-lower-case", "plain-sha256", "plain-sha256-key-message",
    "hmac-sha1",
    "hmac-sha512", "hmac-md5",
    # the credentials
    *(f"{name}-{change}" for name in ("api-key", "secret", "both") for change in (
        "line-feed", "crlf", "space-after", "trimmed", "quoted", "lower-case", "upper-case", "base64", "base64-decoded",
        "without-dashes", "hex-decoded", "empty")),
})  # fmt: skip


def ranked(rank: int, mistake_id: str) -> int:
    """Return the rank of a mistake in the search: 1 if it is frequent, else one more than its table's."""
    return 1 if mistake_id in FREQUENT else rank + 1
