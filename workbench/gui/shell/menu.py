"""The commands of this window: their words, their shortcuts, and what each of them sets off.

Every command works wherever the focus is. Holds no state, and does nothing itself.
"""

from typing import TYPE_CHECKING

from workbench.gui.connections import when_asked
from workbench.gui.core.commands import Command

if TYPE_CHECKING:
    from workbench.gui.app import Workbench

CANCEL = "Cancel the send"
STOP_WAITING = "Stop waiting for the keyring"
MASK = "Mask for screen-sharing"
REPEAT = "Repeat…"
TRAVEL = "Headers and transport…"
PRIVATE = "Private session"


def fill(bench: "Workbench") -> None:
    """Give the window its commands, and the bar its menu of them."""
    panes, commands, files = bench.panes, bench.commands, bench.files
    commands.add(
        Command("New", ("Ctrl+N",), files.new),
        Command("Open…", ("Ctrl+O",), files.ask_open),
        Command("Save", ("Ctrl+S",), files.save),
        Command("Save as…", ("Ctrl+Shift+S",), files.ask_save),
        Command("Close document", ("Ctrl+W",), lambda: files.close(bench.session.front.id)),
    )
    commands.add(
        Command("Send", ("Ctrl+Return", "Ctrl+Enter"), bench.send),
        Command(REPEAT, ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"), bench.panels.open_repeat),
        Command(TRAVEL, ("Ctrl+Shift+R",), bench.panels.open_transport),
        Command(CANCEL, ("Escape",), bench.cancel),
        Command("Make PHP-stable", ("Ctrl+Shift+P",), when_asked(lambda: bench.late.rewriting.make_php_stable)),
        Command("Choose the wire form", ("Ctrl+Shift+W",), panes.signature.ladder.open_forms),
        Command("New test device", ("Ctrl+Shift+T",), when_asked(lambda: bench.late.rewriting.make_test_device)),
    )
    commands.add(
        Command("Copy the body", ("Ctrl+Shift+B",), lambda: bench.copy("body")),
        Command("Copy the payload hash", ("Ctrl+Shift+D",), lambda: bench.copy("hash")),
        Command("Copy the auth token", ("Ctrl+Shift+C",), lambda: bench.copy("token")),
        Command("Copy both headers", ("Ctrl+Shift+H",), lambda: bench.copy("headers")),
    )
    commands.add(
        Command("Go to templates", ("Ctrl+1",), lambda: bench.ways.go("Templates", panes.templates.list)),
        Command("Go to the editor", ("Ctrl+2",), panes.documents.focus_editor),
        Command("Go to the log", ("Ctrl+3",), lambda: bench.ways.go("Log", panes.log.table)),
        Command("Go to problems", ("Ctrl+4",), panes.documents.problems.setFocus),
        Command("Go to credentials", ("Ctrl+5",), bench.ways.go_to_credentials),
        Command("Go to the message", ("Ctrl+J",), panes.notice.take_keyboard),
        Command("Go to the signature", ("Ctrl+6",), lambda: bench.ways.go("Signature", panes.signature.ladder.token)),
        Command("Compare", ("Ctrl+K",), lambda: bench.ways.go("Signature", panes.signature.compare.pasted)),
        Command("Choose the profile", ("Ctrl+Shift+L",), panes.bar.profile.showPopup),
        Command("Choose the endpoint", ("Ctrl+L",), panes.bar.endpoint.showPopup),
    )
    commands.add(
        Command("New profile", ("Ctrl+Shift+N",), bench.ways.make_profile),
        Command("Edit the profile", ("Ctrl+Shift+E",), bench.ways.edit_profile),
        Command("Check the keyring", (), bench.ways.check_keyring),
        Command(STOP_WAITING, (), bench.keys.asking.stop),
    )
    commands.actions[STOP_WAITING].setEnabled(False)
    commands.add_switch(MASK, ("Ctrl+Shift+M",), bench.masking.on, bench.mask)
    commands.add_switch(PRIVATE, (), bench.records.keeping.private, bench.records.go_private)
    commands.add(
        Command("Open share bundle…", (), when_asked(lambda: bench.late.taking.open_bundle)),
        Command("Erase the history…", (), when_asked(lambda: bench.late.marking.ask_erase)),
    )
    looks = (("system", "As the desktop"), ("light", "Light"), ("dark", "Dark"))
    commands.add_choice("Look", looks, bench.look, bench.choose_theme)
    commands.add(
        Command("Menu", ("F10",), panes.bar.menu_button.showMenu), Command("Quit", ("Ctrl+Q",), bench.window.close)
    )
    panes.bar.set_menu(commands.menu)
    panes.bar.set_send_menu(commands.part("More send options", ("Send", REPEAT, TRAVEL)))
