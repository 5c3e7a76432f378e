"""Places features in the window, registers their commands, and builds each feature when it is first shown or used."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.gui.feature import Context, Feature, Parts, Place
from workbench.gui.shell.window import Window
from workbench.gui.widgets.tab_order import follow_in_tab_order

_AREAS = {
    Place.LEFT: Qt.DockWidgetArea.LeftDockWidgetArea,
    Place.RIGHT: Qt.DockWidgetArea.RightDockWidgetArea,
    Place.BOTTOM: Qt.DockWidgetArea.BottomDockWidgetArea,
}


class _Slot(QWidget):
    """The placeholder of a feature that is not built yet.

    Signals:
        painted(): it was painted, so it is visible. (A dock behind another one is shown, but never painted.)
    """

    painted = Signal()

    def __init__(self, feature: Feature[Any]) -> None:
        super().__init__()
        self.setObjectName(feature.id)
        self.setAccessibleName(feature.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    def fill(self, pane: QWidget) -> None:
        """Add the pane; it can take the focus at once."""
        self.setObjectName(f"{self.objectName()}Slot")
        self.setAccessibleName("")  # the pane has its own names
        layout = self.layout()
        if layout is not None:
            layout.addWidget(pane)
        follow_in_tab_order(self, pane)
        pane.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Emit `painted` while the placeholder is empty."""
        super().paintEvent(event)
        layout = self.layout()
        if layout is not None and layout.isEmpty():
            QTimer.singleShot(0, self, self.painted.emit)


class _PanelSlot(_Slot):
    """The place of a panel, above the editor.

    Signals:
        closed(): Escape was pressed in the panel.
    """

    closed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close at Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class FeatureHost:
    """The features of one window, by id.

    Args:
        notices: the widget above the central feature.
    """

    def __init__(self, features: Sequence[Feature[Any]], context: Context, window: Window, notices: QWidget) -> None:
        self._features = {feature.id: feature for feature in features}
        self._context, self._window = context, window
        self._built: dict[str, Parts] = {}
        self._slots: dict[str, _Slot] = {}
        for feature in features:
            self._register(feature)
        window.set_notices(notices)
        self._panels = {each.id: self._slot(each) for each in features if each.place is Place.PANEL}
        for feature in features:
            if feature.place is not Place.PANEL:
                self._place(feature)
        self._set_dock_sizes()

    def parts(self, feature_id: str) -> Any:  # noqa: ANN401 - each feature has parts of its own type
        """Return a feature's parts; builds the feature on the first call."""
        if feature_id not in self._built:
            feature = self._features[feature_id]
            parts = self._build(feature)
            self._slots[feature_id].fill(parts.pane)
        return self._built[feature_id]

    def built(self) -> tuple[Parts, ...]:
        """Return the parts of all built features."""
        return tuple(self._built.values())

    def show(self, feature_id: str) -> None:
        """Bring a feature's dock to the front, or show its panel."""
        feature = self._features[feature_id]
        if feature.place in _AREAS:
            self._window.show_dock(feature.title)
        elif feature.place is Place.PANEL:
            self._show_panel(feature_id)

    def start(self, files: Sequence[Path]) -> None:
        """Start all built features, in the order of the list."""
        for parts in self.built():
            parts.start(files)

    def become_idle(self) -> None:
        """Call `become_idle` of all built features, and `set_visible` of docks now and whenever they change."""
        for feature_id, parts in list(self._built.items()):
            parts.become_idle()
            feature = self._features[feature_id]
            if feature.place in _AREAS:
                parts.set_visible(parts.pane.isVisible())
                self._window.dock(feature.title).visibilityChanged.connect(parts.set_visible)

    def may_close(self) -> bool:
        """Return whether all features let the window close; the first that does not has posted a notice."""
        return all(parts.may_close() for parts in self.built())

    def close(self) -> None:
        """Close all built features."""
        for parts in self.built():
            parts.close()

    def tabs_tip(self) -> str:
        """Return the titles of the docks that share a place, with their shortcuts."""
        tips = []
        for feature in self._features.values():
            shared = {feature.id, feature.behind} & {each.behind or "-" for each in self._features.values()}
            if shared and feature.place in _AREAS:
                keys = next((each.keys[0] for each in feature.commands if each.shows and each.keys), "")
                tips.append(f"{feature.title} ({keys})")
        return ", ".join(tips)

    def _pane_of(self, feature: Feature[Any]) -> QWidget:
        if not feature.behind:
            return self._build(feature).pane
        return self._slot(feature)

    def _slot(self, feature: Feature[Any]) -> _Slot:
        slot = self._slots[feature.id] = _PanelSlot(feature) if feature.place is Place.PANEL else _Slot(feature)
        if isinstance(slot, _PanelSlot):
            slot.closed.connect(partial(self._hide_panel, feature.id))
        slot.painted.connect(partial(self.parts, feature.id))
        return slot

    def _place(self, feature: Feature[Any]) -> None:
        pane = self._pane_of(feature)
        if feature.place is Place.TOP:
            self._window.set_top(pane, tuple(self._panels.values()))
        elif feature.place is Place.CENTER:
            self._window.set_center(pane)
        else:
            behind = self._features[feature.behind].title if feature.behind else ""
            self._window.add_dock(feature.title, pane, _AREAS[feature.place], behind=behind)

    def _build(self, feature: Feature[Any]) -> Parts:
        badge: Callable[[str], None] = partial(self._window.set_badge, feature.title)
        hide = partial(self._hide_panel, feature.id)
        parts: Parts = feature.build(replace(self._context, set_badge=badge, hide=hide))
        self._built[feature.id] = parts
        return parts

    def _hide_panel(self, feature_id: str) -> None:
        if feature_id in self._panels and self._panels[feature_id].isVisible():
            self._show_panel("")
            self._context.commands.run("compose.show")

    def _show_panel(self, feature_id: str) -> None:
        before = {each for each, slot in self._panels.items() if not slot.isHidden()}
        self._window.show_panel(self._panels.get(feature_id))
        for each in before ^ ({feature_id} & self._panels.keys()):
            self.parts(each).set_visible(each == feature_id)

    def _register(self, feature: Feature[Any]) -> None:
        def run(command: Any) -> None:  # noqa: ANN401 - a Command of the feature's own type
            parts = self.parts(feature.id)
            if command.shows:
                self.show(feature.id)
            command.run(parts)

        for each in feature.commands:
            self._context.commands.add(
                each.id,
                each.title,
                each.group,
                partial(run, each),
                keys=each.keys,
                checkable=each.checkable,
                enabled=each.enabled,
            )

    def _set_dock_sizes(self) -> None:
        sized = [feature for feature in self._features.values() if feature.size]
        self._window.set_dock_sizes(
            {each.title: each.size for each in sized if each.place in (Place.LEFT, Place.RIGHT)},
            {each.title: each.size for each in sized if each.place is Place.BOTTOM},
        )
