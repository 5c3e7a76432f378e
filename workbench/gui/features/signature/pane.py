"""Provides the Signature pane: derivation, PHP reading and compare box below each other."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea

from workbench.gui.core.placeholder_text import unknown_placeholders_text
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import SignatureState
from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.signature.compare_box import CompareBox
from workbench.gui.features.signature.derivation_view import DerivationView
from workbench.gui.features.signature.php_card import PhpCard
from workbench.gui.widgets.layouts import STRETCH, box, column
from workbench.gui.widgets.values import Lines


class SignaturePane(QScrollArea):
    """Shows the derivation of the auth token from the request body."""

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self._privacy = privacy
        privacy.mask_changed.connect(self._show_note)
        self.setObjectName("signature")
        self.setAccessibleName("Signature")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.derivation = DerivationView(themes, privacy)
        self.php = PhpCard(themes, privacy)
        self.compare = CompareBox(themes, privacy)
        self._note = Lines("Placeholders", "placeholders", "muted")
        self._note.setToolTip("The values of the placeholders in the bytes below")
        self._note.hide()
        self._note_text = ""
        parts = (self._note, self.derivation, self.php, self.compare)
        inside = box(column(*parts, STRETCH, spacing=12, margins=(16, 12, 12, 8)))
        inside.setObjectName("scrolled")
        self.setWidget(inside)

    def show_derivation(self, shown: SignatureState) -> None:
        """Show the derivation and PHP's reading of it."""
        self._note_text = " ".join(
            filter(None, (shown.placeholders, unknown_placeholders_text(shown.unknown_placeholders)))
        )
        self._show_note()
        self.derivation.show_derivation(shown)
        self.php.show_reading(shown)

    def _show_note(self) -> None:
        """Show the values of the placeholders, if there are any."""
        self._note.show_value(self._privacy.hide(self._note_text))
        self._note.setVisible(bool(self._note_text))
