"""Provides the details of the selected profile and the buttons that act on it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import ProfileChoice, Values
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.credentials.fingerprints import Fingerprints
from workbench.gui.features.credentials.metadata_view import MetadataView
from workbench.gui.features.credentials.reveal import DOTS, HiddenValue
from workbench.gui.features.credentials.text import LABEL, TextLines, note
from workbench.gui.widgets.parts import button, muted

_ROTATING = "Rotation in progress: the new pair signs, the old one is still stored."


class ProfileDetails(QWidget):
    """The selected profile.

    Signals:
        profile_chosen(str), edit_requested(str), rotate_requested(str), duplicate_requested(str),
            delete_requested(str), finish_requested(str), back_requested(str): the action, with the profile's name.
        values_wanted(str): the values of this profile are to be shown.
        copy_requested(str, str): the name of the profile; `api-key` or `secret`.
        problem_changed(str): why the values could not be read.
    """

    profile_chosen = Signal(str)
    edit_requested = Signal(str)
    rotate_requested = Signal(str)
    duplicate_requested = Signal(str)
    delete_requested = Signal(str)
    finish_requested = Signal(str)
    back_requested = Signal(str)
    values_wanted = Signal(str)
    copy_requested = Signal(str, str)
    problem_changed = Signal(str)

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
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
        self._old_row = _named("Old API key", self._old)
        self.fingerprints = Fingerprints()
        self.metadata = MetadataView(privacy)
        self.finish = self._button(
            "Finish: delete the old pair", "rotationFinish", "Delete the old pair and keep the new one"
        )
        self.back = self._button("Back to the old pair", "rotationBack", "Sign with the old pair, delete the new one")
        self._rotation = _column(note(_ROTATING), _row(self.finish, self.back))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._heading)
        column.addWidget(self._detail)
        column.addWidget(_row(self.use, self.edit, self.rotate, self.duplicate, self.delete))
        column.addSpacing(4)
        column.addWidget(self._rotation)
        for part in (self.api_key, self.secret, self._old_row, self.fingerprints, self.metadata):
            column.addWidget(part)
        for pressed, signal in (
            (self.use, self.profile_chosen),
            (self.edit, self.edit_requested),
            (self.rotate, self.rotate_requested),
            (self.duplicate, self.duplicate_requested),
            (self.delete, self.delete_requested),
            (self.finish, self.finish_requested),
            (self.back, self.back_requested),
        ):
            pressed.clicked.connect(lambda _checked=False, signal=signal: signal.emit(self._name))
        for value, which in ((self.api_key, "api-key"), (self.secret, "secret")):
            value.wanted.connect(lambda: self.values_wanted.emit(self._name))
            value.copy_requested.connect(lambda which=which: self.copy_requested.emit(self._name, which))
        self.fingerprints.wanted.connect(lambda: self.values_wanted.emit(self._name))

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


def _row(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(16)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return whole


def _named(name: str, text: TextLines) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    label = muted(name)
    label.setFixedSize(LABEL, 18)
    row.addWidget(label)
    row.addWidget(text, 1)
    return whole


def _column(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 4)
    column.setSpacing(4)
    for widget in widgets:
        column.addWidget(widget)
    return whole
