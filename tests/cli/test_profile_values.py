"""How a pair comes in from standard input: its forms, and the input warnings that refuse, fix or keep it."""

import json

import pytest

from tests.cli.running import API_KEY, NEW_KEY, NEW_SECRET, OWN_KEY, OWN_SECRET, SECRET, MemoryKeyring, command

PAIR = {OWN_KEY, OWN_SECRET}


@pytest.mark.parametrize(
    "text",
    [
        f"{OWN_KEY}\n{OWN_SECRET}\n",
        f"{OWN_KEY}\r\n{OWN_SECRET}\r\n",
        f"{OWN_KEY}\n{OWN_SECRET}",
        f"{OWN_KEY}\n{OWN_SECRET}\n\n\n",
        f"\ufeff{OWN_KEY}\n{OWN_SECRET}\n",
        f"WORKBENCH_API_KEY={OWN_KEY}\nWORKBENCH_SECRET={OWN_SECRET}\n",
        f"export KOCHAVA_SECRET='{OWN_SECRET}'\nexport KOCHAVA_API_KEY=\"{OWN_KEY}\"\n",
        json.dumps({"api_key": OWN_KEY, "secret": OWN_SECRET}),
        json.dumps({"secret": OWN_SECRET, "api_key": OWN_KEY}, indent=2) + "\n",
    ],
    ids=["lines", "CRLF", "no last end", "empty lines after", "BOM", "KEY=value", "export", "JSON", "JSON, indented"],
)
def test_a_pair_is_read_in_each_of_its_forms(memory: MemoryKeyring, text: str) -> None:
    ended = command("profiles", "add", "mine", stdin=text.encode())
    assert (ended.status, ended.out) == (0, b"")
    assert set(memory.stored.values()) == PAIR
    assert "1111••••8888" in ended.err
    assert not any(value in ended.err for value in PAIR)


@pytest.mark.parametrize(
    ("stdin", "says"),
    [
        (b"", "no first line"),
        (b"only-a-key\n", "no second line"),
        (b"one\ntwo\nthree\n", "3 lines"),
        (b'{"api_key": "abc"', "no second line"),
        (b"\xff\xfek\x00", "not UTF-8"),
        (b"\nsecret\n", "API key is empty"),
        (b"key\n\n", "no second line"),
        (b"key\n \n \n", "3 lines"),
    ],
)
def test_what_is_no_pair_keeps_nothing(memory: MemoryKeyring, stdin: bytes, says: str) -> None:
    ended = command("profiles", "add", "mine", stdin=stdin)
    assert ended.status == 2
    assert says in ended.err
    assert "Nothing was saved" in ended.err
    assert "abc" not in ended.err
    assert memory.values == {}


_MENDED = [
    ("blanks", f"  {OWN_KEY} ", OWN_SECRET),
    ("quotes", f'"{OWN_KEY}"', OWN_SECRET),
    ("invisible", OWN_KEY, f"{OWN_SECRET[:3]}\u200b{OWN_SECRET[3:]}"),
    ("bearer", f"Bearer {OWN_KEY}", OWN_SECRET),
    ("header-name", f"Kochava-Api-Key: {OWN_KEY}", OWN_SECRET),
]


@pytest.mark.parametrize(("api_key", "secret"), [row[1:] for row in _MENDED], ids=[row[0] for row in _MENDED])
def test_a_slip_is_refused_unless_it_is_mended_or_meant(memory: MemoryKeyring, api_key: str, secret: str) -> None:
    stdin = f"{api_key}\n{secret}\n".encode()
    refused = command("profiles", "add", "mine", stdin=stdin)
    assert refused.status == 2
    assert "Add --fix to correct it (" in refused.err
    assert "Nothing was saved" in refused.err
    assert memory.values == {}
    fixed = command("profiles", "add", "mine", "--fix", stdin=stdin)
    assert fixed.status == 0
    assert "Fixed: " in fixed.err
    assert set(memory.stored.values()) == PAIR
    for value in (api_key, secret, OWN_KEY, OWN_SECRET):
        assert value.strip() not in refused.err + fixed.err


def test_a_pair_the_wrong_way_round_is_turned_or_kept_as_it_is(memory: MemoryKeyring) -> None:
    stdin = f"short-key\n{OWN_KEY}\n".encode()
    refused = command("profiles", "add", "mine", stdin=stdin)
    assert refused.status == 2
    assert "--fix to correct it (" in refused.err
    assert "or --keep to save it unchanged" in refused.err
    kept = command("profiles", "add", "as-is", "--keep", stdin=stdin)
    assert kept.status == 0
    assert "The value was kept unchanged" in kept.err
    assert memory.stored["as-is/api-key"] == "short-key"
    memory.values.clear()
    fixed = command("profiles", "add", "fixed", "--fix", "--keep", stdin=stdin)
    assert fixed.status == 0
    assert memory.stored["fixed/api-key"] == OWN_KEY


def test_what_no_header_can_carry_cannot_be_kept_as_it_is(memory: MemoryKeyring) -> None:
    stdin = "key-\u4e2d-key\nsome secret\n".encode()
    ended = command("profiles", "add", "mine", "--keep", stdin=stdin)
    assert ended.status == 2
    assert "--keep" not in ended.err
    assert "\u4e2d" not in ended.err
    assert memory.values == {}


def test_several_slips_are_mended_one_after_another(memory: MemoryKeyring) -> None:
    stdin = f'" Bearer {OWN_KEY} "\n  \u200b{OWN_SECRET}\n'.encode()
    ended = command("profiles", "add", "mine", "--fix", stdin=stdin)
    assert ended.status == 0
    assert ended.err.count("Fixed: ") >= 4
    assert set(memory.stored.values()) == PAIR


def test_the_public_sample_is_told_from_a_pair_of_ones_own(memory: MemoryKeyring) -> None:
    ended = command("profiles", "add", "mine", stdin=f"{API_KEY}\n{SECRET}\n".encode())
    assert ended.status == 2
    assert "sample" in ended.err
    assert memory.values == {}


@pytest.mark.parametrize(("api_key", "secret"), [(OWN_KEY, NEW_SECRET), (NEW_KEY, OWN_SECRET)], ids=["key", "secret"])
def test_a_value_of_another_profile_is_noticed_and_the_profile_named(
    memory: MemoryKeyring, api_key: str, secret: str
) -> None:
    command("profiles", "add", "first", stdin=f"{OWN_KEY}\n{OWN_SECRET}\n".encode())
    stdin = f"{api_key}\n{secret}\n".encode()
    ended = command("profiles", "add", "second", stdin=stdin)
    assert ended.status == 2
    assert "first" in ended.err
    assert "--keep" in ended.err
    assert command("profiles", "add", "second", "--keep", stdin=stdin).status == 0
    assert command("profiles", "edit", "second", "--values", "--keep", stdin=stdin).status == 0


def test_entering_the_values_of_a_profile_anew_may_give_the_same(memory: MemoryKeyring) -> None:
    stdin = f"{OWN_KEY}\n{OWN_SECRET}\n".encode()
    command("profiles", "add", "mine", stdin=stdin)
    assert command("profiles", "edit", "mine", "--values", stdin=stdin).status == 0
    ended = command("profiles", "rotate", "mine", stdin=stdin)
    assert ended.status == 2
    assert "mine" in ended.err
