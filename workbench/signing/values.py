"""The values of signing: the pair that signs and what it makes. Never shows either in a repr.

Written by hand, since importing dataclasses costs more than signing does.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


class _Frozen:
    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be deleted")

    def __reduce__(self) -> "NoReturn":
        raise TypeError(f"{type(self).__name__} is never pickled: it would leave memory")


class Credentials(_Frozen):
    """An API key (the HMAC key) and its secret (put before the payload hash). Values are not judged."""

    __slots__ = ("api_key", "secret")
    api_key: str
    secret: str

    def __init__(self, api_key: str, secret: str) -> None:
        object.__setattr__(self, "api_key", api_key)
        object.__setattr__(self, "secret", secret)

    def __repr__(self) -> str:
        return "Credentials(••••)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Credentials):
            return NotImplemented
        return self.api_key == other.api_key and self.secret == other.secret

    def __hash__(self) -> int:
        return hash((self.api_key, self.secret))


class Signature(_Frozen):
    """What signing a body gives: the payload hash (40 hex digits) and the auth token (64 hex digits)."""

    __slots__ = ("_api_key", "auth_token", "payload_hash")
    payload_hash: str
    auth_token: str
    _api_key: str

    def __init__(self, payload_hash: str, auth_token: str, api_key: str) -> None:
        object.__setattr__(self, "payload_hash", payload_hash)
        object.__setattr__(self, "auth_token", auth_token)
        object.__setattr__(self, "_api_key", api_key)

    def headers(self) -> dict[str, str]:
        """Return the two headers Kochava's install authentication asks for, in its order."""
        return {"Kochava-Api-Key": self._api_key, "Kochava-Auth-Token": self.auth_token}

    def __repr__(self) -> str:
        # The token has no date in it and is good for ever, so it is hidden as the secret is.
        return f"Signature(payload_hash={self.payload_hash!r}, auth_token=••••)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Signature):
            return NotImplemented
        return self.headers() == other.headers() and self.payload_hash == other.payload_hash

    def __hash__(self) -> int:
        return hash((self.payload_hash, self.auth_token, self._api_key))
