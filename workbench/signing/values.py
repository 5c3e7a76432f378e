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


@dataclass(frozen=True, slots=True)
class Signature:
    """The result of signing a body: payload hash (40 hex digits) and auth token (64 hex digits)."""

    payload_hash: str
    auth_token: str
    _api_key: str

    def headers(self) -> dict[str, str]:
        """Return the two headers of Kochava's install authentication, in its order."""
        return {"Kochava-Api-Key": self._api_key, "Kochava-Auth-Token": self.auth_token}

    def __repr__(self) -> str:
        # The token does not expire, so it is hidden like the secret.
        return f"Signature(payload_hash={self.payload_hash!r}, auth_token=••••)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Signature cannot be pickled: it must stay in memory")
