"""The values of signing: credentials and signature. A repr shows no secret."""

from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class Credentials:
    """An API key (the HMAC key) and its secret (prepended to the payload hash). Values are not validated."""

    api_key: str
    secret: str

    def __repr__(self) -> str:
        return "Credentials(••••)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("Credentials cannot be pickled: they must stay in memory")


KEY, SECRET, HASH = "api-key", "secret", "payload-hash"
Parts = tuple[str | bytes, ...]
"""A sequence of `KEY`, `SECRET`, `HASH` and fixed texts (bytes), which are joined without a separator."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A formula for the auth token: an HMAC over a message that contains the hash of the body.

    Attributes:
        title: the display name.
        hash: the algorithm of the payload hash, which is written as lower-case hex digits.
        message, key: what the HMAC is computed of, and its key.
        mac: the algorithm of the HMAC, which is written as lower-case hex digits.
        headers: the names of the headers of API key and token.
    """

    title: str
    hash: str
    message: Parts
    key: Parts
    mac: str
    headers: tuple[str, str]

    def joined(self, parts: Parts, credentials: "Credentials", digits: str) -> bytes:
        """Return a key or message for credentials and a payload hash."""
        texts = {KEY: credentials.api_key, SECRET: credentials.secret, HASH: digits}
        # A lone surrogate is encoded as three bytes: an encoding error would contain the secret.
        return b"".join(
            texts[part].encode("utf-8", "surrogatepass") if isinstance(part, str) else part for part in parts
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """The result of signing a body: payload hash (40 hex digits) and auth token (64 hex digits)."""

    payload_hash: str
    auth_token: str
    _api_key: str
    _headers: tuple[str, str]

    def headers(self) -> dict[str, str]:
        """Return the scheme's headers for API key and token, in its order."""
        api_key, auth_token = self._headers
        return {api_key: self._api_key, auth_token: self.auth_token}

    def __repr__(self) -> str:
        # The token does not expire, so it is hidden like the secret.
        return f"Signature(payload_hash={self.payload_hash!r}, auth_token=••••)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Signature cannot be pickled: it must stay in memory")
