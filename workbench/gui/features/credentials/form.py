"""The form for a new profile, or for one that is edited. It decides nothing about names or values."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel

from workbench.credentials import ProfileMetadata
from workbench.gui.core.state import ProfileDraft
from workbench.gui.features.credentials.advanced_fields import AdvancedFields
from workbench.gui.features.credentials.pair_fields import PairFields
from workbench.gui.features.credentials.pair_page import PairPage
from workbench.gui.features.credentials.text import line, note
from workbench.gui.widgets.choice import ComboBox
from workbench.gui.widgets.parts import button, title
from workbench.gui.widgets.values import restyle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.credentials import Profile
    from workbench.gui.core.screen_privacy import ScreenPrivacy
    from workbench.gui.core.theme import ThemeSource

_UNCHANGED = "unchanged; type to replace it"
_SAVE_TIP = "Store both values in the system's keyring (Enter)"
_SESSION_TIP = "Use it until the program ends; nothing is written, neither to a file nor to the keyring"


class Form(PairPage):
    """One profile, to be filled in.

    Signals:
        saved(ProfileDraft)
    """

    saved = Signal(object)

    def __init__(
        self,
        profile: "Profile | None",
        clients: "Sequence[str]",
        themes: "ThemeSource",
        privacy: "ScreenPrivacy",
        *,
        kept: bool = False,
    ) -> None:
        pair = PairFields(
            themes,
            names=("API key", "Secret"),
            object_names=("profileApiKey", "profileSecret"),
            hint=_UNCHANGED if profile else "",
        )
        super().__init__(profile.name if profile else "", pair)
        self.setObjectName("profileForm")
        self._kept = kept  # it is in the keyring already, and stays there
        self._seen = profile.metadata if profile else None
        facts = self._seen or ProfileMetadata()
        self.name = line("Profile name", "profileName", "How you will find it again", "Acme QA")
        self.name.setText(self.about)
        self.client = _choice(clients, facts.client)
        self.more = AdvancedFields(facts, profile.extras if profile else frozenset(), themes, privacy)
        self.save = button("Save in the keyring", "outline", "profileSave", _SAVE_TIP)
        self.session = button("Use for this session only", "link", "profileSession", _SESSION_TIP)
        self.cancel = button("Cancel", "link", "profileCancel", "Leave the form; nothing of it is kept (Esc)")
        self.cancel.setAccessibleName("Cancel the form")
        self._why = note("")
        self._why.hide()
        self._lay_out(themes)
        self.save.clicked.connect(lambda: self._hand_on(session_only=False))
        self.session.clicked.connect(lambda: self._hand_on(session_only=True))
        self.cancel.clicked.connect(self.closed)
        self.client.escaped.connect(self.closed)
        self.name.textEdited.connect(self.touched)

    def show_keyring(self, advice: str, *, usable: bool) -> None:
        """Say whether the profile can be kept; if not, it can be used for this session only."""
        self.save.setEnabled(usable or self._kept)
        cannot = "The API key and the secret cannot be changed now." if self._kept else "It cannot be saved now."
        self._why.setText("" if usable else f"{cannot} {advice}".strip())
        self._why.setVisible(not usable)
        self.session.setVisible(not self._kept)
        restyle(self.session, role="link" if usable else "outline")
        self.session.setToolTip(_SESSION_TIP if usable else f"{_SESSION_TIP} (Enter)")

    def take_keyboard(self) -> None:
        """Go to the first field."""
        self.name.setFocus()

    def finish(self) -> None:
        """Save, or without a keyring use it for this session."""
        self._hand_on(session_only=not self.save.isEnabled())

    def forget(self) -> None:
        """Empty every hidden field for good."""
        super().forget()
        self.more.forget()

    def _lay_out(self, themes: "ThemeSource") -> None:
        column = self.column
        column.addWidget(title("Edit profile" if self.about else "New profile", themes.current.title))
        column.addSpacing(4)
        names = QGridLayout()
        names.setHorizontalSpacing(8)
        names.setVerticalSpacing(4)
        for place, (words, field) in enumerate((("Name", self.name), ("Client", self.client))):
            names.addWidget(QLabel(words), 0, place)
            names.addWidget(field, 1, place)
            names.setColumnStretch(place, 1)
        column.addLayout(names)
        column.addSpacing(8)
        column.addWidget(self.pair)
        column.addSpacing(8)
        column.addWidget(self.more)
        column.addSpacing(8)
        for each in (self.save, self.session, self.cancel):  # Tab takes them in the order in which they come here
            each.setParent(self)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.save)
        row.addStretch(1)
        row.addWidget(self.cancel)
        column.addLayout(row)
        column.addWidget(self._why)
        column.addWidget(self.session)
        column.addStretch(1)

    def _hand_on(self, *, session_only: bool) -> None:
        needed = [("The name", self.name)]
        if not self.about:  # on an edited profile an empty field leaves the value as it is
            needed += [("The API key", self.pair.api_key.line), ("The secret", self.pair.secret.line)]
        if not self.may_finish(needed):
            return
        api_key, secret = self.pair.values()
        self.saved.emit(
            ProfileDraft(
                before=self.about,
                name=self.name.text().strip(),
                api_key=api_key,
                secret=secret,
                facts=self.more.facts(self.client.currentText().strip()),
                extras=self.more.extras(),
                session_only=session_only,
                accepted=self.pair.kept,
                seen=self._seen,
            )
        )


def _choice(clients: "Sequence[str]", client: str) -> ComboBox:
    choice = ComboBox()
    choice.setProperty("role", "field")
    choice.setObjectName("profileClient")
    choice.setAccessibleName("Client")
    choice.setToolTip("Whose it is; profiles are grouped by it. It may stay empty.")
    choice.setAccessibleDescription(choice.toolTip())
    choice.setEditable(True)
    choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    choice.addItems(["", *clients])
    choice.setCurrentText(client)
    choice.setMinimumContentsLength(8)
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return choice
