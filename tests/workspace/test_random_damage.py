"""Whatever happens to a file of the workspace: what was sound is there again, and what was not is kept and reported."""

from pathlib import Path

import pytest

from tests.counts import repetitions
from tests.damage import damage, seeded
from workbench.workspace.drafts import Draft, DraftStore
from workbench.workspace.settings import Settings, SettingsStore

TIMES = range(repetitions(gate=10, soak=100))
DRAFTS = [Draft(f"{number}.json", f"/somewhere/{number}.json", b"%d" % number * 50) for number in range(4)]


@pytest.mark.parametrize("seed", TIMES)
def test_damage_of_the_list_of_drafts_loses_no_text(tmp_path: Path, seed: int) -> None:
    DraftStore(tmp_path / "drafts").save(DRAFTS)
    damage(tmp_path / "drafts" / "drafts.json", seeded(seed))
    store = DraftStore(tmp_path / "drafts")
    loaded = store.load()
    assert {draft.body for draft in loaded.documents} == {draft.body for draft in DRAFTS}
    assert len(store.notes) >= len(list((tmp_path / "drafts").glob("*.damaged-*")))
    assert store.save(loaded.documents) is None
    assert DraftStore(tmp_path / "drafts").load() == loaded


@pytest.mark.parametrize("seed", TIMES)
def test_damage_of_a_text_loses_that_one_at_most(tmp_path: Path, seed: int) -> None:
    DraftStore(tmp_path / "drafts").save(DRAFTS)
    chance = seeded(seed)
    damage(chance.choice(sorted((tmp_path / "drafts").glob("*.body"))), chance)
    store = DraftStore(tmp_path / "drafts")
    loaded = store.load()
    assert len(loaded.documents) >= len(DRAFTS) - 1
    assert (len(loaded.documents) < len(DRAFTS)) == bool(store.notes)
    assert len(list((tmp_path / "drafts").glob("*.damaged-1"))) == len(store.notes)


@pytest.mark.parametrize("hash_", ["\\ud800", "\\u0000", "../../../x", "A" * 40, "a" * 39])
def test_a_damaged_hash_is_never_part_of_a_path(tmp_path: Path, hash_: str) -> None:
    DraftStore(tmp_path / "drafts").save(DRAFTS)
    file = tmp_path / "drafts" / "drafts.json"
    listed = file.read_text()
    file.write_text(listed.replace(listed.partition('"body_sha1": "')[2][:40], hash_))
    loaded = DraftStore(tmp_path / "drafts").load()
    assert {draft.body for draft in loaded.documents} == {draft.body for draft in DRAFTS}


@pytest.mark.parametrize("seed", TIMES)
def test_damaged_settings_never_prevent_a_start(tmp_path: Path, seed: int) -> None:
    store = SettingsStore(tmp_path)
    store.change(theme="dark", masked=True, transport={"a.example": "{}", "b.example": "{}"}, last_folder="/x")
    file = tmp_path / "settings.json"
    damage(file, seeded(seed))
    loaded = store.load()
    assert isinstance(loaded, Settings)
    if not file.is_file():
        assert store.notes
    assert store.change(theme="light") is None or list(tmp_path.glob("*.damaged-*"))
    assert store.load().theme == "light"
