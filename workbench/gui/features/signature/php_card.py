"""The PHP-stable line: whether both readings of the body give one token, what differs if not, and the repair."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from workbench.gui.core.state import Shown
from workbench.gui.core.theme import Theme
from workbench.gui.widgets.parts import button, muted
from workbench.gui.widgets.values import Lines, restyle
from workbench.signing import WireForm

if TYPE_CHECKING:
    from workbench.redaction.pii import ScreenMask

_OTHERWISE = "PHP writes this otherwise"


class PhpCard(QFrame):
    """Says yes or the reason, and offers *Make PHP-stable*."""

    make_stable_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._mask: ScreenMask | None = None
        self._shown: Shown | None = None
        self._mark = QLabel()
        self.says = Lines("PHP-stable", "phpStable", "text")
        self.make_stable = button(
            "Make PHP-stable",
            "link",
            "makePhpStable",
            "Rewrite the text as PHP would; one undo takes it back (Ctrl+Shift+P)",
        )
        self.make_stable.clicked.connect(self.make_stable_requested)
        self._hint = muted("· one step, undoable")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        mark_box = QVBoxLayout()
        mark_box.setContentsMargins(0, 2, 0, 0)
        mark_box.addWidget(self._mark)
        mark_box.addStretch(1)
        row.addLayout(mark_box)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.says)
        repair = QHBoxLayout()
        repair.setSpacing(4)
        repair.addWidget(self.make_stable)
        repair.addWidget(self._hint)
        repair.addStretch(1)
        column.addLayout(repair)
        row.addLayout(column, 1)

    def set_theme(self, theme: Theme) -> None:
        """Take the theme's faces."""
        self._mark.setFont(theme.text)

    def wear_mask(self, mask: "ScreenMask | None") -> None:
        """Say no more what PHP would write in place of a value, from now on; None says it again."""
        self._mask = mask
        if self._shown is not None:
            self.show_reading(self._shown)

    def show_reading(self, shown: Shown) -> None:
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
        # PHP's writing of a value is the value, or nearly so.
        says = [each.says if self._mask is None else _OTHERWISE for each in php.differences[:12]]
        where = [each.offset for each in php.differences[:12]]
        self.says.setToolTip("\n".join(f"at byte {at}: {words}" for at, words in zip(where, says, strict=True)))

    def _show(self, mark: str, role: str, says: str, *, repairable: bool) -> None:
        self._mark.setText(mark)
        restyle(self._mark, role=role)
        self.says.show_value(says)
        self.make_stable.setVisible(repairable)
        self._hint.setVisible(repairable)
