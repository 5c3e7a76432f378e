"""Provides colours, fonts and style sheet of the window, light and dark.

All colours come from `resources/themes/`. Own palettes are used, because the platform's colour scheme cannot be set
everywhere.
"""

import json
import string
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from workbench.assets import asset

Mode = Literal["light", "dark"]

_MIDDLE = 128


class Theme(NamedTuple):
    """The light or the dark theme.

    Attributes:
        mode: `light` or `dark`.
        colors: colour by name, as in measures.json.
        text_points, title_points, mono_points: the only sizes, in points.
    """

    mode: Mode
    colors: Mapping[str, str]
    text_points: int
    title_points: int
    mono_points: int

    def color(self, name: str) -> QColor:
        """Return a colour by its name in measures.json."""
        return QColor(self.colors[name])

    @property
    def text(self) -> QFont:
        """The system font at the theme's text size."""
        font = QFont(QGuiApplication.font())
        font.setPointSize(self.text_points)
        return font

    @property
    def title(self) -> QFont:
        """The font for titles of docks."""
        font = self.text
        font.setPointSize(self.title_points)
        font.setWeight(QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        return font

    @property
    def mono(self) -> QFont:
        """The monospaced font."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSize(self.mono_points)
        return font

    def palette(self) -> QPalette:
        """Return the palette for what the style sheet does not reach."""
        palette = QPalette()
        role = QPalette.ColorRole
        for where, name in (
            (role.Window, "window"),
            (role.WindowText, "text"),
            (role.Base, "surface"),
            (role.AlternateBase, "raised"),
            (role.Text, "text"),
            (role.Button, "raised"),
            (role.ButtonText, "text"),
            (role.ToolTipBase, "raised"),
            (role.ToolTipText, "text"),
            (role.Highlight, "selection"),
            (role.HighlightedText, "text"),
            (role.PlaceholderText, "muted"),
            (role.Link, "accent"),
            (role.Mid, "line"),
            (role.Accent, "accent"),
        ):
            palette.setColor(where, self.color(name))
        for where in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, where, self.color("muted"))
        return palette

    def style_sheet(self) -> str:
        """Return the style sheet with this theme's colours."""
        template = string.Template(_style_template())
        return template.substitute(
            self.colors,
            mode=self.mode,
            icons=asset("icons").as_posix(),
            mono_family=self.mono.family(),
            mono_points=self.mono_points,
        )


class ThemeSource(QObject):
    """The theme of one window. A widget that paints with it reads `current` and repaints on `theme_changed`.

    Signals:
        theme_changed(Theme): the new theme.
    """

    theme_changed = Signal(object)

    def __init__(self, current: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current = current

    @property
    def current(self) -> Theme:
        """The current theme."""
        return self._current

    def set_theme(self, theme: Theme) -> None:
        """Set the theme."""
        self._current = theme
        self.theme_changed.emit(theme)


@cache
def _style_template() -> str:
    return asset("themes", "window.qss").read_text(encoding="utf-8")


@cache
def _measures() -> dict[str, Any]:
    measures: dict[str, Any] = json.loads(asset("themes", "measures.json").read_bytes())
    return measures


@cache
def theme(mode: Mode) -> Theme:
    """Return the light or the dark theme."""
    measures = _measures()
    sizes = measures["measure"]
    return Theme(mode, measures[mode], sizes["text"], sizes["title"], sizes["mono"])


def mode_for(setting: str) -> Mode:
    """Return the mode for a setting: `light`, `dark`, or `system`, which is the desktop's."""
    if setting in ("light", "dark"):
        return cast("Mode", setting)
    return "dark" if QGuiApplication.styleHints().colorScheme().name == "Dark" else "light"


def mode_at_start(setting: str) -> Mode:
    """Return the mode for a setting before the program has set a palette.

    The desktop's mode is derived from its palette: reading the colour scheme imports the `Qt` namespace, which takes
    an eighth of the time to the first paint.
    """
    if setting in ("light", "dark"):
        return cast("Mode", setting)
    return "dark" if QGuiApplication.palette().window().color().lightness() < _MIDDLE else "light"


def apply_theme(application: QApplication, chosen: Theme) -> None:
    """Apply a theme to the application."""
    application.setPalette(chosen.palette())
    application.setFont(chosen.text)
    application.setStyleSheet(chosen.style_sheet())
