"""What people do with profiles: save, duplicate, delete and bring back, rotate, hold the list against the keyring.

One change at a time, none on the window's thread. A slip is asked about before anything is stored. Never shows a
value, and keeps none longer than the change takes, but for what was deleted last.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from workbench.credentials import ProfileRefused
from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.available_credentials import SessionPair
from workbench.gui.core.state import Notice, ProfileDraft
from workbench.gui.core.tasks import Tasks
from workbench.gui.features.credentials.profile_saving import (
    Slipped,
    check_draft,
    name_of_copy,
    rotate_kept,
    save_kept,
    save_session,
    slips_in,
)
from workbench.redaction import Secret, remember_derived
from workbench.signing import Credentials

if TYPE_CHECKING:
    from workbench.credentials import Disagreement, InputWarning, Profile, Removed
    from workbench.gui.core.keyring_calls import KeyringCall

_BUSY = "The keyring has not finished the last change. Wait for it, or stop waiting; nothing else was done."
_STOPPED = (
    "You stopped waiting for the keyring. What is typed here is kept; should the keyring still make the change, "
    "the list will show it."
)
_SLIPPED = "Something about the values needs a look first. Nothing was saved."
_ONLY_KEPT = "“{}” is not kept in the keyring, so this cannot be done with it. Nothing was changed."


class ProfileEditing(QObject):
    """Changes of profiles.

    Signals:
        saved(str): the form's profile is kept, under this name.
        slips_shown(tuple[Slip, ...]): what looks mistyped in the pair that is typed, or that was to be saved.
        problem_shown(str): what went wrong with the last change, or nothing.
        undo_shown(str): what was deleted and can be brought back; empty if nothing can.
        disagreements_shown(tuple[Disagreement, ...], bool): where list and keyring disagree; whether a person asked.
        noticed(Notice): a message for the person, wherever they are.
    """

    saved = Signal(str)
    slips_shown = Signal(object)
    problem_shown = Signal(str)
    undo_shown = Signal(str)
    disagreements_shown = Signal(object, bool)
    noticed = Signal(object)

    def __init__(self, keys: ActiveProfile, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys, self._pairs, self._tasks = keys, keys.pairs, tasks
        self._call: KeyringCall | None = None
        self._doing = ("", "")
        self._deleted: Removed | SessionPair | None = None
        self._deleted_in_use = False
        self._found: tuple[Disagreement, ...] = ()

    def look_for_slips(self, api_key: Secret, secret: Secret, but: str) -> None:
        """Say at once what looks mistyped in a pair that is being typed."""
        remember_derived(api_key, secret)
        self.slips_shown.emit(slips_in(self._pairs, api_key, secret, but))

    def save(self, draft: ProfileDraft) -> None:
        """Keep a profile as the form was filled in; ask about its slips first, and refuse what could not be sent."""
        doing = ("save", draft.before or draft.name)
        if self._is_busy(doing):
            return
        self.problem_shown.emit("")
        try:
            check_draft(self._pairs, draft)
        except ProfileRefused as refused:
            self.problem_shown.emit(refused.says)
            return
        slips = slips_in(self._pairs, draft.api_key, draft.secret, draft.before)
        if any(each.stops or each.id not in draft.accepted for each in slips):
            self._show_slips(slips)
        elif draft.session_only:
            self._was_saved(draft, save_session(self._pairs, draft))
        else:
            self._change(
                doing,
                lambda: save_kept(self._pairs, draft),
                lambda profile: self._was_saved(draft, profile),
                lambda: self._keys.follow(draft.before, draft.name if self._pairs.find(draft.name) else draft.before),
            )

    def duplicate(self, name: str) -> None:
        """Make a second profile of the same pair and facts."""
        new = name_of_copy(name, [each.title for each in self._pairs.choices()])
        session = self._pairs.session.get(name)
        if session is not None:
            copy = replace(session.profile, name=new, created=datetime.now(UTC), used=None)
            self._pairs.session[new] = replace(session, profile=copy)
            self._keys.follow("", new)
        elif self._is_kept(name):
            self._change(
                ("duplicate", name),
                lambda: self._pairs.kept.duplicate(name, new),
                lambda _made: self._keys.follow("", new),
            )

    def delete(self, name: str) -> None:
        """Delete a profile and its values; until the next deletion it can be brought back."""
        if name in self._pairs.session:
            self._was_deleted(name, self._pairs.session.pop(name))
        elif self._is_kept(name):
            self._change(
                ("delete", name),
                lambda: self._pairs.kept.remove(name),
                lambda removed: self._was_deleted(name, removed),
            )

    def undo(self) -> None:
        """Bring back what was deleted last."""
        deleted = self._deleted
        if deleted is None:
            return
        if isinstance(deleted, SessionPair):
            if self._pairs.find(deleted.profile.name) is not None:
                self.problem_shown.emit(f"There is a profile “{deleted.profile.name}” already. Rename it, then undo.")
                return
            self._pairs.session[deleted.profile.name] = deleted
            self._is_back(deleted.profile)
        else:
            self._change(("undo", ""), lambda: self._pairs.kept.restore(deleted), self._is_back)

    def forget(self) -> None:
        """Forget what was deleted last: it cannot be brought back any longer."""
        self._deleted = None
        self.undo_shown.emit("")

    def rotate(self, name: str, api_key: Secret, secret: Secret) -> None:
        """Put a new pair in the place of a profile's present one, which is kept beside it."""
        if not self._is_kept(name):
            return
        stopping = next((each for each in slips_in(self._pairs, api_key, secret, name) if each.stops), None)
        if stopping is not None:
            self.problem_shown.emit(f"{stopping.says} Nothing was changed.")
            return
        if self._pairs.at_hand(name) == Credentials(api_key.reveal(), secret.reveal()):
            self.problem_shown.emit(f"“{name}” has this pair already. Nothing was changed.")
            return

        def done(profile: "Profile") -> None:
            self.saved.emit(profile.name)
            self._keys.follow(name, name)

        self._change(("rotate", name), lambda: rotate_kept(self._pairs, name, api_key, secret), done)

    def finish(self, name: str) -> None:
        """End a rotation: the older pair is forgotten."""
        if self._is_kept(name):
            self._change(
                ("finish", name),
                lambda: self._pairs.kept.finish_rotation(name),
                lambda _done: self._keys.follow(name, name),
            )

    def go_back(self, name: str) -> None:
        """Undo a rotation: the older pair signs again, and the newer one is forgotten."""
        if self._is_kept(name):
            self._change(
                ("back", name),
                lambda: self._pairs.kept.undo_rotation(name),
                lambda _done: self._keys.follow(name, name),
            )

    def check(self) -> None:
        """Hold the list against the keyring, because a person asks."""
        self._keys.look_at_keyring()
        self._change(("check", ""), self._pairs.kept.check, lambda found: self._show_disagreements(found, asked=True))

    def check_one(self, name: str) -> None:
        """Hold one profile against the keyring, because its values could not be had."""
        if not self._keys.asking.is_waiting(self._call):
            self._change(
                ("check", name),
                lambda: self._pairs.kept.check(name),
                lambda found: self._show_disagreements(found, asked=False),
            )

    def repair(self, number: int) -> None:
        """Mend one of the disagreements that were shown, and look again."""
        if not 0 <= number < len(self._found):
            return
        disagreement, kept = self._found[number], self._pairs.kept

        def done(ended: "tuple[str, tuple[Disagreement, ...]]") -> None:
            says, found = ended
            self.noticed.emit(Notice("good", says))
            self._show_disagreements(found, asked=True)
            name = disagreement.profile
            self._keys.follow(name, name if self._pairs.find(name) else "")

        self._change(("repair", str(number)), lambda: (kept.repair(disagreement), kept.check()), done)

    def _change(
        self,
        doing: tuple[str, str],
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        """Make one change; `failed` is called after what went wrong was said."""
        if self._is_busy(doing):
            return
        self.problem_shown.emit("")
        self._doing = doing

        def went_wrong(error: Exception) -> None:
            if isinstance(error, Slipped):
                self._show_slips(error.slips)
                return
            self._keys.refuse(error)
            failed()

        self._call = self._keys.asking.ask(
            work,
            done,
            went_wrong,
            stopped=lambda: self.problem_shown.emit(_STOPPED),
            late=self._keys.catch_up,
        )

    def _is_busy(self, doing: tuple[str, str]) -> bool:
        """Say whether a change is under way: a second one is not begun. Of a double click nothing is said."""
        if not self._keys.asking.is_waiting(self._call):
            return False
        if doing != self._doing:
            self.problem_shown.emit(_BUSY)
        return True

    def _show_slips(self, slips: "tuple[InputWarning, ...]") -> None:
        self.slips_shown.emit(slips)
        self.problem_shown.emit(_SLIPPED)

    def _is_kept(self, name: str) -> bool:
        found = self._pairs.find(name)
        if found is None or found.kind != "kept":
            self.problem_shown.emit(_ONLY_KEPT.format(found.title if found else name))
            return False
        return True

    def _was_saved(self, draft: ProfileDraft, profile: "Profile") -> None:
        if not draft.session_only:
            self._pairs.session.pop(draft.before, None)
        self.saved.emit(profile.name)
        self._keys.follow(draft.before, profile.name)
        if not draft.before:
            self._keys.choose(profile.name)

    def _was_deleted(self, name: str, deleted: "Removed | SessionPair") -> None:
        self._deleted, self._deleted_in_use = deleted, name == self._keys.chosen
        self.problem_shown.emit(getattr(deleted, "left", ""))
        self.undo_shown.emit(f"“{name}” was deleted.")
        self._keys.follow(name, "")

    def _is_back(self, profile: "Profile") -> None:
        self.forget()
        self._keys.follow("", profile.name)
        if self._deleted_in_use:
            self._keys.choose(profile.name)

    def _show_disagreements(self, found: "tuple[Disagreement, ...]", *, asked: bool) -> None:
        self._found = found
        self.disagreements_shown.emit(found, asked)
