"""The values of signing: the pair that signs and what it makes. Neither shows what it holds in a repr."""

from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class Credentials:
    """An API key (the HMAC key) and its secret (put before the payload hash). Values are not judged."""

    api_key: str
    secret: str

    def __repr__(self) -> str:
        return "Credentials(••••)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("Credentials are never pickled: they would leave memory")


@dataclass(frozen=True, slots=True)
class Signature:
    """What signing a body gives: the payload hash (40 hex digits) and the auth token (64 hex digits)."""

    payload_hash: str
    auth_token: str
    _api_key: str

    def headers(self) -> dict[str, str]:
        """Return the two headers Kochava's install authentication asks for, in its order."""
        return {"Kochava-Api-Key": self._api_key, "Kochava-Auth-Token": self.auth_token}

    def __repr__(self) -> str:
        # The token has no date in it and is good for ever, so it is hidden as the secret is.
        return f"Signature(payload_hash={self.payload_hash!r}, auth_token=••••)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Signature is never pickled: it would leave memory")
