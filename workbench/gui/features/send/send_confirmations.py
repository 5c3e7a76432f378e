"""Asks for confirmation before a send, and remembers what the user has confirmed.

`operations.prepare` decides whether to ask.
"""

from collections.abc import Callable

from workbench.gui.core.state import Notice, NoticeAction
from workbench.operations import ConfirmationNeeded

SEND_ONCE = "send-once"
SEND_ANYWAY = "send-anyway"
ADD_TO_PROFILE = "allow"
ESCAPE = "escape-and-send"
UNCHANGED = "send-as-typed"

_ACTIONS = {
    "host": ((SEND_ONCE, "Send once"), (ADD_TO_PROFILE, "Allow host for profile")),
    "app": ((SEND_ANYWAY, "Send anyway"), (ADD_TO_PROFILE, "Add app GUID to profile")),
    "removed": ((SEND_ONCE, "Send anyway"),),
    "slash": ((ESCAPE, "Escape and send"), (UNCHANGED, "Send as typed")),
}


class SendConfirmations:
    """The confirmations of this session, and the open question.

    Another host is confirmed for one send, another app GUID for a profile until the program ends. A host or app GUID
    that is added to the profile is confirmed until the changed profile is loaded. Slashes are confirmed per document.
    """

    def __init__(self) -> None:
        self._once: set[str] = set()
        self._for_session: dict[str, set[str]] = {}
        self._added: dict[str, set[str]] = {}
        self._question: Notice | None = None
        self._profile = ""

    def begin(self) -> None:
        """Start another send: confirmations for one send end."""
        self._once.clear()

    def confirmed(self, profile: str) -> frozenset[str]:
        """Return the keys of what is confirmed for the next send with a profile."""
        return frozenset(self._once | self._for_session.get(profile, set()) | self._added.get(profile, set()))

    def use_loaded_profile(self, profile: str) -> None:
        """Forget what was added to a profile: the loaded profile contains it."""
        self._added.pop(profile, None)

    def ask(
        self, question: ConfirmationNeeded, profile: str, confirmed: Callable[[ConfirmationNeeded, str], None]
    ) -> Notice:
        """Return a question as a notice; `confirmed` is called with the question and the key of the answer."""

        def action(key: str, label: str) -> NoticeAction:
            def answer() -> None:
                self._question = None
                self._apply(question, profile, key)
                confirmed(question, key)

            return NoticeAction(key, label, answer)

        actions = tuple(action(*each) for each in _ACTIONS[question.topic])
        self._profile = profile
        self._question = Notice("ask", question.message, actions, dismissed=self._close_question)
        return self._question

    def is_about_another(self, profile: str) -> bool:
        """Return whether the open question is about another profile."""
        return self._question is not None and profile != self._profile

    def withdraw(self) -> Notice | None:
        """Close the open question; return its notice, if there was one."""
        question, self._question = self._question, None
        return question

    def _close_question(self) -> None:
        self._question = None

    def _apply(self, question: ConfirmationNeeded, profile: str, key: str) -> None:
        if key in (SEND_ONCE, ADD_TO_PROFILE):
            self._once.add(question.key)
        if key == ADD_TO_PROFILE:
            self._added.setdefault(profile, set()).add(question.key)
        elif key == SEND_ANYWAY:
            self._for_session.setdefault(profile, set()).add(question.key)
