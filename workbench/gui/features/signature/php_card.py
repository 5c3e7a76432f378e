"""Provides the PHP card: whether PHP's reading of the body gives the same token, and what differs if not."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.state import SignatureState
from workbench.gui.core.theme import ThemeSource
from workbench.gui.widgets.layouts import STRETCH, box, column, row
from workbench.gui.widgets.parts import button, muted
from workbench.gui.widgets.plain_text import plain_label, plain_tip
from workbench.gui.widgets.values import Lines, restyle
from workbench.signing import WireForm

_MASKED = "PHP writes this differently"


class PhpCard(QFrame):
    """Shows whether the body is PHP-stable, or why not, and offers *Make PHP-stable*.

    Signals:
        make_stable_requested()
    """

    make_stable_requested = Signal()

    def __init__(self, themes: ThemeSource, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self._themes, self._privacy = themes, privacy
        self.setProperty("role", "card")
        self._shown: SignatureState | None = None
        self._mark = plain_label()
        self.says = Lines("PHP-stable", "phpStable", "text")
        self.make_stable = button(
            "Make PHP-stable",
            "link",
            "makePhpStable",
            "Rewrite the text as PHP would; can be undone in one step (Ctrl+Shift+P)",
        )
        self.make_stable.clicked.connect(self.make_stable_requested)
        self._hint = muted("· one step, undoable")
        mark = column(self._mark, STRETCH, margins=(0, 2, 0, 0))
        says = box(column(self.says, row(self.make_stable, self._hint, STRETCH, spacing=4)))
        self.setLayout(row(mark, (says, 1), spacing=8, margins=(12, 8, 12, 8)))
        themes.theme_changed.connect(self._take_theme)
        privacy.mask_changed.connect(self._show_again)
        self._take_theme()

    def show_reading(self, shown: SignatureState) -> None:
        """Show what PHP would make of the wire bytes."""
        self._shown = shown
        reading = shown.reading
        if reading is None:
            self._show("…", "muted", "Reading the body as PHP would…", repairable=False)
            return
        php = reading.php
        if php.stable:
            self._show("✓", "good", "PHP-stable: both readings give this token", repairable=False)
        elif php.stable is None:
            self._show("!", "warn", php.says, repairable=False)
        else:
            self._show("!", "warn", php.says, repairable=shown.form is not WireForm.PHP)
        masked = self._privacy.mask is not None  # what PHP writes shows the value, or nearly so
        differences = [f"at byte {each.offset}: {_MASKED if masked else each.says}" for each in php.differences[:12]]
        self.says.setToolTip(plain_tip("\n".join(differences)))

    def _take_theme(self) -> None:
        self._mark.setFont(self._themes.current.text)

    def _show_again(self) -> None:
        if self._shown is not None:
            self.show_reading(self._shown)

    def _show(self, mark: str, role: str, message: str, *, repairable: bool) -> None:
        self._mark.setText(mark)
        restyle(self._mark, role=role)
        self.says.show_value(message)
        self.make_stable.setVisible(repairable)
        self._hint.setVisible(repairable)
