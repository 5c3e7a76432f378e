"""Settings: choices come back, damage costs only what is damaged."""

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


def test_before_the_first_time_the_defaults_hold_and_nothing_is_said(store: SettingsStore) -> None:
    assert store.load() == Settings()
    assert store.load().theme == "system"
    assert store.load().profile == "sample"
    assert store.notes == ()


def test_choices_come_back(store: SettingsStore, tmp_path: Path) -> None:
    assert store.change(**CHOSEN._asdict()) is None
    assert SettingsStore(tmp_path / "config").load() == CHOSEN


def test_every_setting_is_tried_by_the_test_above() -> None:
    assert all(getattr(CHOSEN, name) != getattr(Settings(), name) for name in Settings._fields)


def test_one_wrong_value_costs_only_itself_and_is_said(store: SettingsStore, file: Path) -> None:
    kept = {"theme": "pink", "profile": 7, "endpoint": "https://example.com", "splitters": {"a": 1}, "masked": 1}
    file.write_text(json.dumps(kept))
    assert store.load() == Settings(endpoint="https://example.com")
    wrong = ("theme", "profile", "splitters", "masked")
    assert len(store.notes) == len(wrong)
    assert all(any(f"“{name}”" in note for note in store.notes) for name in wrong)


def test_keys_of_another_version_stay_in_the_file(store: SettingsStore, file: Path) -> None:
    file.write_text('{"later": [1, 2], "theme": "light"}')
    assert store.change(profile="Acme") is None
    kept = json.loads(file.read_bytes())
    assert (kept["later"], kept["theme"], kept["profile"]) == ([1, 2], "light", "Acme")


@pytest.mark.parametrize("damage", [b"", b'{"theme": "dark"', b"[]", b"\xff\xfe{}", b"null", b"[" * 100_000])
def test_a_damaged_file_is_set_aside_and_said(store: SettingsStore, file: Path, damage: bytes) -> None:
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


def test_settings_that_cannot_be_kept_are_said_and_nothing_is_raised(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    store = SettingsStore(tmp_path / "file")
    problem = store.change(**CHOSEN._asdict())
    assert problem is not None
    assert problem.startswith("The settings could not be saved (")
    assert store.load() == Settings()
    assert len(store.notes) == 1


def test_a_value_that_is_no_text_leaves_the_file_as_it_was(store: SettingsStore) -> None:
    store.change(**CHOSEN._asdict())
    problem = store.change(endpoint="\ud800")
    assert problem is not None
    assert "not valid Unicode" in problem
    assert store.load() == CHOSEN


def test_settings_lie_in_the_config_folder(home: Path) -> None:
    assert SettingsStore().change(**CHOSEN._asdict()) is None
    assert (home / "workbench" / "config" / "settings.json").is_file()


@pytest.mark.parametrize("name", Settings._fields)
def test_a_change_of_one_setting_leaves_what_another_window_chose_of_all_others(
    store: SettingsStore, tmp_path: Path, name: str
) -> None:
    other = SettingsStore(tmp_path / "config")
    assert (store.load(), other.load()) == (Settings(), Settings())  # two windows that began with the same
    assert other.change(**{each: value for each, value in CHOSEN._asdict().items() if each != name}) is None
    assert store.change(**{name: getattr(CHOSEN, name)}) is None
    assert other.load() == CHOSEN


@pytest.mark.parametrize("name", [name for name, value in Settings()._asdict().items() if isinstance(value, dict)])
def test_of_a_mapping_only_the_given_keys_change_and_an_empty_text_takes_one_out(
    store: SettingsStore, tmp_path: Path, name: str
) -> None:
    other = SettingsStore(tmp_path / "config")
    store.change(**{name: {"a": "1", "b": "2"}})
    other.change(**{name: {"c": "3", "a": ""}})
    assert getattr(store.load(), name) == {"b": "2", "c": "3"}


def test_a_setting_that_there_is_none_of_is_refused(store: SettingsStore) -> None:
    with pytest.raises(TypeError, match="colour"):
        store.change(colour="amber")
