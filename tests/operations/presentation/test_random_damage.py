"""Whatever is in a share bundle: it is refused with a sentence, or its exchanges can be shown and exported."""

import re

import pytest

from tests.counts import repetitions
from tests.damage import changed, seeded
from tests.evidence.exchanges import PAIR, REFUSED, exchange
from workbench.evidence.bundle import BadBundle
from workbench.evidence.curl import curl
from workbench.operations.presentation.bundles import bundle_text, open_bundle
from workbench.operations.presentation.exports import export


@pytest.mark.parametrize("seed", range(repetitions(gate=10, soak=100)))
def test_a_damaged_bundle_is_refused_or_harmless(seed: int) -> None:
    chance = seeded(seed)
    whole = export("bundle", [exchange(), exchange(outcome=REFUSED), exchange(outcome=None)], PAIR)
    for _ in range(20):
        try:
            opened = open_bundle(changed(whole, chance), PAIR)
        except BadBundle as refusal:
            assert str(refusal).endswith(".")
            continue
        assert bundle_text(opened, "Acme")
        for form in ("har", "markdown", "bundle", "jsonl"):
            assert export(form, opened.exchanges)
        for each in opened.exchanges:
            assert re.fullmatch(r"[0-9a-f]{12}\.json|body\.json", curl(each).body_name)
