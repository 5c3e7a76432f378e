"""Explains a wrong auth token or payload hash: which client mistakes reproduce it, digit for digit."""

from collections.abc import Callable, Iterable

from workbench.signing.findings import Explanation
from workbench.signing.formula import KOCHAVA
from workbench.signing.values import Credentials, Scheme


def explain(
    body: bytes,
    credentials: Credentials | None,
    token: str | None = None,
    *,
    payload_hash: str | None = None,
    others: Iterable[tuple[str, Credentials]] = (),
    earlier: Iterable[tuple[str, bytes]] = (),
    scheme: Scheme = KOCHAVA,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Explanation:
    """Search for the fewest mistakes that turn `body` and `credentials` into `token`.

    A `payload_hash` that the other side computed divides the search in two; a payload hash alone needs no credentials.
    Token and hash may be pasted with text around them, or be masked or cut, with at least 8 digits left. `others` are
    further credentials by name, and `earlier` further bodies, that the token may belong to. `cancelled` is called often
    and ends the search early; `progress` is called with the fraction that is done.
    """
    from workbench.signing.mistakes.search import search  # the catalogue is imported only by who uses it

    return search(body, credentials, token, payload_hash, tuple(others), tuple(earlier), scheme, cancelled, progress)
