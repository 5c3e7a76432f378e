"""What an explanation of a wrong auth token or payload hash consists of."""

from typing import NamedTuple


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
