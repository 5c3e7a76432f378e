"""Owns the slips people make when they paste an API key and a secret: what was noticed, and the pair put right."""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from workbench.secrecy import Secret


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing about a pair that looks like a mistake.

    Attributes:
        id: which kind: blanks, line-ends, quotes, invisible, look-alike, bearer, header-name, swapped, same-as,
            sample, both-same or unsendable.
        field: the value it is about.
        says: one sentence that never holds the value.
        mend: the words of the button that puts it right.
        mended: the pair (API key, secret) with this one thing put right.
        stops: the pair could never be sent as it is; all others are questions.
    """

    id: str
    field: Literal["api_key", "secret", "both"]
    says: str
    mend: str
    mended: tuple[Secret, Secret] | None
    stops: bool
