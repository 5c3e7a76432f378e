"""A person without sight at the window: finds controls by name, types, sends, and writes what was read.

Run as `reader.py WORDS API-KEY SECRET FILE` by the system's own Python, which has pyatspi, inside a session of its own
(`desktop.py`). Knows the window only by what it tells assistive technology. Waits for conditions, each with a
deadline; never for a time.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

pyatspi: Any = importlib.import_module("pyatspi")
GLib: Any = importlib.import_module("gi.repository.GLib")

PATIENCE = 90.0  # seconds after which something is taken never to come
LOOK_AGAIN = 50  # milliseconds between two looks when no event comes
APPLICATION = "Payload Workbench"
NAMES = (
    "Payload editor",
    "Wire form",
    "Problems",
    "Payload hash",
    "Auth token",
    "PHP-stable",
    "Compare",
    "Compare result",
    "Profile",
    "Endpoint",
    "Send",
    "Cancel",
    "Templates",
    "Log",
    "Verdict",
    "Status",
)
AROUND = (pyatspi.ROLE_LABEL, pyatspi.ROLE_PANEL, pyatspi.ROLE_PAGE_TAB)
"""What may bear the name of the control that it belongs to or holds."""


def until(what: str, condition: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the condition finds
    """Look again at every event, and now and then without one; return what the condition found.

    Raises:
        TimeoutError: it did not come.
    """
    context = GLib.MainContext.default()
    tick = GLib.timeout_add(LOOK_AGAIN, lambda: True)
    deadline = time.monotonic() + PATIENCE
    try:
        while True:
            found = _tried(condition)
            if found:
                return found
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what} did not come")
            context.iteration(True)
    finally:
        GLib.source_remove(tick)


def _tried(condition: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Ask; what is just being built or taken away is not there."""
    try:
        return condition()
    except (GLib.Error, LookupError, NotImplementedError, RuntimeError):
        return None


def walk(node: Any) -> Iterator[Any]:  # noqa: ANN401
    """Go through all that is below a node."""
    for child in node or ():
        if child is not None:
            yield child
            yield from walk(child)


def application() -> Any:  # noqa: ANN401
    """Find the application."""
    return next((each for each in pyatspi.Registry.getDesktop(0) if each and each.name == APPLICATION), None)


def control(name: str) -> Any:  # noqa: ANN401
    """Find a control by its name."""
    return next((each for each in walk(application()) if each.name == name and each.getRole() not in AROUND), None)


def text(node: Any) -> str:  # noqa: ANN401
    """Read all text of a control."""
    held = node.queryText()
    return str(held.getText(0, held.characterCount))


def row(log: Any) -> list[str]:  # noqa: ANN401
    """Read the first row of the log."""
    table = log.queryTable()
    return [str(table.getAccessibleAt(0, column).name) for column in range(table.nColumns)] if table.nRows else []


def press(node: Any) -> None:  # noqa: ANN401
    """Do what a click does."""
    action = node.queryAction()
    names = [action.getName(index) for index in range(action.nActions)]
    action.doAction(names.index("Press"))


def tab(name: str) -> Any:  # noqa: ANN401
    """Find the tab of a dock."""
    tabs = (each for each in walk(application()) if each.getRole() == pyatspi.ROLE_PAGE_TAB)
    return next((each for each in tabs if each.name == name), None)


def profile_list() -> Any:  # noqa: ANN401
    """Find the list of profiles; before the dock is looked at, its place bears the name."""
    found = control("Credentials")
    return found if found is not None and found.getRole() == pyatspi.ROLE_LIST else None


def write(name: str, words: str) -> str:
    """Type into a field; return what it is read as."""
    field = until(name, lambda: control(name))
    field.queryEditableText().insertText(0, words, len(words))
    return text(field)


def use_own_pair(api_key: str, secret: str) -> dict[str, Any]:
    """Go to the Credentials dock, type a pair, use it for this session; return what was read on the way."""
    press(until("the tab of the Credentials dock", lambda: tab("Credentials")))
    profiles = until("the list of profiles", profile_list)
    facts: dict[str, Any] = {"list": profiles.getRoleName(), "before": [each.name for each in profiles]}
    press(until("New profile", lambda: control("New profile")))
    write("Profile name", "By ear")
    facts["typed"] = [write("API key", api_key), write("Secret", secret)]
    facts["roles"] = [control(name).getRoleName() for name in ("API key", "Secret")]
    facts["purposes"] = [control(name).description for name in ("API key", "Secret")]
    press(control("Use for this session only"))
    until("the new profile", lambda: len(profiles) > len(facts["before"]))
    facts["after"] = [each.name for each in profiles]
    return facts


def main() -> None:
    """Go through the window once."""
    typed = sys.argv[1]
    until("the window", lambda: control("Status"))
    found = {name: until(name, lambda name=name: control(name)) for name in NAMES}  # type: ignore[misc]
    names = [each.name for each in walk(application()) if each.getRole() not in AROUND]
    editor, token = found["Payload editor"], found["Auth token"]
    facts: dict[str, Any] = {"roles": {name: node.getRoleName() for name, node in found.items()}}
    facts["twice"] = [name for name in NAMES if names.count(name) != 1]
    facts["described"] = [name for name, node in found.items() if node.description]
    facts["before"] = {name: text(found[name]) for name in ("Payload editor", "Payload hash", "Auth token")}
    facts["choices"] = {name: found[name].description for name in ("Profile", "Endpoint", "Wire form")}
    facts["profiles"] = [each.name for each in found["Profile"][0]]

    editor.queryEditableText().insertText(1, typed, len(typed))
    until("another token", lambda: text(token) != facts["before"]["Auth token"])
    facts["after"] = {
        name: text(found[name]) for name in ("Payload editor", "Payload hash", "Auth token", "PHP-stable")
    }

    press(found["Send"])
    until("an answer", lambda: row(found["Log"])[4] not in ("", "…"))
    facts["row"] = row(found["Log"])
    facts["response"] = text(until("the response", lambda: control("Response")))
    facts["verdict"] = text(found["Verdict"])
    facts["status"] = text(found["Status"])
    facts["credentials"] = use_own_pair(sys.argv[2], sys.argv[3])
    facts["own token"] = text(token)
    Path(sys.argv[4]).write_text(json.dumps(facts), encoding="utf-8")


if __name__ == "__main__":
    main()
