"""The formula for the payload hash and the auth token, over exact bytes.

Source: Kochava's install authentication article. The payload hash is the SHA-1 of the body; the auth token is the
HMAC-SHA256, keyed with the API key, of the secret followed by the payload hash. Both are written as lower-case hex
digits; texts are encoded as UTF-8.
"""

import hashlib
import hmac

from workbench.signing.values import HASH, KEY, SECRET, Credentials, Scheme, Signature

KOCHAVA = Scheme(
    title="Kochava",
    hash="sha1",
    message=(SECRET, HASH),
    key=(KEY,),
    mac="sha256",
    headers=("Kochava-Api-Key", "Kochava-Auth-Token"),
)


def payload_hash(body: bytes, scheme: Scheme = KOCHAVA) -> str:
    """Return the hash of exactly these bytes as hex digits: for Kochava SHA-1, 40 digits."""
    return hashlib.new(scheme.hash, body, usedforsecurity=False).hexdigest()


def auth_token(digits: str, credentials: Credentials, scheme: Scheme = KOCHAVA) -> str:
    """Return the auth token, 64 hex digits, for a payload hash."""
    key = scheme.joined(scheme.key, credentials, digits)
    return hmac.digest(key, scheme.joined(scheme.message, credentials, digits), scheme.mac).hex()


def sign(body: bytes, credentials: Credentials, *, scheme: Scheme = KOCHAVA) -> Signature:
    """Sign exactly these bytes; the caller must send the same ones."""
    digits = payload_hash(body, scheme)
    return Signature(digits, auth_token(digits, credentials, scheme), credentials.api_key, scheme.headers)


def verify(body: bytes, credentials: Credentials, token: str, *, scheme: Scheme = KOCHAVA) -> bool:
    """Whether a token is that of the body, compared in constant time."""
    expected = auth_token(payload_hash(body, scheme), credentials, scheme)
    return hmac.compare_digest(expected.encode(), token.encode("utf-8", "surrogatepass"))
