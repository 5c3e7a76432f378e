"""A secret typed into the editor: a warning at once, none in the drafts, and a question after the next start."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.credentials.fakes import MemoryKeyring
from tests.journeys.conftest import CONTROL, Make, WindowDriver
from tests.journeys.panel import KEY, SECRET
from workbench.credentials import Profiles, Vault
from workbench.disk import config_dir, state_dir
from workbench.redaction import SECRET_REMOVED, Redactor
from workbench.redaction.redactor import shared


@pytest.fixture
def other_profile(keyring: MemoryKeyring) -> None:
    """A profile that the window never loads."""
    Profiles(config_dir() / "profiles.json", Vault(keyring)).add("Other", KEY, SECRET)
    Redactor.__init__(shared)


def write_body(driver: WindowDriver, body: str) -> None:
    driver.press(Qt.Key.Key_2, CONTROL)
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.write(body)


def stored() -> bytes:
    return b"".join(file.read_bytes() for file in Path(state_dir()).rglob("*") if file.is_file())


@pytest.mark.usefixtures("other_profile")
@pytest.mark.parametrize("value", [KEY, SECRET])
def test_a_typed_secret_is_warned_of_at_once_and_never_in_a_draft(new_driver: Make, value: str) -> None:
    first = new_driver()
    first.start()
    write_body(first, f'{{"a": "{value[:-1]}')
    assert first.notice == ""
    first.write(value[-1])
    assert SECRET_REMOVED in first.notice
    assert value not in first.notice
    first.press(Qt.Key.Key_Backspace)
    assert first.notice == ""
    first.write(f'{value[-1]}"}}')
    assert SECRET_REMOVED in first.notice
    first.quit()
    assert value.encode() not in stored()
    assert SECRET_REMOVED.encode() in stored()

    second = new_driver()
    second.start()
    assert SECRET_REMOVED in second.notice
    assert second.editor.body() == f'{{"a": "{SECRET_REMOVED}"}}'.encode()
    second.send()
    assert SECRET_REMOVED in second.notice
    assert second.table.model().rowCount() == 0
    second.click(second.button("Send anyway"))
    second.qtbot.waitUntil(lambda: second.table.model().rowCount() == 1)


@pytest.mark.usefixtures("other_profile")
def test_a_large_body_is_warned_of_when_typing_pauses(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    path.write_text(f'{{"a": "{"many words " * 4000}", "b": "{SECRET}"}}')
    driver = new_driver()
    driver.start([path])
    driver.qtbot.waitUntil(lambda: SECRET_REMOVED in driver.notice)
    driver.press(Qt.Key.Key_A, CONTROL)
    driver.write("{}")
    driver.qtbot.waitUntil(lambda: driver.notice == "")


@pytest.mark.usefixtures("other_profile")
def test_a_file_with_a_secret_is_opened_again_from_the_file(new_driver: Make, tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(f'{{"a": "{SECRET}"}}')
    first = new_driver()
    first.start([path])
    assert SECRET_REMOVED in first.notice
    first.quit()
    assert SECRET.encode() not in stored()
    second = new_driver()
    second.start()
    assert second.tabs() == ["own.json"]
    assert second.editor.body() == path.read_bytes()
