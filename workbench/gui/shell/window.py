"""The window's frame: where each pane stands. Composes nothing, connects nothing, knows no value.

It is painted before anything else is loaded, so the `Qt` namespace, which is slow to load, is asked for late.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

_TALL = 860  # pixels; below it the log gives up a row or two to the derivation
_TITLE_BAR = 40  # pixels that the desktop's own frame may need above the window
_USUAL, _LEAST = QSize(1440, 900), QSize(960, 600)
_LAYOUT = 2
"""Version of the docks' arrangement; another number makes Qt ignore an older saved state."""


class Window(QMainWindow):
    """A request bar, a notice, the documents, and docks around them.

    Signals:
        closing(): the window is about to close.
        painted(): it was painted, once for each `tell_when_painted`.
    """

    closing = Signal()
    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Payload Workbench")
        self.setMinimumSize(_LEAST)
        room = self.screen().availableSize() - QSize(0, _TITLE_BAR)
        fits = room.width() >= _LEAST.width() and room.height() >= _LEAST.height()
        self.resize(_USUAL.boundedTo(room) if fits else _USUAL)
        self.setDockNestingEnabled(True)
        self.may_close: Callable[[], bool] = lambda: True
        """Asked before the window closes; False keeps it open."""
        self._docks: dict[str, QDockWidget] = {}
        self._telling = False
        self._above: QVBoxLayout | None = None

    def lay_out(self, request_bar: "QWidget", notice: "QWidget", documents: "QWidget") -> None:
        """Put the bar above everything and the documents in the middle."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QApplication, QTabWidget, QVBoxLayout, QWidget

        middle = QWidget()
        middle.setObjectName("central")
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(notice)
        column.addWidget(documents, 1)
        self.setCentralWidget(middle)
        self.setTabPosition(Qt.DockWidgetArea.RightDockWidgetArea, QTabWidget.TabPosition.North)
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            self.setCorner(corner, Qt.DockWidgetArea.BottomDockWidgetArea)
        above = QWidget()
        self._above = QVBoxLayout(above)
        self._above.setContentsMargins(0, 0, 0, 0)
        self._above.setSpacing(0)
        self._above.addWidget(request_bar)
        self.setMenuWidget(above)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    def put_above(self, panel: "QWidget") -> None:
        """Put a panel below the request bar, across the whole window, once it is laid out."""
        if self._above is not None:
            self._above.addWidget(panel)

    def add_dock(
        self, name: str, pane: "QWidget", area: "Qt.DockWidgetArea", *, behind: str | None = None
    ) -> "QDockWidget":
        """Add a dock; `behind` names one that it shares a place with, as a tab."""
        from PySide6.QtWidgets import QDockWidget, QWidget

        dock = QDockWidget(name, self)
        dock.setObjectName(f"dock{name}")
        dock.setAccessibleName(f"{name} dock")
        dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        # The pane or its tab says the name already.
        dock.setTitleBarWidget(QWidget(dock))
        dock.setWidget(pane)
        self.addDockWidget(area, dock)
        if behind:
            self.tabifyDockWidget(self._docks[behind], dock)
            self._docks[behind].raise_()
        self._docks[name] = dock
        return dock

    def share_out(self) -> None:
        """Give the docks their first sizes: the editor and the token have the room they need."""
        from PySide6.QtCore import Qt

        docks = self._docks
        height = 240 if self.height() >= _TALL else 188
        across = [docks[name] for name in ("Templates", "Signature")]
        self.resizeDocks(across, [200, 424], Qt.Orientation.Horizontal)
        self.resizeDocks([docks["Log"]], [height], Qt.Orientation.Vertical)

    def dock(self, name: str) -> "QDockWidget":
        """Return a dock by its name."""
        return self._docks[name]

    def arrangement(self) -> tuple[str, str]:
        """Return the window's geometry and the docks' state, both in base64."""
        return _text(self.saveGeometry()), _text(self.saveState(_LAYOUT))

    def place(self, geometry: str) -> None:
        """Put back the geometry that `arrangement` returned; what does not fit is ignored."""
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))

    def arrange(self, state: str) -> None:
        """Put back the docks' state that `arrangement` returned; what does not fit is ignored."""
        if state:
            # In a window that is on the screen already, as at a start, new parts are shown only later, and the docks
            # would share out the room of what is not: all of it.
            for part in (self.centralWidget(), self.menuWidget()):
                if part is not None:
                    part.show()
            self.restoreState(QByteArray.fromBase64(state.encode()), _LAYOUT)
        from PySide6.QtWidgets import QTabBar

        for bar in self.findChildren(QTabBar):
            if bar.parent() is self:
                bar.setAccessibleName("Docks")
                bar.setToolTip("Signature (Ctrl+6), Credentials (Ctrl+5)")

    def _follow_focus(self, _before: "QWidget | None", now: "QWidget | None") -> None:
        """Raise the dock that the keyboard has entered: behind another one it could not be seen."""
        for dock in self._docks.values():
            if now is not None and dock.isAncestorOf(now):
                dock.raise_()

    def tell_when_painted(self) -> None:
        """Paint, and tell when that is done."""
        self._telling = True
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint; then tell, if that is wanted."""
        super().paintEvent(event)
        if self._telling:
            self._telling = False
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Tell before closing, so that what is open is kept; stay open if that cannot be done."""
        if not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)


def _text(array: QByteArray) -> str:
    return bytes(array.toBase64().data()).decode("ascii")
