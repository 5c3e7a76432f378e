"""How often a test does what it repeats: little in a quick run, enough in the gate, all that is worth it in a soak."""

import os


def repetitions(gate: int, soak: int, quick: int | None = None) -> int:
    """Return the count for this run; a quick one does what the gate does unless it has a count of its own."""
    counts = {"soak": soak, "quick": gate if quick is None else quick}
    return counts.get(os.environ.get("WORKBENCH_TEST_COUNTS", ""), gate)
