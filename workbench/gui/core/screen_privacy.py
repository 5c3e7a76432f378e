"""What a shared screen must not show, as every widget of one window sees it: a mask, and a signal when it changes."""

from PySide6.QtCore import QObject, Signal

from workbench.redaction.pii import ScreenMask


class ScreenPrivacy(QObject):
    """The switch *Mask for screen-sharing* of one window. It computes no mask; `masking` sets it.

    A widget that shows text about a payload passes it through `hide` each time, and shows it again on `mask_changed`.

    Signals:
        mask_changed(Mask | None): what must be hidden from now on; None: nothing.
    """

    mask_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mask: ScreenMask | None = None

    @property
    def mask(self) -> ScreenMask | None:
        """What must be hidden now; None while the switch is off."""
        return self._mask

    def set_mask(self, mask: ScreenMask | None) -> None:
        """Replace the mask."""
        if mask != self._mask:
            self._mask = mask
            self.mask_changed.emit(mask)

    def hide(self, text: str) -> str:
        """Return the text as it may be shown now: unchanged while the switch is off."""
        return text if self._mask is None else self._mask.hide(text)
