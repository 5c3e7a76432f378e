"""Declares the compose feature (documents) and the templates feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.core.commands import MenuGroup
from workbench.gui.feature import Command, Context, Feature, Place

if TYPE_CHECKING:
    from workbench.gui.features.compose.parts import ComposeParts, TemplatesParts


def _build(context: Context) -> ComposeParts:
    from workbench.gui.features.compose.parts import ComposeParts

    return ComposeParts(context)


def _build_templates(context: Context) -> TemplatesParts:
    from workbench.gui.features.compose.parts import TemplatesParts

    return TemplatesParts(context)


_COMMANDS: tuple[Command[ComposeParts], ...] = (
    Command("compose.new", "New", MenuGroup.FILE, lambda parts: parts.files.new(), ("Ctrl+N",)),
    Command("compose.open", "Open…", MenuGroup.FILE, lambda parts: parts.files.ask_open(), ("Ctrl+O",)),
    Command("compose.save", "Save", MenuGroup.FILE, lambda parts: parts.files.save(), ("Ctrl+S",)),
    Command("compose.save-as", "Save as…", MenuGroup.FILE, lambda parts: parts.files.ask_save(), ("Ctrl+Shift+S",)),
    Command("compose.close", "Close document", MenuGroup.FILE, lambda parts: parts.close_front(), ("Ctrl+W",)),
    Command(
        "compose.php-stable",
        "Make PHP-stable",
        MenuGroup.REQUEST,
        lambda parts: parts.transforms.make_php_stable(),
        ("Ctrl+Shift+P",),
    ),
    Command(
        "compose.new-device",
        "New test device",
        MenuGroup.REQUEST,
        lambda parts: parts.transforms.make_test_device(),
        ("Ctrl+Shift+T",),
    ),
    Command("compose.show", "Go to the editor", MenuGroup.GO, lambda parts: parts.pane.focus_editor(), ("Ctrl+2",)),
    Command(
        "compose.problems", "Go to problems", MenuGroup.GO, lambda parts: parts.pane.problems.setFocus(), ("Ctrl+4",)
    ),
)

FEATURE = Feature("compose", "Compose", Place.CENTER, _build, _COMMANDS)

_TEMPLATES_COMMANDS: tuple[Command[TemplatesParts], ...] = (
    Command(
        "templates.show",
        "Go to templates",
        MenuGroup.GO,
        lambda parts: parts.pane.list.setFocus(),
        ("Ctrl+1",),
        shows=True,
    ),
)

TEMPLATES = Feature("templates", "Templates", Place.LEFT, _build_templates, _TEMPLATES_COMMANDS, size=200)
