"""Provides the controller that changes profiles: save, duplicate, delete, undo, rotate, check and repair.

One change runs at a time, never on the GUI thread. Input warnings are shown before anything is stored. No value stays
in memory longer than the change takes, except those of the profile that was deleted last.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from workbench.credentials import Disagreement, Profile, ProfileRefused, Removed
from workbench.credentials.names import free_name, name_problem
from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.available_credentials import SessionPair
from workbench.gui.core.keyring_calls import KeyringCall, KeyringError
from workbench.gui.core.notices import Notices
from workbench.gui.core.state import Notice, ProfileDraft
from workbench.gui.features.credentials.profile_saving import (
    UnacceptedWarnings,
    check_draft,
    find_input_warnings,
    rotate_stored,
    save_session,
    save_stored,
)
from workbench.redaction import Secret, remember_derived
from workbench.signing import Credentials

_BUSY = "The keyring has not finished the last change. Nothing else was done; wait for it, or stop waiting."


class ProfileEditing(QObject):
    """Changes profiles.

    Signals:
        saved(str): the profile of the form was saved under this name.
        input_warnings_shown(tuple[InputWarning, ...]): what looks mistyped in the pair that is typed or was submitted.
        problem_changed(str): why the last change failed; empty to hide the message.
        undo_shown(str): what was deleted and can be restored; empty if nothing can.
        disagreements_shown(tuple[Disagreement, ...], bool): where list and keyring disagree; whether the user asked.
    """

    saved = Signal(str)
    input_warnings_shown = Signal(object)
    problem_changed = Signal(str)
    undo_shown = Signal(str)
    disagreements_shown = Signal(object, bool)

    def __init__(self, active: ActiveProfile, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._active, self._pairs, self._notices = active, active.available, notices
        self._call: KeyringCall | None = None
        self._action = ("", "")
        self._deleted: Removed | SessionPair | None = None
        self._deleted_in_use = False
        self._found: tuple[Disagreement, ...] = ()

    def check_pair(self, api_key: Secret, secret: Secret, name: str) -> None:
        """Emit the input warnings of a pair that is being typed for this profile; it is empty for a new one."""
        remember_derived(api_key, secret)
        self.input_warnings_shown.emit(find_input_warnings(self._pairs, api_key, secret, name))

    def save(self, draft: ProfileDraft) -> None:
        """Save the profile of a form, unless it is refused or has input warnings that were not accepted."""
        action = ("save", draft.before or draft.name)
        if self._is_busy(action):
            return
        self.problem_changed.emit("")
        try:
            check_draft(self._pairs, draft)
        except ProfileRefused as refused:
            self._show_error(refused)
            return
        if draft.session_only:
            self._was_saved(draft, save_session(self._pairs, draft))
        else:
            self._change(
                action,
                lambda: save_stored(self._pairs, draft),
                lambda profile: self._was_saved(draft, profile),
            )

    def duplicate(self, name: str) -> None:
        """Create a copy of a profile, with the same pair and metadata."""
        new = free_name(name, (each.title for each in self._pairs.choices()), " copy")
        session = self._pairs.session.get(name)
        if session is not None:
            copy = replace(session.profile, name=new, created=datetime.now(UTC), used=None)
            self._pairs.session[new] = replace(session, profile=copy)
            self._active.update("", new)
        else:
            self._change(
                ("duplicate", name),
                lambda: self._pairs.profiles.duplicate(name, new),
                lambda _made: self._active.update("", new),
            )

    def delete(self, name: str) -> None:
        """Delete a profile and its values; it can be restored until the next deletion."""
        if name in self._pairs.session:
            self._was_deleted(name, self._pairs.session.pop(name))
        else:
            self._change(
                ("delete", name),
                lambda: self._pairs.profiles.remove(name),
                lambda removed: self._was_deleted(name, removed),
            )

    def undo(self) -> None:
        """Restore the profile that was deleted last."""
        deleted = self._deleted
        if deleted is None:
            return
        if isinstance(deleted, SessionPair):
            problem = name_problem(deleted.profile.name, (each.title for each in self._pairs.choices()))
            if problem is not None:
                self.problem_changed.emit(problem)
                return
            self._pairs.session[deleted.profile.name] = deleted
            self._was_restored(deleted.profile)
        else:
            self._change(("undo", ""), lambda: self._pairs.profiles.restore(deleted), self._was_restored)

    def forget(self) -> None:
        """Discard the profile that was deleted last: it can no longer be restored."""
        self._deleted = None
        self.undo_shown.emit("")

    def rotate(self, name: str, api_key: Secret, secret: Secret) -> None:
        """Store a new pair for a profile; the present one stays stored until the rotation is finished."""
        stopping = next((each for each in find_input_warnings(self._pairs, api_key, secret, name) if each.stops), None)
        if stopping is not None:
            self.problem_changed.emit(f"{stopping.says} Nothing was changed.")
            return
        if self._pairs.in_memory(name) == Credentials(api_key.reveal(), secret.reveal()):
            self.problem_changed.emit(f"“{name}” has this pair already. Nothing was changed.")
            return

        def done(profile: Profile) -> None:
            self.saved.emit(profile.name)
            self._active.update(name, name)

        self._change(("rotate", name), lambda: rotate_stored(self._pairs, name, api_key, secret), done)

    def finish(self, name: str) -> None:
        """End a rotation and delete the old pair."""
        self._end_rotation("finish", name, self._pairs.profiles.finish_rotation)

    def go_back(self, name: str) -> None:
        """Undo a rotation: sign with the old pair again and delete the new one."""
        self._end_rotation("back", name, self._pairs.profiles.undo_rotation)

    def _end_rotation(self, action: str, name: str, end: Callable[[str], Profile]) -> None:
        self._change((action, name), lambda: end(name), lambda _done: self._active.update(name, name))

    def check(self) -> None:
        """Check the list against the keyring, on request of the user."""
        self._active.check_keyring()
        self._change(
            ("check", ""), self._pairs.profiles.check, lambda found: self._show_disagreements(found, asked=True)
        )

    def check_one(self, name: str) -> None:
        """Check one profile against the keyring, because its values could not be read."""
        if not self._active.keyring_calls.is_waiting(self._call):
            self._change(
                ("check", name),
                lambda: self._pairs.profiles.check(name),
                lambda found: self._show_disagreements(found, asked=False),
            )

    def repair(self, number: int) -> None:
        """Repair the disagreement with this index, then check again."""
        if not 0 <= number < len(self._found):
            return
        disagreement, profiles = self._found[number], self._pairs.profiles

        def done(result: tuple[str, tuple[Disagreement, ...]]) -> None:
            message, found = result
            self._notices.show(Notice("good", message))
            self._show_disagreements(found, asked=True)
            name = disagreement.profile
            self._active.update(name, name if self._pairs.find(name) else "")

        self._change(("repair", str(number)), lambda: (profiles.repair(disagreement), profiles.check()), done)

    def _change(self, action: tuple[str, str], work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Start one change, and show its error if it fails."""
        if self._is_busy(action):
            return
        self.problem_changed.emit("")
        self._action = action
        self._call = self._active.keyring_calls.start(work, done, self._show_error, late=self._active.reload)

    def _is_busy(self, action: tuple[str, str]) -> bool:
        """Return whether a change is running; show so, unless it is the same one, as after a double click."""
        if not self._active.keyring_calls.is_waiting(self._call):
            return False
        if action != self._action:
            self.problem_changed.emit(_BUSY)
        return True

    def _show_error(self, error: KeyringError) -> None:
        if isinstance(error, UnacceptedWarnings):
            self.input_warnings_shown.emit(error.warnings)
        self._active.show_error(error)

    def _was_saved(self, draft: ProfileDraft, profile: Profile) -> None:
        if not draft.session_only:
            self._pairs.session.pop(draft.before, None)
        self.saved.emit(profile.name)
        self._active.update(draft.before, profile.name)
        if not draft.before:
            self._active.choose(profile.name)

    def _was_deleted(self, name: str, deleted: Removed | SessionPair) -> None:
        self._deleted, self._deleted_in_use = deleted, name == self._active.chosen
        self.problem_changed.emit(deleted.warning if isinstance(deleted, Removed) else "")
        self.undo_shown.emit(f"“{name}” was deleted.")
        self._active.update(name, "")

    def _was_restored(self, profile: Profile) -> None:
        self.forget()
        self._active.update("", profile.name)
        if self._deleted_in_use:
            self._active.choose(profile.name)

    def _show_disagreements(self, found: tuple[Disagreement, ...], *, asked: bool) -> None:
        self._found = found
        self.disagreements_shown.emit(found, asked)
