"""Provides the form that creates or edits a profile. It validates neither names nor values."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QGridLayout

from workbench.credentials import Profile, ProfileMetadata
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import ProfileDraft
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.credentials.advanced_fields import AdvancedFields
from workbench.gui.features.credentials.intents import Intents
from workbench.gui.features.credentials.pair_fields import PairFields
from workbench.gui.features.credentials.pair_page import PairPage
from workbench.gui.features.credentials.text import note
from workbench.gui.widgets.combo_box import ComboBox
from workbench.gui.widgets.layouts import STRETCH, column, row
from workbench.gui.widgets.parts import button, line, named, title
from workbench.gui.widgets.plain_text import plain_label, plain_tip
from workbench.gui.widgets.values import restyle

_UNCHANGED = "unchanged; type to replace it"
_SAVE_TIP = "Store both values in the system's keyring (Enter)"
_SESSION_TIP = "Use it until the program ends; nothing is written to a file or to the keyring"


class Form(PairPage):
    """The fields of one profile, with the buttons that save it."""

    def __init__(
        self,
        intents: Intents,
        profile: Profile | None,
        clients: Sequence[str],
        themes: ThemeSource,
        privacy: ScreenPrivacy,
        *,
        stored: bool = False,
    ) -> None:
        pair = PairFields(
            themes,
            names=("API key", "Secret"),
            object_names=("profileApiKey", "profileSecret"),
            hint=_UNCHANGED if profile else "",
        )
        super().__init__(profile.name if profile else "", pair, intents)
        self.setObjectName("profileForm")
        self._stored = stored  # in the keyring already; it stays there
        self._seen = profile.metadata if profile else None
        metadata = self._seen or ProfileMetadata()
        self.name = line("Profile name", "profileName", "Shown in lists; the name that --profile takes", "Acme QA")
        self.name.setText(self.profile_name)
        self.client = _choice(clients, metadata.client)
        self.more = AdvancedFields(metadata, profile.extras if profile else frozenset(), themes, privacy)
        self.save = button("Save in the keyring", "outline", "profileSave", _SAVE_TIP)
        self.session = button("Use for this session only", "link", "profileSession", _SESSION_TIP)
        self.cancel = button("Cancel", "link", "profileCancel", "Close the form without saving (Esc)")
        self.cancel.setAccessibleName("Cancel the form")
        self._why = note("")
        self._why.hide()
        self._lay_out(themes)
        self.save.clicked.connect(lambda: self._submit(session_only=False))
        self.session.clicked.connect(lambda: self._submit(session_only=True))
        self.cancel.clicked.connect(self.closed)
        self.client.escaped.connect(self.closed)
        self.name.textEdited.connect(self.touched)

    def show_keyring(self, advice: str, *, usable: bool) -> None:
        """Without a usable keyring offer the session only, and show why."""
        self.save.setEnabled(usable or self._stored)
        cannot = "The API key and the secret cannot be changed now." if self._stored else "It cannot be saved now."
        self._why.setText("" if usable else f"{cannot} {advice}".strip())
        self._why.setVisible(not usable)
        self.session.setVisible(not self._stored)
        restyle(self.session, role="link" if usable else "outline")
        self.session.setToolTip(plain_tip(_SESSION_TIP if usable else f"{_SESSION_TIP} (Enter)"))

    def take_focus(self) -> None:
        """Focus the first field."""
        self.name.setFocus()

    def finish(self) -> None:
        """Save, or without a keyring use it for this session."""
        self._submit(session_only=not self.save.isEnabled())

    def forget(self) -> None:
        """Clear every hidden field and its undo history."""
        super().forget()
        self.more.forget()

    def _lay_out(self, themes: ThemeSource) -> None:
        names = QGridLayout()
        names.setHorizontalSpacing(8)
        names.setVerticalSpacing(4)
        for index, (label, field) in enumerate((("Name", self.name), ("Client", self.client))):
            names.addWidget(plain_label(label), 0, index)
            names.addWidget(field, 1, index)
            names.setColumnStretch(index, 1)
        heading = title("Edit profile" if self.profile_name else "New profile", themes.current.title)
        buttons = row(self.save, STRETCH, self.cancel, spacing=16)
        fields = (heading, 4, names, 8, self.pair, 8, self.more, 8)
        for each in (self.name, self.client, self.pair, self.more, self.save, self.session, self.cancel):
            each.setParent(self)  # in the tab order
        self.setLayout(column(*fields, buttons, self._why, self.session, STRETCH, spacing=4))

    def _submit(self, *, session_only: bool) -> None:
        needed = [("The name", self.name)]
        if not self.profile_name:  # in an edited profile an empty field leaves the value unchanged
            needed += [("The API key", self.pair.api_key.line), ("The secret", self.pair.secret.line)]
        if not self.may_finish(needed):
            return
        api_key, secret = self.pair.values()
        self.intents.saved.emit(
            ProfileDraft(
                before=self.profile_name,
                name=self.name.text().strip(),
                api_key=api_key,
                secret=secret,
                metadata=self.more.metadata(self.client.currentText().strip()),
                extras=self.more.extras(),
                session_only=session_only,
                accepted=self.pair.accepted,
                seen=self._seen,
            )
        )


def _choice(clients: Sequence[str], client: str) -> ComboBox:
    choice = ComboBox()
    choice.setProperty("role", "field")
    named(choice, "Client", "profileClient", "Groups the list of profiles. Optional.")
    choice.setAccessibleDescription(choice.toolTip())
    choice.setEditable(True)
    choice.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    choice.addItems(["", *clients])
    choice.setCurrentText(client)
    choice.setMinimumContentsLength(8)
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return choice
