"""Builds the credentials pane and connects it to the profiles."""

from workbench.credentials import Disagreement
from workbench.gui.feature import Context, Parts
from workbench.gui.features.credentials.pane import CredentialsPane
from workbench.gui.features.credentials.profile_editing import ProfileEditing


class CredentialsParts(Parts):
    """The credentials feature."""

    pane: CredentialsPane

    def __init__(self, context: Context) -> None:
        pane = CredentialsPane(context.themes, context.privacy)
        super().__init__(pane)
        self._context = context
        self._profiles = context.profiles
        self.editing = ProfileEditing(context.profiles, context.notices, context.window)
        self._connect_profiles()
        self._connect_editing()
        self._profiles.emit_state()
        context.names.emit_all()
        self._profiles.check_keyring_once()

    def close(self) -> None:
        """Discard the deleted profile that could be restored."""
        self.editing.forget()

    def fill_in(self, name: str) -> None:
        """Open the form for this profile, or for a new one if the name is empty."""
        self.pane.take_focus()
        self.pane.fill_in(name)

    def edit_active(self) -> None:
        """Open the form for the active profile; the sample and the environment's pair cannot be edited."""
        chosen = self._profiles.available.find(self._profiles.chosen)
        if chosen is None or not chosen.removable:
            title = chosen.title if chosen else ""
            self._context.notices.warn(f"“{title}” cannot be changed. Create a new profile for your own pair.")
            return
        self._context.commands.run("credentials.show")
        self.pane.fill_in(chosen.name)

    def check_keyring(self) -> None:
        """Compare the list of profiles with the keyring and show the result."""
        self.pane.take_focus()
        self.editing.check()

    def stop_waiting(self) -> None:
        """Stop waiting for the keyring."""
        self._profiles.keyring_calls.stop()

    def _connect_profiles(self) -> None:
        pane, profiles, context = self.pane, self._profiles, self._context
        context.names.profiles_changed.connect(pane.show_profiles)
        profiles.keyring_changed.connect(lambda says, advice, usable: pane.show_keyring(says, advice, usable=usable))
        profiles.values_loaded.connect(pane.profiles.details.show_values)
        profiles.problem_changed.connect(pane.show_problem)
        profiles.keyring_calls.waiting_changed.connect(pane.show_waiting)
        pane.intents.profile_chosen.connect(profiles.choose)
        pane.intents.values_wanted.connect(profiles.load_values)
        pane.intents.copy_requested.connect(profiles.copy)
        pane.intents.stop_waiting_requested.connect(profiles.keyring_calls.stop)

    def _connect_editing(self) -> None:
        pane, intents, editing = self.pane, self.pane.intents, self.editing
        intents.typed.connect(editing.check_pair)
        intents.saved.connect(editing.save)
        intents.duplicate_requested.connect(editing.duplicate)
        intents.delete_requested.connect(editing.delete)
        intents.undo_requested.connect(editing.undo)
        intents.rotate_requested.connect(editing.rotate)
        intents.finish_requested.connect(editing.finish)
        intents.back_requested.connect(editing.go_back)
        intents.check_requested.connect(editing.check)
        intents.repair_requested.connect(editing.repair)
        editing.saved.connect(pane.show_saved)
        editing.input_warnings_shown.connect(pane.show_input_warnings)
        editing.undo_shown.connect(pane.messages.show_undo)
        editing.disagreements_shown.connect(self._show_disagreements)
        editing.problem_changed.connect(pane.show_problem)

    def _show_disagreements(self, found: tuple[Disagreement, ...], asked: bool) -> None:
        self.pane.profiles.show_disagreements(found, checked=asked)
        self._context.set_badge(f"({len(found)})" if found else "")
