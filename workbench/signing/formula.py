"""The formula for the payload hash and the auth token, over exact bytes.

Source: Kochava's install authentication article. The payload hash is the SHA-1 of the body; the auth token is the
HMAC-SHA256, keyed with the API key, of the secret followed by the payload hash. Both are written as lower-case hex
digits; texts are encoded as UTF-8.
"""

import hashlib
import hmac

from workbench.signing.values import Credentials, Signature


def payload_hash(body: bytes) -> str:
    """Return the SHA-1 of exactly these bytes, as 40 hex digits."""
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def auth_token(digits: str, credentials: Credentials) -> str:
    """Return the auth token, 64 hex digits, for a payload hash."""
    # A lone surrogate is encoded as three bytes: an encoding error would contain the secret.
    key = credentials.api_key.encode("utf-8", "surrogatepass")
    message = (credentials.secret + digits).encode("utf-8", "surrogatepass")
    return hmac.digest(key, message, "sha256").hex()


def sign(body: bytes, credentials: Credentials) -> Signature:
    """Sign exactly these bytes; the caller must send the same ones."""
    digits = payload_hash(body)
    return Signature(digits, auth_token(digits, credentials), credentials.api_key)


def verify(body: bytes, credentials: Credentials, token: str) -> bool:
    """Whether a token is that of the body, compared in constant time."""
    expected = auth_token(payload_hash(body), credentials)
    return hmac.compare_digest(expected.encode(), token.encode("utf-8", "surrogatepass"))
