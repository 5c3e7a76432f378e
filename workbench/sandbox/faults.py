"""The ways the sandbox can be told to misbehave.

Owns their names, which other programs use. What each does is in `misbehave.py`.
"""

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
"""Every fault, by the name that `--fault` and the header `Sandbox-Fault` take."""

FAULT_HEADER = "Sandbox-Fault"
"""A request with this header is met with that fault, whatever the sandbox was started with."""
