"""The values of one run: unique pairs of API key and secret, by purpose."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.hunt.search import planted

PAIRS = ("kept", "rotated", "replaced", "spare", "environment", "refused", "pasted", "typed", "crash", "proxy")
"""The purposes of the pairs; the pair of the proxy is user name and password."""

EXTRAS = ("signal-event-key", "signal-event-secret", "signal-password")


@dataclass(frozen=True, slots=True)
class Plan:
    """The planted values.

    Attributes:
        pairs: API key and secret, by what they are used for.
        extras: the optional values of a profile.
    """

    pairs: Mapping[str, tuple[str, str]]
    extras: Mapping[str, str]

    @property
    def proxy_login(self) -> str:
        """The login of the proxy, as it is entered."""
        return ":".join(self.pairs["proxy"])

    def values(self) -> dict[str, str]:
        """Return every value by its name in the report."""
        named = {
            f"the {name} pair's {part}": value for name, pair in self.pairs.items() for part, value in _parts(pair)
        }
        return named | {f"the {name}": value for name, value in self.extras.items()}


def new_plan() -> Plan:
    """Return values that look different in every encoding; API keys are valid header values."""
    pairs = {
        name: (planted("hk/+", '"%&=\\/+ <>', "=k'z"), planted("hs/+", "\"%&=\\/ é✓<>'", "=?z\\")) for name in PAIRS
    }
    # The one pair the program never sees can only be known by where it stands.
    pairs["crash"] = (planted("hk/+", "/+=-", "=kz"), planted("hs/+", "/+=-", "=sz"))
    return Plan(pairs, {name: planted("hx/+", '"%&=\\é ', "=xz/") for name in EXTRAS})


def _parts(pair: tuple[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("API key", pair[0]), ("secret", pair[1])
