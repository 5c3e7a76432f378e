"""The questions before a send: their answers, and how long an agreement is valid.

Whether to ask is decided by `operations.prepare`.
"""

from collections.abc import Callable

from workbench.gui.core.state import Notice, NoticeAction
from workbench.operations import SLASH_CONFIRMED, ConfirmationNeeded

SEND_ONCE = "send-once"
SEND_ANYWAY = "send-anyway"
ALLOW = "allow"
ESCAPE = "escape-and-send"
AS_TYPED = "send-as-typed"

_ACTIONS = {
    "host": ((SEND_ONCE, "Send once"), (ALLOW, "Allow host for profile")),
    "app": ((SEND_ANYWAY, "Send anyway"), (ALLOW, "Add app GUID to profile")),
    "slash": ((ESCAPE, "Escape and send"), (AS_TYPED, "Send as typed")),
}


class SendConfirmations:
    """The agreements of this session, and the question that is open.

    Another host is agreed for one send, another app GUID for a profile until the program ends. A host or app that is
    added to the profile is agreed until the changed profile is loaded. The session accepts slashes for each document.
    """

    def __init__(self) -> None:
        self._once: set[str] = set()
        self._session: dict[str, set[str]] = {}
        self._added: dict[str, set[str]] = {}
        self._question: Notice | None = None
        self._profile = ""

    def begin(self) -> None:
        """Start another send; agreements for one send end."""
        self._once.clear()

    def confirmed(self, profile: str, *, slashes: bool) -> frozenset[str]:
        """Return the keys of the agreements for the next send with a profile."""
        confirmed = self._once | self._session.get(profile, set()) | self._added.get(profile, set())
        return frozenset(confirmed | {SLASH_CONFIRMED} if slashes else confirmed)

    def use_loaded_profile(self, profile: str) -> None:
        """Use the profile as loaded from now on, instead of what was allowed before."""
        self._added.pop(profile, None)

    def ask(
        self, question: ConfirmationNeeded, profile: str, agreed: Callable[[ConfirmationNeeded, str], None]
    ) -> Notice:
        """Return a question as a notice; `agreed` is called with the question and the key of the answer."""

        def answer(key: str, label: str) -> NoticeAction:
            def take() -> None:
                self._question = None
                self._apply(question, profile, key)
                agreed(question, key)

            return NoticeAction(key, label, take)

        answers = tuple(answer(*each) for each in _ACTIONS[question.topic])
        self._question, self._profile = (
            Notice("ask", question.message, answers, dismissed=self._close_question),
            profile,
        )
        return self._question

    def is_about_another(self, profile: str) -> bool:
        """Return whether the open question is about another profile."""
        return self._question is not None and profile != self._profile

    def withdraw(self) -> Notice | None:
        """Close the open question; return its notice, if there was one."""
        asked, self._question = self._question, None
        return asked

    def _close_question(self) -> None:
        self._question = None

    def _apply(self, question: ConfirmationNeeded, profile: str, key: str) -> None:
        if key in (SEND_ONCE, ALLOW):
            self._once.add(question.key)
        if key == ALLOW:
            self._added.setdefault(profile, set()).add(question.key)
        elif key == SEND_ANYWAY:
            self._session.setdefault(profile, set()).add(question.key)
