"""Provides the screen mask to the widgets of one window."""

from PySide6.QtCore import QObject, Signal

from workbench.redaction.pii import ScreenMask

DOTS = "•" * 10
"""Stands for a hidden value; always ten, so that its length stays hidden."""


class ScreenPrivacy(QObject):
    """The current screen mask; `MaskUpdater` sets it.

    A widget that shows text about a payload passes it through `hide`, and shows it again on `mask_changed`.

    Signals:
        mask_changed(ScreenMask | None): the new mask; None if the window is not masked.
    """

    mask_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mask: ScreenMask | None = None

    @property
    def mask(self) -> ScreenMask | None:
        """The current mask; None if the window is not masked."""
        return self._mask

    def set_mask(self, mask: ScreenMask | None) -> None:
        """Replace the mask."""
        if mask != self._mask:
            self._mask = mask
            self.mask_changed.emit(mask)

    def hide(self, text: str) -> str:
        """Return the text with masked values; unchanged if the window is not masked."""
        return text if self._mask is None else self._mask.hide(text)
