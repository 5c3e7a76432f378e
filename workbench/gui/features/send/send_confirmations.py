"""The questions before a send: how each is put, what each answer means, and how long a yes holds.

Owns what was agreed to; never sends, and never decides what is asked.
"""

from workbench.gui.core.state import Notice
from workbench.operations import SLASH_CONFIRMED, ConfirmationNeeded

SEND_ONCE = "send-once"
SEND_ANYWAY = "send-anyway"
ALLOW = "allow"
ESCAPE = "escape-and-send"
AS_TYPED = "send-as-typed"

_ACTIONS = {
    "host": ((SEND_ONCE, "Send there this once"), (ALLOW, "Allow this host for the profile")),
    "app": ((SEND_ANYWAY, "Send all the same"), (ALLOW, "Add this app GUID to the profile")),
    "slash": ((ESCAPE, "Escape and send"), (AS_TYPED, "Send as typed")),
}


class SendConfirmations:
    """What may leave though there is a question about it.

    Another host is agreed to for one send, another app for a profile until the program ends; what the profile is for
    from now on, until that is known of it. Bare slashes are the document's own matter, and are handed in.
    """

    def __init__(self) -> None:
        self._once: set[str] = set()
        self._kept: dict[str, set[str]] = {}
        self._allowed: dict[str, set[str]] = {}
        self._asked: ConfirmationNeeded | None = None
        self._profile = ""

    @property
    def asked(self) -> bool:
        """Whether a question stands."""
        return self._asked is not None

    def begin(self) -> None:
        """Begin another send: what was agreed to once is spent."""
        self._once.clear()

    def confirmed(self, profile: str, *, slashes: bool) -> frozenset[str]:
        """Return the keys of what this profile's next send may do."""
        confirmed = self._once | self._kept.get(profile, set()) | self._allowed.get(profile, set())
        return frozenset(confirmed | {SLASH_CONFIRMED} if slashes else confirmed)

    def know_facts(self, profile: str) -> None:
        """Go by what is known of a profile from now on: what was allowed stands there, unless it was taken out."""
        self._allowed.pop(profile, None)

    def put(self, question: ConfirmationNeeded, profile: str) -> Notice:
        """Note that this question stands, and return it with its answers."""
        self._asked, self._profile = question, profile
        return Notice("ask", question.message, _ACTIONS[question.topic])

    def is_about_another(self, profile: str) -> bool:
        """Say whether the question that stands is about another profile than this."""
        return self.asked and profile != self._profile

    def withdraw(self) -> None:
        """Take the question back."""
        self._asked = None

    def answer(self, key: str) -> ConfirmationNeeded | None:
        """Take the answer; return the question if that answer lets the send go on."""
        asked, self._asked = self._asked, None
        if asked is None or key not in dict(_ACTIONS[asked.topic]):
            return None
        if key in (SEND_ONCE, ALLOW):
            self._once.add(asked.key)
        if key == ALLOW:
            self._allowed.setdefault(self._profile, set()).add(asked.key)
        elif key == SEND_ANYWAY:
            self._kept.setdefault(self._profile, set()).add(asked.key)
        return asked
