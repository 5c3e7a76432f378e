"""The explanation of a wrong auth token or payload hash: the client mistakes that reproduce it, digit for digit."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from workbench.signing.formula import KOCHAVA
from workbench.signing.values import Credentials, Scheme


class Mistake(NamedTuple):
    """One deviation of a client: a stable id, what the client did in one sentence, and how to correct it."""

    id: str
    says: str
    fix: str


class Remark(NamedTuple):
    """Something that is certain without reproducing the token: a stable id and a sentence."""

    id: str
    says: str


class Finding(NamedTuple):
    """Mistakes that together reproduce every known digit.

    `profile` is the name of the other credentials that were used, None for the given ones. `digits` is how many digits
    of the token (or of the payload hash, if there is no token) are known and were compared.
    """

    mistakes: tuple[Mistake, ...]
    profile: str | None
    digits: int


class Explanation(NamedTuple):
    """The result of a search.

    Attributes:
        verified: every known digit is that of the correct value; there are no findings.
        findings: the fewest mistakes that reproduce the value, the simplest first; empty if none do.
        remarks: what is certain apart from that.
        tried: how many hypotheses were computed.
        elapsed: seconds.
    """

    verified: bool
    findings: tuple[Finding, ...]
    remarks: tuple[Remark, ...]
    tried: int
    elapsed: float


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
