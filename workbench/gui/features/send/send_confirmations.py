"""The questions before a send: how each is put, what each answer means, and how long a yes holds.

Owns the question that stands, and what was agreed to; never sends, and never decides what is asked.
"""

from collections.abc import Callable

from workbench.gui.core.state import Answer, Notice
from workbench.operations import AGREED_SLASH, Asks

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
        self._asked: Notice | None = None
        self._profile = ""

    def begin(self) -> None:
        """Begin another send: what was agreed to once is spent."""
        self._once.clear()

    def agreed(self, profile: str, *, slashes: bool) -> frozenset[str]:
        """Return the keys of what this profile's next send may do."""
        agreed = self._once | self._kept.get(profile, set()) | self._allowed.get(profile, set())
        return frozenset(agreed | {AGREED_SLASH} if slashes else agreed)

    def know_facts(self, profile: str) -> None:
        """Go by what is known of a profile from now on: what was allowed stands there, unless it was taken out."""
        self._allowed.pop(profile, None)

    def put(self, question: Asks, profile: str, agreed: Callable[[Asks, str], None]) -> Notice:
        """Return this question, which stands from now on; the key of its answer is for `agreed`."""

        def answer(key: str, label: str) -> Answer:
            def take() -> None:
                self._asked = None
                self._take(question, profile, key)
                agreed(question, key)

            return Answer(key, label, take)

        answers = tuple(answer(*each) for each in _ACTIONS[question.topic])
        self._asked, self._profile = Notice("ask", question.says, answers, dismissed=self._forget), profile
        return self._asked

    def is_about_another(self, profile: str) -> bool:
        """Say whether the question that stands is about another profile than this."""
        return self._asked is not None and profile != self._profile

    def withdraw(self) -> Notice | None:
        """Take the question back; return its notice, if one stood."""
        asked, self._asked = self._asked, None
        return asked

    def _forget(self) -> None:
        self._asked = None

    def _take(self, question: Asks, profile: str, key: str) -> None:
        if key in (SEND_ONCE, ALLOW):
            self._once.add(question.key)
        if key == ALLOW:
            self._allowed.setdefault(profile, set()).add(question.key)
        elif key == SEND_ANYWAY:
            self._kept.setdefault(profile, set()).add(question.key)
