"""Provides the details of the selected profile and the buttons that act on it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from workbench.gui.core.screen_privacy import DOTS, ScreenPrivacy
from workbench.gui.core.state import ProfileChoice, Values
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.credentials.fingerprints import Fingerprints
from workbench.gui.features.credentials.intents import Intents
from workbench.gui.features.credentials.metadata_view import MetadataView
from workbench.gui.features.credentials.reveal import HiddenValue
from workbench.gui.features.credentials.text import LABEL, TextLines, note
from workbench.gui.widgets.layouts import STRETCH, box, column, row
from workbench.gui.widgets.parts import button, muted

_ROTATING = "Rotation in progress: the new pair signs, the old one is still stored."


class ProfileDetails(QWidget):
    """The selected profile.

    Signals:
        problem_changed(str): why the values could not be read.
    """

    problem_changed = Signal(str)

    def __init__(self, intents: Intents, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self.setObjectName("profileDetails")
        self._name = ""
        self._choice: ProfileChoice | None = None
        self._heading = TextLines("Selected profile", "profileHeading", "text")
        self._heading.setProperty("weight", "heading")
        self._detail = TextLines("About this profile", "profileDetail", "muted")
        self.use = self._button("Use", "profileUse", "Sign with this profile (Enter in the list)")
        self.edit = self._button("Edit", "profileEdit", "Change the details or the values of this profile (F2)")
        self.rotate = self._button("Rotate", "profileRotate", "Replace the pair by a new one, step by step")
        self.duplicate = self._button("Duplicate", "profileDuplicate", "Create another profile with the same values")
        self.delete = self._button("Delete", "profileDelete", "Delete the profile and its values; can be undone (Del)")
        self.api_key = HiddenValue("API key", "detailsApiKey", "key", themes)
        self.secret = HiddenValue("secret", "detailsSecret", "secret", themes)
        self._old = TextLines("Old API key of the profile", "detailsOldApiKey", "key")
        self._old.setProperty("face", "mono")
        old_label = muted("Old API key")
        old_label.setFixedSize(LABEL, 18)
        self._old_row = box(row(old_label, (self._old, 1), spacing=4))
        self.fingerprints = Fingerprints()
        self.metadata = MetadataView(privacy)
        self.finish = self._button(
            "Finish: delete the old pair", "rotationFinish", "Delete the old pair and keep the new one"
        )
        self.back = self._button("Back to the old pair", "rotationBack", "Sign with the old pair, delete the new one")
        ends = row(self.finish, self.back, STRETCH, spacing=16)
        self._rotation = box(column(note(_ROTATING), ends, spacing=4, margins=(0, 0, 0, 4)))
        actions = row(self.use, self.edit, self.rotate, self.duplicate, self.delete, STRETCH, spacing=16)
        values = (self.api_key, self.secret, self._old_row, self.fingerprints, self.metadata)
        self.setLayout(column(self._heading, self._detail, actions, 4, self._rotation, *values, spacing=4))
        for signal, wanted in (
            (self.use.clicked, intents.profile_chosen),
            (self.edit.clicked, intents.form_requested),
            (self.rotate.clicked, intents.rotation_requested),
            (self.duplicate.clicked, intents.duplicate_requested),
            (self.delete.clicked, intents.delete_requested),
            (self.finish.clicked, intents.finish_requested),
            (self.back.clicked, intents.back_requested),
            (self.api_key.wanted, intents.values_wanted),
            (self.secret.wanted, intents.values_wanted),
            (self.fingerprints.wanted, intents.values_wanted),
        ):
            signal.connect(lambda _checked=False, wanted=wanted: wanted.emit(self._name))
        for value, which in ((self.api_key, "api-key"), (self.secret, "secret")):
            value.copy_requested.connect(lambda which=which: intents.copy_requested.emit(self._name, which))

    def show_choice(self, choice: ProfileChoice | None, *, in_use: bool) -> None:
        """Show a profile; None hides the details."""
        self.setVisible(choice is not None)
        if choice is None:
            return
        if _pair_of(choice) != _pair_of(self._choice):
            self.fingerprints.forget()
            self.api_key.reveal_button.stop()
            self.secret.reveal_button.stop()
        self._choice, self._name = choice, choice.name
        profile = choice.profile
        stored = choice.kind == "stored"
        self._heading.show_value(choice.title)
        self._detail.show_value("" if stored else choice.detail)
        self._detail.setVisible(not stored and bool(choice.detail))
        self.use.setEnabled(not in_use)
        for action in (self.edit, self.duplicate, self.delete):
            action.setEnabled(choice.removable)
        old = profile.old_api_key_hint if profile else ""
        self.rotate.setEnabled(stored and not old)
        self._rotation.setVisible(bool(old))
        self._old_row.setVisible(bool(old))
        self._old.show_value(old)
        self.api_key.show_short(profile.api_key_hint if profile else DOTS)
        self.secret.show_short(DOTS)
        self.metadata.show_profile(profile)

    def show_values(self, name: str, values: Values | None, why: str) -> None:
        """Show the values that are revealed and the requested fingerprints, or why there are none."""
        if name != self._name:
            return
        if values is None:
            self.fingerprints.cancel()
            self.problem_changed.emit(why)
            return
        self.api_key.show_value(values.api_key)
        self.secret.show_value(values.secret)
        self.fingerprints.show_values(values)

    def _button(self, label: str, object_name: str, tip: str) -> QPushButton:
        return button(label, "link", object_name, tip)


def _pair_of(choice: ProfileChoice | None) -> object:
    """Return a key that changes when the profile's pair does."""
    if choice is None or choice.profile is None:
        return choice and choice.name
    profile = choice.profile
    return choice.name, profile.api_key_hint, profile.old_api_key_hint, profile.created, profile.rotated
