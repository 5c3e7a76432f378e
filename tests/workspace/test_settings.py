"""Settings are loaded as saved; damage affects only the damaged part."""

import json
from pathlib import Path

import pytest

from workbench.workspace.settings import Settings, SettingsStore

CHOSEN = Settings(
    theme="dark",
    window_geometry="AdnQywAD",
    window_state="AAAA/w==",
    endpoint="https://control.kochava.com/track/json",
    profile="Zürich",
    splitters={"editorSplitter": "AAAB"},
    last_folder="/somewhere",
    masked=True,
    transport={"control.kochava.com": '{"deadline": 60}'},
)


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "config")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    return tmp_path / "config" / "settings.json"


def test_missing_file_gives_defaults_without_notes(store: SettingsStore) -> None:
    assert store.load() == Settings()
    assert store.load().theme == "system"
    assert store.load().profile == "sample"
    assert store.notes == ()


def test_settings_round_trip(store: SettingsStore, tmp_path: Path) -> None:
    assert store.change(**CHOSEN._asdict()) is None
    assert SettingsStore(tmp_path / "config").load() == CHOSEN


def test_round_trip_covers_every_setting() -> None:
    assert all(getattr(CHOSEN, name) != getattr(Settings(), name) for name in Settings._fields)


def test_invalid_value_affects_only_itself(store: SettingsStore, file: Path) -> None:
    kept = {"theme": "pink", "profile": 7, "endpoint": "https://example.com", "splitters": {"a": 1}, "masked": 1}
    file.write_text(json.dumps(kept))
    assert store.load() == Settings(endpoint="https://example.com")
    wrong = ("theme", "profile", "splitters", "masked")
    assert len(store.notes) == len(wrong)
    assert all(any(f"“{name}”" in note for note in store.notes) for name in wrong)


def test_unknown_keys_stay_in_the_file(store: SettingsStore, file: Path) -> None:
    file.write_text('{"later": [1, 2], "theme": "light"}')
    assert store.change(profile="Acme") is None
    kept = json.loads(file.read_bytes())
    assert (kept["later"], kept["theme"], kept["profile"]) == ([1, 2], "light", "Acme")


@pytest.mark.parametrize("damage", [b"", b'{"theme": "dar', b"[]", b"\xff\xfe{}", b"null", b"[" * 100_000])
def test_damaged_file_is_renamed_with_a_note(store: SettingsStore, file: Path, damage: bytes) -> None:
    file.write_bytes(damage)
    assert store.load() == Settings()
    (note,) = store.notes
    assert "settings.json.damaged-1" in note
    assert file.with_name("settings.json.damaged-1").read_bytes() == damage
    file.write_bytes(damage)
    store.load()
    assert file.with_name("settings.json.damaged-2").exists()
    assert store.change(**CHOSEN._asdict()) is None
    assert store.load() == CHOSEN


def test_unwritable_settings_give_a_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    store = SettingsStore(tmp_path / "file")
    problem = store.change(**CHOSEN._asdict())
    assert problem is not None
    assert problem.startswith("The settings could not be saved (")
    assert store.load() == Settings()
    assert len(store.notes) == 1


def test_invalid_unicode_leaves_the_file_unchanged(store: SettingsStore) -> None:
    store.change(**CHOSEN._asdict())
    problem = store.change(endpoint="\ud800")
    assert problem is not None
    assert "not valid Unicode" in problem
    assert store.load() == CHOSEN


def test_settings_are_in_the_config_folder(home: Path) -> None:
    assert SettingsStore().change(**CHOSEN._asdict()) is None
    assert (home / "workbench" / "config" / "settings.json").is_file()


@pytest.mark.parametrize("name", Settings._fields)
def test_changing_a_setting_keeps_changes_of_another_window(store: SettingsStore, tmp_path: Path, name: str) -> None:
    other = SettingsStore(tmp_path / "config")
    assert (store.load(), other.load()) == (Settings(), Settings())  # two windows that began with the same
    assert other.change(**{each: value for each, value in CHOSEN._asdict().items() if each != name}) is None
    assert store.change(**{name: getattr(CHOSEN, name)}) is None
    assert other.load() == CHOSEN


@pytest.mark.parametrize("name", [name for name, value in Settings()._asdict().items() if isinstance(value, dict)])
def test_mapping_changes_given_keys_and_empty_removes(store: SettingsStore, tmp_path: Path, name: str) -> None:
    other = SettingsStore(tmp_path / "config")
    store.change(**{name: {"a": "1", "b": "2"}})
    other.change(**{name: {"c": "3", "a": ""}})
    assert getattr(store.load(), name) == {"b": "2", "c": "3"}


def test_unknown_setting_is_refused(store: SettingsStore) -> None:
    with pytest.raises(TypeError, match="colour"):
        store.change(colour="amber")
