"""The formula itself, over exact bytes. Never judges a body or a value, never changes a byte.

Source: Kochava's install authentication article. The payload hash is the SHA-1 of the body; the
auth token is the HMAC-SHA256, keyed with the API key, of the secret followed by the payload hash.
Both are written as lower-case hex digits, and the texts are UTF-8.
"""

import hashlib
import hmac

from workbench.signing.values import Credentials, Signature


def payload_hash(body: bytes) -> str:
    """Return the 40 hex digits of SHA-1 over exactly these bytes."""
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def auth_token(digits: str, credentials: Credentials) -> str:
    """Return the 64 hex digits for a payload hash that is known already."""
    # A lone surrogate passes as its three bytes: an encoding error would carry the secret with it.
    key = credentials.api_key.encode("utf-8", "surrogatepass")
    message = (credentials.secret + digits).encode("utf-8", "surrogatepass")
    return hmac.digest(key, message, "sha256").hex()


def sign(body: bytes, credentials: Credentials) -> Signature:
    """Sign exactly these bytes: the caller must send the very same ones."""
    digits = payload_hash(body)
    return Signature(digits, auth_token(digits, credentials), credentials.api_key)


def verify(body: bytes, credentials: Credentials, token: str) -> bool:
    """Whether the token is the body's own, digit for digit, compared in constant time."""
    expected = auth_token(payload_hash(body), credentials)
    return hmac.compare_digest(expected.encode(), token.encode("utf-8", "surrogatepass"))
