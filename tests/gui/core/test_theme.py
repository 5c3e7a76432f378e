"""Both themes are readable, have the same names, and are the only source of colours."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from workbench.assets import asset
from workbench.gui.core import theme as theme_module
from workbench.gui.core.theme import Mode, Theme, apply_theme, mode_for, theme

MODES: tuple[Mode, ...] = ("light", "dark")
GROUNDS = ("window", "surface", "raised", "selection", "current_line", "changed")
NOT_TEXT = {*GROUNDS, "line", "on_accent", "disabled"}
GUI = Path(theme_module.__file__).parents[1]
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", re.ASCII)
LITERAL = re.compile(
    r"""QColor\s*\(\s*["'0-9]|GlobalColor\.(?!transparent)|Qt\.(?:white|black|red|green|blue|gray)\b"""
)


def luminance(color: QColor) -> float:
    """Relative luminance as in WCAG 2.2, from 0 to 1."""

    def linear(part: float) -> float:
        return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(part) for part in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio as in WCAG 2.2, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_it_is_defined() -> None:
    assert contrast(QColor("#000000"), QColor("#FFFFFF")) == pytest.approx(21, abs=0.01)
    assert contrast(QColor("#777777"), QColor("#FFFFFF")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_text_can_be_read_on_every_ground(mode: Mode, ground: str) -> None:
    look = theme(mode)
    weak = {
        name: round(contrast(look.color(name), look.color(ground)), 2)
        for name in look.colors
        if name not in NOT_TEXT and contrast(look.color(name), look.color(ground)) < 4.5
    }
    assert not weak, f"on {ground}: {weak}"


@pytest.mark.parametrize("mode", MODES)
def test_text_on_the_accent_colour_can_be_read(mode: Mode) -> None:
    look = theme(mode)
    assert contrast(look.color("on_accent"), look.color("accent")) >= 4.5


@pytest.mark.parametrize("mode", MODES)
def test_disabled_text_is_fainter_than_muted_text_and_visible(mode: Mode) -> None:
    look = theme(mode)
    for ground in ("window", "surface", "raised"):
        faint = contrast(look.color("disabled"), look.color(ground))
        assert 2 < faint < contrast(look.color("muted"), look.color(ground)) - 1.5


def test_both_themes_have_the_same_valid_colours() -> None:
    light, dark = theme("light"), theme("dark")
    assert list(light.colors) == list(dark.colors)
    for look in (light, dark):
        for name in look.colors:
            assert look.color(name).isValid(), name
    assert luminance(light.color("surface")) > 0.5 > luminance(dark.color("surface"))


def test_body_secret_and_key_are_three_colours() -> None:
    for mode in MODES:
        hues = sorted(theme(mode).color(name).hslHue() for name in ("body", "secret", "key"))
        assert hues[1] - hues[0] > 40
        assert hues[2] - hues[1] > 40


def test_no_style_sheet_names_a_colour_of_its_own() -> None:
    for file in asset("themes").glob("*.qss"):
        found = COLOUR.findall(file.read_text(encoding="utf-8").replace("QPushButton#", "").replace("QWidget#", ""))
        assert not found, f"{file.name}: {found}"


def test_no_widget_names_a_colour_of_its_own() -> None:
    for file in GUI.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not COLOUR.findall(text) + LITERAL.findall(text), file.name


def test_all_names_in_the_style_sheet_exist(qapp: QApplication) -> None:
    for mode in MODES:
        assert "$" not in theme(mode).style_sheet()


def test_a_changed_theme_reaches_the_palette_and_the_widgets(qapp: QApplication, qtbot: QtBot) -> None:
    face = qapp.font()
    label = QLabel("words")
    qtbot.addWidget(label)
    try:
        for mode in MODES:
            apply_theme(qapp, theme(mode))
            assert qapp.palette().color(QPalette.ColorRole.Base) == theme(mode).color("surface")
            label.ensurePolished()
            assert label.palette().color(label.foregroundRole()) == theme(mode).color("text")
    finally:
        qapp.setStyleSheet("")
        qapp.setPalette(QPalette())
        qapp.setFont(face)


@pytest.mark.parametrize(("setting", "mode"), [("light", "light"), ("dark", "dark")])
def test_a_chosen_theme_overrides_the_desktop_s(qapp: QApplication, setting: str, mode: Mode) -> None:
    assert mode_for(setting) == mode


def test_at_most_three_font_sizes(qapp: QApplication) -> None:
    look: Theme = theme("light")
    assert {look.text.pointSize(), look.title.pointSize(), look.mono.pointSize()} <= {
        look.text_points,
        look.title_points,
        look.mono_points,
    }
    assert look.title_points < look.text_points
