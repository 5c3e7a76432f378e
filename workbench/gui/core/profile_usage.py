"""Records in the list of profiles that a profile was used, and adds hosts and apps that the user has allowed.

It never reads the keyring.
"""

from datetime import UTC, datetime

from msgspec.structs import replace

from workbench.credentials import CredentialsUnavailable, ProfileMetadata, ProfileRefused
from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.notices import Notices
from workbench.gui.core.state import Notice
from workbench.gui.core.tasks import Tasks


class ProfileUsage:
    """Updates the metadata of profiles when they are used."""

    def __init__(self, active: ActiveProfile, tasks: Tasks, notices: Notices) -> None:
        self._active, self._available, self._tasks, self._notices = active, active.available, tasks, notices

    def add_to_scope(self, topic: str, about: str) -> None:
        """Add `about` to the allowed hosts of the chosen profile if the topic is `host`, else to its App GUIDs."""
        name, pairs = self._active.chosen, self._available
        session = pairs.session.get(name)
        if session is not None:
            profile = replace(session.profile, metadata=_widened(session.profile.metadata, topic, about))
            pairs.session[name] = replace(session, profile=profile)
            self._active.update(name, name)
            return

        def write() -> None:
            seen = pairs.metadata(name)
            pairs.profiles.change(name, _widened(seen, topic, about), seen)

        def failed(error: Exception) -> None:
            if not isinstance(error, CredentialsUnavailable | ProfileRefused):
                raise error
            message = f"“{name}” could not be changed and will ask about {about} again. {error}"
            self._notices.show(Notice("bad", message))

        # In order, so that of two changes in a row each sees what the other wrote.
        self._tasks.call(write, lambda _none: self._active.update(name, name), failed, lane="profile metadata")

    def mark_used(self, name: str) -> None:
        """Record that a request was signed with this profile and sent just now."""
        found = self._available.find(name)
        session = self._available.session.get(name)
        if session is not None:
            profile = replace(session.profile, used=datetime.now(UTC))
            self._available.session[name] = replace(session, profile=profile)
            self._active.emit_profiles()
        elif found is not None and found.kind == "stored":
            profiles = self._available.profiles
            self._tasks.call(lambda: profiles.mark_used(name), lambda _none: self._active.emit_profiles())


def _widened(metadata: ProfileMetadata, topic: str, about: str) -> ProfileMetadata:
    if topic == "host":
        return replace(metadata, hosts=(*metadata.hosts, about))
    return replace(metadata, app_guids=(*metadata.app_guids, about))
