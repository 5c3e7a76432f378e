"""Which pairs a sandbox may know beside the sample."""

import pytest

from workbench.operations import known_pairs
from workbench.signing import SAMPLE, Credentials

OWN = Credentials("acme-key", "acme-secret")


def test_a_pair_of_one_s_own_is_known() -> None:
    assert known_pairs([OWN, SAMPLE]) == (OWN, SAMPLE)


@pytest.mark.parametrize(
    "pair",
    [Credentials(SAMPLE.api_key, "wrong"), Credentials("wrong", SAMPLE.secret)],
    ids=["the sample's API key", "the sample's secret"],
)
def test_half_the_sample_is_a_mistake_and_is_not_known(pair: Credentials) -> None:
    assert known_pairs([pair, OWN]) == (OWN,)
