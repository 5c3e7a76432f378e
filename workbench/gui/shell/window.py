"""Provides the main window and places widgets in it. It is painted before anything else is imported."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QTabWidget, QVBoxLayout, QWidget

from workbench.gui.widgets.plain_text import plain_tip

_TALL, _LESS = 860, 52  # pixels: in a window lower than the first, docks at the bottom are lower by the second
_TITLE_BAR = 40  # pixels for the title bar above the window
_USUAL, _LEAST = QSize(1440, 900), QSize(960, 600)
_LAYOUT = 2
"""Version of the docks' arrangement; another number makes Qt ignore an older saved state."""


class Window(QMainWindow):
    """A top bar, notices above the central widget, and docks.

    Signals:
        closing(): the window is about to close.
        painted(): the window was painted; once for each call of `emit_when_painted`.
    """

    closing = Signal()
    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Payload Workbench")
        self.setMinimumSize(_LEAST)
        available = self.screen().availableSize() - QSize(0, _TITLE_BAR)
        fits = available.width() >= _LEAST.width() and available.height() >= _LEAST.height()
        self.resize(_USUAL.boundedTo(available) if fits else _USUAL)
        self.setDockNestingEnabled(True)
        self.may_close: Callable[[], bool] = lambda: True
        """Called before the window closes; False keeps it open."""
        self._docks: dict[str, QDockWidget] = {}
        self._emit_painted = False
        self.setTabPosition(Qt.DockWidgetArea.RightDockWidgetArea, QTabWidget.TabPosition.North)
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            self.setCorner(corner, Qt.DockWidgetArea.BottomDockWidgetArea)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    def set_top(self, widget: QWidget, panels: Sequence[QWidget]) -> None:
        """Place a widget at the top, across the whole window, below the panels, which are hidden."""
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._panels = tuple(panels)
        for panel in self._panels:
            panel.hide()
            column.addWidget(panel)
        column.addWidget(widget)
        self.setMenuWidget(top)

    def show_panel(self, panel: QWidget | None) -> None:
        """Show one of the panels, or none. Two would leave the editor too little of a small screen."""
        for each in self._panels:
            each.setVisible(each is panel)

    def set_notices(self, widget: QWidget) -> None:
        """Place the notices above the central widget. To be called first: docks would fill an empty centre."""
        middle = QWidget()
        middle.setObjectName("central")
        self._middle = QVBoxLayout(middle)
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(0)
        self._middle.addWidget(widget)
        self.setCentralWidget(middle)

    def set_center(self, widget: QWidget) -> None:
        """Place the central widget, below the notices."""
        self._middle.addWidget(widget, 1)

    def add_dock(self, title: str, pane: QWidget, area: Qt.DockWidgetArea, *, behind: str = "") -> None:
        """Add a dock; `behind` is the title of a dock behind which it is added as a tab."""
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock{title}")
        dock.setAccessibleName(f"{title} dock")
        dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        # The pane or its tab shows the title already.
        dock.setTitleBarWidget(QWidget(dock))
        dock.setWidget(pane)
        self.addDockWidget(area, dock)
        if behind:
            self.tabifyDockWidget(self._docks[behind], dock)
            self._docks[behind].raise_()
        self._docks[title] = dock

    def set_dock_sizes(self, widths: Mapping[str, int], heights: Mapping[str, int]) -> None:
        """Set the initial sizes of docks, in pixels by title; heights are reduced in a low window."""
        less = 0 if self.height() >= _TALL else _LESS
        for sizes, minus, axis in ((widths, 0, Qt.Orientation.Horizontal), (heights, less, Qt.Orientation.Vertical)):
            self.resizeDocks([self._docks[title] for title in sizes], [size - minus for size in sizes.values()], axis)

    def set_badge(self, title: str, badge: str) -> None:
        """Show a short text beside the title of a dock; empty for none."""
        self._docks[title].setWindowTitle(f"{title} {badge}".strip())

    def dock(self, title: str) -> QDockWidget:
        """Return a dock by its title."""
        return self._docks[title]

    def show_dock(self, title: str) -> None:
        """Show a dock, in front of others in the same tabs."""
        self._docks[title].show()
        self._docks[title].raise_()

    def layout_state(self) -> tuple[str, str]:
        """Return the window's geometry and the docks' state, both in base64."""
        return _text(self.saveGeometry()), _text(self.saveState(_LAYOUT))

    def restore_size(self, geometry: str) -> None:
        """Put back the geometry that `arrangement` returned; what does not fit is ignored."""
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))

    def restore_docks(self, state: str, tabs_tip: str) -> None:
        """Restore the state of the docks that `arrangement` returned; what does not fit is ignored."""
        if state:
            # In a visible window, new widgets are shown later, and the docks would take their space.
            for part in (self.centralWidget(), self.menuWidget()):
                if part is not None:
                    part.show()
            self.restoreState(QByteArray.fromBase64(state.encode()), _LAYOUT)
        for bar in self.findChildren(QTabBar):
            if bar.parent() is self:
                bar.setAccessibleName("Docks")
                bar.setToolTip(plain_tip(tabs_tip))

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Raise the dock that has received the focus: it may be behind another one."""
        for dock in self._docks.values():
            if now is not None and dock.isAncestorOf(now):
                dock.raise_()

    def emit_when_painted(self) -> None:
        """Repaint, and emit `painted` afterwards."""
        self._emit_painted = True
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint, and emit `painted` if requested."""
        super().paintEvent(event)
        if self._emit_painted:
            self._emit_painted = False
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Emit `closing`, unless `may_close` keeps the window open."""
        if not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)


def _text(array: QByteArray) -> str:
    return bytes(array.toBase64().data()).decode("ascii")
