"""`workbench history list`, `show` and the annotations."""

from __future__ import annotations

import base64
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.cli.answering import answering
from tests.cli.kept import IDFA, SAMPLE, install_of, listed, sent
from tests.cli.running import API_KEY, INSTALL_HASH, INSTALL_TOKEN, ODD_BODIES, command
from workbench.disk import state_dir
from workbench.history.values import FILE_NAME

if TYPE_CHECKING:
    from pathlib import Path


def test_an_install_is_found_by_its_device_id() -> None:
    sent(install_of("other"))
    wanted = sent(install_of(IDFA))
    assert [row["id"] for row in listed(IDFA)] == [wanted]
    assert [row["id"] for row in listed(IDFA.lower()[:13], "status:2xx")] == [wanted]
    line = command("history", "list", IDFA)
    assert line.text.startswith(wanted[:8])
    assert "standard input · Sample → Sandbox" in line.text


def test_no_match_has_status_1_and_an_empty_history_status_0() -> None:
    assert command("history", "list").status == 0
    sent(b"{}")
    ended = command("history", "list", "nothing-like-this")
    assert (ended.status, ended.out) == (1, b"")
    assert "no exchange matches" in ended.err
    assert command("history", "list", "nothing-like-this", "--json").json == {"exchanges": [], "found": 0, "shown": 0}


@pytest.mark.parametrize("query", ["after:01.12.2026", "status:abc", "is:nonsense", "before:", "x id:xyz"])
def test_a_query_that_cannot_be_read_has_status_2_and_the_form_wanted(query: str) -> None:
    sent(b"{}")
    field = next(word for word in query.split() if ":" in word).partition(":")[0]
    for form in ((), ("--json",), ("--jsonl",), ("--each",)):
        ended = command("history", "list", *query.split(), *form)
        assert ended.status == 2
        assert f"The filter {field}: takes" in (ended.text if form == ("--json",) else ended.err)
        assert "01.12.2026" not in ended.err


def test_a_word_that_looks_like_a_filter_is_named_when_nothing_is_found() -> None:
    sent(b"{}")
    ended = command("history", "list", "staus:401")
    assert (ended.status, "staus: is not a filter" in ended.err) == (1, True)


def test_a_payload_is_found_by_its_text_however_it_was_sent() -> None:
    wanted = sent('{"action":"install","data":{"name":"Jürgen","u":"https://a/b"}}'.encode(), "--wire", "php")
    for query in ("jürgen", "Ju\u0308rgen", r"J\u00fcrgen", "https://a/b", r"https:\/\/a"):
        assert [row["id"] for row in listed(query)] == [wanted]


def test_limit_and_order() -> None:
    ids = [sent(b'{"n":%d}' % number) for number in range(4)]
    ended = command("history", "list", "--limit", "2", "--jsonl")
    assert [json.loads(line)["id"] for line in ended.text.splitlines()] == ids[:1:-1]
    assert "2 of 4 are shown" in ended.err
    assert len(command("history", "list", "--limit", "0").text.splitlines()) == 4


def test_a_run_is_one_line_and_can_be_expanded() -> None:
    single = sent(b"{}")
    command("send", "-", *SAMPLE, "--to", "sandbox", "--repeat", "3", stdin=install_of(IDFA))
    lines = command("history", "list").text.splitlines()
    assert len(lines) == 2
    assert "3 times: 3 success" in lines[0]
    one = lines[0][:8]
    opened = command("history", "list", "--run", one, "--json").json
    assert opened["found"] == 3
    assert command("history", "list", "nowhere", "--run", one).status == 1
    assert command("history", "list", "--run", single, "--json").json["found"] == 0


def test_an_exchange_is_found_by_its_first_digits_or_last() -> None:
    first, second = sent(b"{}"), sent(b"[]")
    for word, id_ in [(first, first), (first[:8], first), (first[:8].upper(), first), ("last", second)]:
        assert command("history", "show", word, "--json").json["id"] == id_
    for word, says in [("abc", "at least 4"), ("install", "at least 4"), ("00000000", "There is no exchange 00000000")]:
        ended = command("history", "show", word)
        assert (ended.status, ended.out) == (2, b"")
        assert says in ended.err


def test_ambiguous_digits_are_refused(home: Path) -> None:
    from tests.history.making import done, exchange
    from workbench.history import default_history

    history = default_history()
    history.begin([done(exchange(id=f"abcd{digit}" + "0" * 27)) for digit in "12"])
    history.close()
    ended = command("history", "show", "abcd")
    assert ended.status == 2
    assert "abcd10000000 and abcd20000000" in ended.err or "abcd20000000 and abcd10000000" in ended.err
    assert command("history", "show", "abcd1").status == 0


def test_last_is_refused_for_an_empty_history() -> None:
    ended = command("history", "show", "last")
    assert ended.status == 2
    assert "The history is empty" in ended.err


@pytest.mark.parametrize("body", ODD_BODIES.values(), ids=ODD_BODIES.keys())
def test_both_bodies_are_written_byte_for_byte(body: bytes) -> None:
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    with answering(reply) as server:
        sent(body, to=server.url)
    assert command("history", "show", "last", "--body").out == body
    assert command("history", "show", "last", "--response").out == body
    request = command("history", "show", "last", "--json").json["request"]
    assert isinstance(request, dict)
    assert base64.b64decode(request["body_b64"]) == body


def test_response_without_response_is_refused() -> None:
    sent(b"{}", to="http://127.0.0.1:1/")
    ended = command("history", "show", "last", "--response")
    assert (ended.status, ended.out) == (1, b"")
    assert "There is no response" in ended.err


def test_show_contains_everything_but_secrets(install: str) -> None:
    command("send", install, *SAMPLE, "--to", "sandbox")
    ended = command("history", "show", "last", "--profile", "sample")
    assert ended.row("SHA-1") == INSTALL_HASH
    assert ended.row("Token").startswith(f"{INSTALL_TOKEN[:8]}…")
    assert f"Kochava-Auth-Token: {INSTALL_TOKEN[:8]}••••" in ended.text
    assert ended.row("When").endswith(" UTC")
    assert ended.row("Verdict") == "✓ sent ▸ ✓ answered ▸ ✓ success ▸ ? recorded"
    assert "signed with the credentials of sample" in ended.row("Credentials")
    assert "Host: 127.0.0.1:" in ended.text
    for words in ((), ("--json",), ("--profile", "sample", "--json")):
        said = command("history", "show", "last", *words)
        assert API_KEY not in said.text + said.err
        assert INSTALL_TOKEN not in said.text + said.err
    assert command("history", "show", "last", "--profile", "sample", "--json").json["pair_is_same"] is True


def test_a_body_with_a_replaced_secret_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", "an api key of ours")
    monkeypatch.setenv("WORKBENCH_SECRET", "hush-hush-of-ours")
    body = b'{"password":"hush-hush-of-ours"}'
    with answering() as server:
        command("send", "-", "--to", server.url, stdin=body)
    assert server.body == body
    shown = command("history", "show", "last")
    assert "not byte-exact: the body contained a secret" in shown.text
    assert "(not byte-exact: contained a secret)" in command("history", "list").text
    assert '"byte_exact": false' in command("history", "list", "--json").text
    ended = command("history", "show", "last", "--body")
    assert ended.out == body.replace(b"hush-hush-of-ours", b"*" * 17)
    assert "not byte-exact" in ended.err
    again = command("history", "resend", "last")
    assert again.status == 2
    assert "cannot be sent again" in again.err


def test_annotations_are_saved_and_found() -> None:
    id_ = sent(b"{}")
    sent(b"[]")
    short = id_[:8]
    annotations = [
        ["note", short, "seen by Zoë"],
        ["tag", short, "billing,first", "#late"],
        ["pin", short],
        ["recorded", short],
    ]
    for words in annotations:
        assert command("history", *words).status == 0
    for query in ("zoë", "tag:billing", "tag:late", "is:pinned", "is:recorded"):
        assert [row["id"] for row in listed(query)] == [id_]
    (row,) = listed("is:pinned")
    assert (row["note"], row["tags"], row["pinned"]) == ("seen by Zoë", ["billing", "first", "late"], True)
    assert isinstance(row["verdict"], dict)
    assert row["verdict"]["recorded"] is True
    assert command("history", "show", short).row("Verdict").endswith("✓ recorded")
    for words in [["note", short, ""], ["tag", short, "billing", "first", "late", "--off"], ["pin", short, "--off"]]:
        assert command("history", *words).status == 0
    command("history", "recorded", short, "--off")
    assert command("history", "list", "is:pinned").status == 1
    assert command("history", "list", "is:recorded").status == 1
    assert command("history", "list", "billing").status == 1


def test_usage() -> None:
    sent(b"{}")
    said = command("history", "usage", "--json").json
    assert said["exchanges"] == 1
    assert int(str(said["bytes"])) > 1000
    assert str(said["file"]).endswith("history.sqlite")
    assert command("history", "usage").row("Exchanges") == "1"
    assert command("history", "usage").row("Retention") == "365 days, at most 500 MB; pinned exchanges stay"
    assert command("history", "prune").err == "There was nothing to delete.\n"


def test_erase_needs_a_confirmation(home: Path) -> None:
    sent(install_of(IDFA))
    refused = command("history", "erase")
    assert refused.status == 2
    assert "the whole history permanently (1 exchange)" in refused.err
    assert "Add --yes" in refused.err
    assert len(listed()) == 1
    assert command("history", "erase", "--yes").status == 0
    assert command("history", "list", "--json").json["found"] == 0
    assert all(IDFA.encode() not in path.read_bytes() for path in (home / "workbench").rglob("*") if path.is_file())


def test_a_read_only_history_is_listed_and_shown() -> None:
    wanted = sent(install_of(IDFA))
    with closing(sqlite3.connect(state_dir() / FILE_NAME)) as connection:
        connection.execute("PRAGMA user_version = 99")
    ended = command("history", "list", IDFA)
    assert (ended.status, ended.text[:8]) == (0, wanted[:8])
    assert "written by a newer version" in ended.err
    assert command("history", "show", wanted[:8]).status == 0
    assert command("history", "pin", wanted[:8]).status == 2
