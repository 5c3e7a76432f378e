"""The names of the faults that the sandbox can inject. `fault_injection.py` implements them."""

FAULTS = (
    "http-400",
    "http-401",
    "http-429",
    "http-500",
    "redirect-301",
    "slow-head",
    "slow-body",
    "reset-before",
    "reset-after",
    "truncated",
    "garbage",
    "dropped",
)
"""Every fault name accepted by `--fault` and the header `Sandbox-Fault`."""

FAULT_HEADER = "Sandbox-Fault"
"""Header that selects the fault of one request; it overrides the sandbox's own."""
