"""Nothing in the window can render text from outside: labels and tooltips are made in one place."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUI = ROOT / "workbench" / "gui"
PLACE = GUI / "widgets" / "plain_text.py"
RENDERS = {"QLabel", "QMessageBox", "QTextBrowser", "QTextEdit", "QErrorMessage", "QWhatsThis", "QInputDialog"}
"""Classes whose objects may render, or may be told to."""

HTML = {"setHtml", "insertHtml", "appendHtml", "setWhatsThis"}

TEXT_AT = {"setToolTip": 0, "setTabToolTip": 1, "showText": 1, "setItemData": 1}
"""Calls that set a tooltip, and which argument it is."""


def offences(source: str) -> list[int]:
    """Return the lines that make a label, set HTML, or set a tooltip that is neither constant nor escaped."""
    return [node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and _offends(node)]


def _offends(call: ast.Call) -> bool:
    *owner, name = ast.unparse(call.func).split(".")
    if name in RENDERS or name in HTML or (name != "ExtraSelection" and RENDERS.intersection(owner)):
        return True
    if name == "setItemData" and "ToolTipRole" not in ast.unparse(call):
        return False
    return name in TEXT_AT and not _is_safe(call.args[TEXT_AT[name]])


def _is_safe(text: ast.expr) -> bool:
    if isinstance(text, ast.Call):
        return ast.unparse(text.func) == "plain_tip"
    parts = (ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.BinOp, ast.Add, ast.Load)
    return all(isinstance(node, parts) or (isinstance(node, ast.Name) and node.id.isupper()) for node in ast.walk(text))


def test_every_label_and_tooltip_is_made_in_one_place() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in sorted(GUI.rglob("*.py")) if path != PLACE}
    found = {path.relative_to(ROOT).as_posix(): offences(source) for path, source in sources.items()}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_every_tooltip_of_a_model_is_escaped() -> None:
    for path in sorted(GUI.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and "ToolTipRole" in ast.unparse(node.test):
                assert all("plain_tip(" in ast.unparse(each) for each in node.body), f"{path.name}:{node.lineno}"


@pytest.mark.parametrize(
    "source",
    [
        "QLabel(text)",
        "QtWidgets.QLabel()",
        "QMessageBox(text)",
        "QMessageBox.warning(window, title, text)",
        "widget.setToolTip(text)",
        "widget.setToolTip(f'{TITLE} {name}')",
        "tabs.setTabToolTip(0, document.name)",
        "QToolTip.showText(at, text, widget)",
        "box.setItemData(0, text, Qt.ItemDataRole.ToolTipRole)",
        "document.setHtml(text)",
    ],
)
def test_what_could_render_is_found(source: str) -> None:
    assert offences(source) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "widget.setToolTip('fixed')",
        "widget.setToolTip(f'{TIP} (Enter)')",
        "widget.setToolTip(plain_tip(text))",
        "box.setItemData(0, key, Qt.ItemDataRole.UserRole)",
        "plain_label(text)",
    ],
)
def test_what_cannot_render_is_allowed(source: str) -> None:
    assert offences(source) == []
