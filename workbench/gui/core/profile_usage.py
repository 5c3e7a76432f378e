"""What a send teaches about the profile it was signed with: that it was used, and what else it is for.

Writes to the list only; the keyring is asked for nothing.
"""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from workbench.credentials import CredentialsUnavailable, ProfileMetadata, ProfileRefused
from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.state import Notice
from workbench.gui.core.tasks import Tasks


class ProfileUsage(QObject):
    """Notes about profiles in use.

    Signals:
        noticed(Notice): a message for the person, wherever they are.
    """

    noticed = Signal(object)

    def __init__(self, keys: ActiveProfile, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys, self._pairs, self._tasks = keys, keys.pairs, tasks

    def widen(self, topic: str, about: str) -> None:
        """Note that the chosen profile is for this host, or for this app, from now on."""
        name, pairs = self._keys.chosen, self._pairs
        session = pairs.session.get(name)
        if session is not None:
            profile = replace(session.profile, metadata=_widened(session.profile.metadata, topic, about))
            pairs.session[name] = replace(session, profile=profile)
            self._keys.follow(name, name)
            return

        def write() -> None:
            seen = pairs.facts(name)
            pairs.kept.change(name, _widened(seen, topic, about), seen)

        def failed(error: Exception) -> None:
            if not isinstance(error, CredentialsUnavailable | ProfileRefused):
                raise error
            self.noticed.emit(Notice("bad", f"“{name}” asks about {about} again the next time. {error}"))

        # One after another: of two answers in a row, each must see what the other wrote.
        self._tasks.call(write, lambda _none: self._keys.follow(name, name), failed, lane="profile facts")

    def mark_used(self, name: str) -> None:
        """Note that a profile's token has just left."""
        found = self._pairs.find(name)
        session = self._pairs.session.get(name)
        if session is not None:
            profile = replace(session.profile, used=datetime.now(UTC))
            self._pairs.session[name] = replace(session, profile=profile)
            self._keys.show()
        elif found is not None and found.kind == "kept":
            self._tasks.call(
                lambda: self._pairs.kept.mark_used(name), lambda _none: self._keys.show(), self._keys.refuse
            )


def _widened(facts: ProfileMetadata, topic: str, about: str) -> ProfileMetadata:
    if topic == "host":
        return replace(facts, hosts=(*facts.hosts, about))
    return replace(facts, app_guids=(*facts.app_guids, about))
