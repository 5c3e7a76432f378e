"""The leak search at a terminal: values that are typed or pasted at prompts appear nowhere."""

import json
from pathlib import Path

import pytest

from tests.cli.terminals import AtTerminal
from tests.hunt.plan import EXTRAS, new_plan
from tests.hunt.search import Search

pytestmark = pytest.mark.slow


def test_a_terminal_shows_and_leaves_no_value(home: Path, tmp_path: Path) -> None:
    plan = new_plan()
    keyring = str(tmp_path / "keyring.json")
    seen: list[str] = []

    def ask(words: str, *dialog: tuple[str, str], status: int = 0) -> None:
        with AtTerminal(keyring, *words.split(), environ={"CARELESS": "1"}) as terminal:
            for question, answer in dialog:
                terminal.shows(question)
                terminal.type(f"{answer}\n")
            assert terminal.ended() == status, terminal.seen
        seen.append(terminal.seen)

    kept, rotated, spare, refused = (plan.pairs[name] for name in ("kept", "rotated", "spare", "refused"))
    ask("profiles add kept", ("API key of kept: ", kept[0]), ("Secret of kept: ", kept[1]))
    ask("profiles add spare", ("API key of spare: ", json.dumps({"api_key": spare[0], "secret": spare[1]})))
    ask(
        "profiles rotate kept",
        ("API key of kept: ", f'"{rotated[0]}"'),
        ("Secret of kept: ", f"  {rotated[1]}"),
        ("[Y/n]", "y"),
        ("[Y/n]", "y"),
    )
    ask(
        "profiles edit kept --signal-values",
        ("(empty: unchanged): ", plan.extras[EXTRAS[0]]),
        ("(empty: unchanged): ", plan.extras[EXTRAS[1]]),
        ("(empty: unchanged): ", plan.extras[EXTRAS[2]]),
    )
    ask(
        "profiles add refused",
        ("API key of refused: ", f"Bearer {refused[0]}"),
        ("Secret of refused: ", refused[0]),
        ("[Y/n]", "n"),
        ("[", "n"),
        status=2,
    )
    entries = [json.loads(each) for each in json.loads(Path(keyring).read_text("utf-8")).values()]
    assert {value for entry in entries for value in entry.values()} >= {*kept, *rotated, *spare}
    search = Search(plan.values())
    left = [path for path in home.rglob("*") if path.is_file()]
    assert "profiles.json" in {path.name for path in left}
    assert search.traces("\n".join(seen)) == []
    for path in left:
        assert search.traces(path.read_bytes()) == [], path
