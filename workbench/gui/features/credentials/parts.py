"""The credentials pane, built, and what changes profiles."""

from workbench.credentials import Disagreement
from workbench.gui.feature import Context, Parts
from workbench.gui.features.credentials.pane import CredentialsPane
from workbench.gui.features.credentials.profile_editing import ProfileEditing


class CredentialsParts(Parts):
    """The profiles and the keyring."""

    pane: CredentialsPane

    def __init__(self, context: Context) -> None:
        pane = CredentialsPane(context.themes, context.privacy)
        super().__init__(pane)
        self._context = context
        self._profiles = context.profiles
        self.editing = ProfileEditing(context.profiles, context.tasks, context.window)
        self._connect_profiles()
        self._connect_editing()
        self._profiles.show_again()
        context.names.show_all()
        self._profiles.ask_keyring()

    def close(self) -> None:
        """Forget what was deleted last."""
        self.editing.forget()

    def fill_in(self, name: str) -> None:
        """Open the form for this profile, or for a new one if the name is empty."""
        self.pane.take_keyboard()
        self.pane.fill_in(name)

    def edit_active(self) -> None:
        """Open the form for the active profile, if a person made it."""
        chosen = self._profiles.pairs.find(self._profiles.chosen)
        if chosen is None or not chosen.removable:
            title = chosen.title if chosen else ""
            self._context.notices.warn(f"“{title}” cannot be changed. Create a new profile for your own pair.")
            return
        self._context.commands.run("credentials.show")
        self.pane.fill_in(chosen.name)

    def check_keyring(self) -> None:
        """Compare the list of profiles with the keyring, where the answer is seen."""
        self.pane.take_keyboard()
        self.editing.check()

    def stop_waiting(self) -> None:
        """Wait for the keyring no longer."""
        self._profiles.asking.stop()

    def _connect_profiles(self) -> None:
        pane, profiles, context = self.pane, self._profiles, self._context
        context.names.profiles_shown.connect(pane.show_profiles)
        profiles.keyring_shown.connect(lambda says, advice, usable: pane.show_keyring(says, advice, usable=usable))
        profiles.values_shown.connect(pane.show_values)
        profiles.problem_shown.connect(pane.show_problem)
        profiles.asking.waiting_shown.connect(pane.show_waiting)
        pane.profile_chosen.connect(profiles.choose)
        pane.values_wanted.connect(profiles.look)
        pane.copy_requested.connect(profiles.copy)
        pane.stop_waiting_requested.connect(profiles.asking.stop)

    def _connect_editing(self) -> None:
        pane, editing = self.pane, self.editing
        pane.typed.connect(editing.look_for_slips)
        pane.saved.connect(editing.save)
        pane.duplicate_requested.connect(editing.duplicate)
        pane.delete_requested.connect(editing.delete)
        pane.undo_requested.connect(editing.undo)
        pane.rotate_requested.connect(editing.rotate)
        pane.finish_requested.connect(editing.finish)
        pane.back_requested.connect(editing.go_back)
        pane.check_requested.connect(editing.check)
        pane.repair_requested.connect(editing.repair)
        editing.saved.connect(pane.show_saved)
        editing.slips_shown.connect(pane.show_slips)
        editing.undo_shown.connect(pane.show_undo)
        editing.disagreements_shown.connect(self._show_disagreements)
        editing.problem_shown.connect(pane.show_problem)
        editing.noticed.connect(self._context.notices.show)

    def _show_disagreements(self, found: tuple[Disagreement, ...], asked: bool) -> None:
        self.pane.show_disagreements(found, checked=asked)
        self._context.set_badge(f"({len(found)})" if found else "")
