"""Which pairs a sandbox may verify with, beside the published sample. Never fetches one."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.signing import SAMPLE, Credentials, is_sample


def known_pairs(pairs: Iterable[Credentials]) -> tuple[Credentials, ...]:
    """Return the pairs a sandbox may know beside the sample: none that contradicts it.

    A pair with the sample's API key and another secret is a mistake that a sandbox is there to show.
    """
    return tuple(pair for pair in pairs if pair == SAMPLE or not is_sample(pair))
