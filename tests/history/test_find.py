"""Words find exchanges by any part; `field:word` restricts. Indexed or not, rows are found at once."""

import gzip
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.history.making import answer, device, done, exchange, until, with_field
from workbench.exchange import Annotations, Cancelled, Exchange, Failure, FailureKind, Flaw, Outcome, Timing
from workbench.history import History, QueryError
from workbench.history.query import unknown_fields


def waiting(path: Path) -> int:
    """Return how many rows wait for the index."""
    connection = sqlite3.connect(path)
    (count,) = connection.execute("SELECT count(*) FROM exchange WHERE indexed = 0 AND process IS NULL").fetchone()
    connection.close()
    return int(count)


class Log:
    """A history, and whether its rows are indexed before they are looked for."""

    def __init__(self, history: History, path: Path, *, indexed: bool) -> None:
        self.history, self.path, self.indexed = history, path, indexed

    def keep(self, exchange: Exchange, outcome: Outcome | None = None) -> str:
        self.history.begin([done(exchange, outcome)])
        return exchange.id

    def found(self, query: str) -> set[str]:
        if self.indexed:
            until(lambda: waiting(self.path) == 0)
        return {row.id for row in self.history.rows(self.history.find(query))}


@pytest.fixture(params=[True, False], ids=["indexed", "waiting"])
def log(history: History, path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    indexed: bool = request.param
    if not indexed:
        monkeypatch.setattr("workbench.history.search.index_some", lambda _: False)
    yield Log(history, path, indexed=indexed)


def test_any_part_of_a_device_id_finds_its_install(log: Log) -> None:
    idfa = device()
    wanted = log.keep(exchange(f'{{"device_ids":{{"idfa":"{idfa}"}}}}'.encode()))
    log.keep(exchange())
    for part in (idfa, idfa.upper(), idfa[:13], idfa[5:20], idfa[-12:]):
        assert log.found(part) == {wanted}
    assert log.found(device()) == set()


@pytest.mark.parametrize(
    "field", ["title", "profile", "endpoint", "payload_hash", "token_prefix", "pair", "options"]
)  # fmt: skip
def test_word_is_found_in_every_displayed_field(log: Log, field: str) -> None:
    wanted = log.keep(with_field(field, "Qyx9wz8k"))
    log.keep(exchange())
    assert log.found("QYX9WZ8K") == {wanted}
    assert log.found("yx9w") == {wanted}


def test_id_is_found_by_its_first_digits_only(log: Log) -> None:
    wanted = log.keep(exchange())
    log.keep(exchange(f'{{"id":"{wanted}"}}'.encode()))
    assert log.found(f"id:{wanted[:12]}") == log.found(f"ID:{wanted.upper()}") == {wanted}
    assert log.found(f"id:{wanted[1:]}") == set()


def test_first_digits_of_an_id_find_it_without_a_field(log: Log) -> None:
    wanted = log.keep(exchange(b"a body with words"))
    named = log.keep(exchange(f'{{"id":"{wanted}"}}'.encode()))
    log.keep(exchange())
    assert log.found(wanted[:8]) == log.found(wanted.upper()) == {wanted, named}
    assert log.found(f"words {wanted[:8]}") == {wanted}
    assert log.found(f"{wanted[:8]} nothing-like-that") == set()


def test_word_is_found_in_url_response_note_and_tag(log: Log) -> None:
    by_answer = exchange()
    by_address = exchange(request=replace(by_answer.request, url="https://control.example/track"))
    by_note = exchange(annotations=Annotations(note="seen by Zoë in the feed"))
    by_tag = exchange(annotations=Annotations(tags=("first", "billing")))
    log.keep(by_address)
    log.keep(by_answer, answer(200, b'{"error":"bad field"}'))
    log.keep(by_note)
    log.keep(by_tag)
    assert log.found("control.example") == {by_address.id}
    assert log.found("bad field") == {by_answer.id}
    assert log.found("zoë") == {by_note.id}
    assert log.found("ZOË feed") == {by_note.id}
    assert log.found("billing") == {by_tag.id}


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (answer(429), "429"),
        (Failure(FailureKind.TIMEOUT, "Nothing came for 30 seconds.", Timing(30.0), None), "timeout"),
        (Failure(FailureKind.TIMEOUT, "Nothing came for 30 seconds.", Timing(30.0), None), "seconds"),
        (Cancelled(Timing(0.1), None), "cancelled"),
    ],
)
def test_response_is_found_by_status_or_label(log: Log, outcome: Outcome, word: str) -> None:
    wanted = log.keep(exchange(b"{}"), outcome)
    log.keep(exchange(b"{}"))
    assert log.found(word) == {wanted}
    if word != "seconds":
        assert log.found(f"status:{word}") == {wanted}


@pytest.mark.parametrize("word", ["q", "Q", "%", "\x07", "ß", "qx", "QX", "x~", "~", '"é', "é", "ÉQ", "qx~"])
def test_words_of_one_and_two_characters_are_found(log: Log, word: str) -> None:
    wanted = log.keep(
        exchange('{"éqx~ß\x07%":1}'.encode(), title="a", profile="b", endpoint="c"), Cancelled(Timing(0), None)
    )
    log.keep(exchange(b"{}", title="a", profile="b", endpoint="c"), Cancelled(Timing(0), None))
    assert log.found(word) == {wanted}


def test_last_two_characters_are_found(log: Log) -> None:
    wanted = log.keep(exchange(b"{}"), answer(200, b"the end is zq"))
    log.keep(exchange(b"{}"))
    assert log.found("zq") == {wanted}


def test_all_words_must_occur_anywhere(log: Log) -> None:
    both = log.keep(exchange(b'{"zqft":1}'), answer(200, b"right"))
    log.keep(exchange(b'{"zqft":1}'), answer(200, b"wrong"))
    log.keep(exchange(b'{"xeft":1}'), answer(200, b"right"))
    assert log.found("zqft right") == {both}
    assert log.found("right zq") == {both}
    assert log.found("  righ   zqf ") == {both}


def test_characters_of_a_word_must_be_adjacent(log: Log) -> None:
    log.keep(exchange(b"abcd bcde cdef"))
    assert log.found("abcdef") == set()
    assert len(log.found("bcde")) == 1


@pytest.mark.parametrize("word", ['"success":"0"', "{", '"data":{', "a*b", "NOT", "NEAR", "x_y%", "^x", "(", "'"])
def test_punctuation_is_searched_literally(log: Log, word: str) -> None:
    wanted = log.keep(exchange(f"before {word} after".encode(), endpoint="e"), Cancelled(Timing(0), None))
    log.keep(exchange(b"before after", title="i", endpoint="e"), Cancelled(Timing(0), None))
    assert log.found(word) == {wanted}


def test_invalid_utf8_is_found_by_its_readable_part(log: Log) -> None:
    wanted = log.keep(exchange(b"\xff\xfe\x00visible\x00\x80part\xc3"))
    assert log.found("visible part") == {wanted}


@pytest.mark.parametrize("word", ["\ud800", "a\ud800", "\udcff more", "tag:\ud800"])
def test_lone_surrogate_in_a_query_is_harmless(log: Log, word: str) -> None:
    log.keep(exchange(b"a more"))
    assert log.found(word) == set()
    wanted = log.keep(with_field("title", "a\ud800 more"))
    assert log.found("a\ud800 more") == {wanted}


def test_long_text_can_be_pasted_as_a_query(log: Log) -> None:
    signs = " ".join(map(chr, range(0x4E00, 0x4E00 + 2_000)))
    wanted = log.keep(exchange(f"{signs} a".encode()))
    log.keep(exchange(signs[:-2].encode()))
    assert log.found(f"{signs} {'a ' * 2_000}") == {wanted}
    assert log.history.error == ""


def test_escaped_slash_is_a_slash(log: Log) -> None:
    wanted = log.keep(exchange(rb'{"u":"https:\/\/example.test\/path"}'))
    assert log.found("example.test/path") == {wanted}
    assert log.found(r"example.test\/path") == {wanted}


def test_field_restricts_and_other_colons_are_part_of_words(log: Log) -> None:
    acme = log.keep(
        exchange(b'{"idfa":"1"}', profile="Acme Zürich", endpoint="Kochava", annotations=Annotations(tags=("May",)))
    )
    log.keep(exchange(b'{"idfa":"1"}', title="acme"))
    assert log.found("profile:acme") == {acme}
    assert log.found("profile:ZÜRICH") == {acme}
    assert log.found("endpoint:koch") == {acme}
    assert log.found("tag:may") == {acme}
    assert log.found("profile:acme idfa") == {acme}
    assert log.found("profile:acme status:404") == set()
    assert len(log.found('idfa":"1')) == 2


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ("status:200", {200}),
        ("status:4", {400, 404}),
        ("status:4xx", {400, 404}),
        ("status:40x", {400, 404}),
        ("status:9", set()),
        ("status:truncated", {503}),
    ],
)
def test_status_is_found_by_its_first_digits(log: Log, query: str, statuses: set[int]) -> None:
    ids = {log.keep(exchange(), answer(status)): status for status in (200, 400, 404)}
    ids[log.keep(exchange(), answer(503, flaw=Flaw.TRUNCATED))] = 503
    assert {ids[id_] for id_ in log.found(query)} == statuses


def test_is_terms_match_also_when_incomplete(log: Log) -> None:
    pinned = log.keep(exchange(annotations=Annotations(pinned=True)))
    recorded = log.keep(exchange(annotations=Annotations(recorded=datetime.now(UTC))))
    unknown = log.keep(exchange(), Failure(FailureKind.RESET, "It broke off.", Timing(0.1), None))
    in_run = log.keep(exchange(run="a run"))
    assert log.found("is:pinned") == log.found("is:pi") == {pinned}
    assert log.found("is:recorded") == {recorded}
    assert log.found("is:unknown") == {unknown}
    assert log.found("is:run") == {in_run}
    assert log.found("is:r") == {in_run, recorded}


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("before:2026-03-02", {1}),
        ("after:2026-03-02", {2, 3}),
        ("after:2026-03-02 before:2026-03-03", {2}),
        ("before:2026", set()),
        ("after:2026-", {1, 2, 3}),
        ("after:2026-3-3T12", {3}),
        ("after:2026-03-03T12:01", set()),
    ],
)
def test_before_and_after_accept_local_dates_and_times(log: Log, query: str, days: set[int]) -> None:
    ids = {}
    for day in (1, 2, 3):
        noon = datetime(2026, 3, day, 12).astimezone()
        ids[log.keep(exchange(started=noon.astimezone(UTC)))] = day
    assert {ids[id_] for id_ in log.found(query)} == days


def test_unfinished_exchange_is_found(log: Log) -> None:
    begun = exchange(b"under way")
    log.history.begin([begun])
    assert log.found("under") == {begun.id}
    log.history.end([done(begun, answer(200, b"arrived"))])
    assert log.found("under arrived") == {begun.id}


def test_second_outcome_replaces_the_first_in_the_index(log: Log) -> None:
    begun = exchange(b"body")
    log.keep(begun, answer(200, b"first"))
    assert log.found("first") == {begun.id}
    log.history.end([done(begun, answer(200, b"second"))])
    assert log.found("first") == set()
    assert log.found("second") == {begun.id}


def test_only_the_start_of_a_body_is_searched(log: Log) -> None:
    wanted = log.keep(exchange(b"start" + b"x" * 200_000 + b"finish"))
    assert log.found("start") == {wanted}
    assert log.found("finish") == set()


def test_indexed_and_unindexed_rows_are_found(history: History) -> None:
    made = [done(exchange(started=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=n))) for n in range(100)]
    for start in range(0, 100, 10):
        history.begin(made[start : start + 10])
        assert len(history.find("install")) == len(history.find("i")) == len(history.find("in")) == start + 10
        assert len(history.find()) == start + 10


@pytest.mark.parametrize(
    "query",
    [
        "after:01.12.2026", "before:soon", "before:2026-13", "after:2026-02-30", "after:12/01/2026", "after:20260301",
        "status:abc", "status:2000", "status:200-299", "status:x", "status:>400", "status:\udcff", "is:nonsense",
        "is:pinned,run", "id:xyz", "id:\ud800", "status:", "is:", "after:", "profile:", 'tag:""', "id:", "AFTER:x",
        "found status:abc", 'after:"01 December"',
    ],
)  # fmt: skip
def test_query_that_cannot_be_read_is_refused_with_the_form_wanted(log: Log, query: str) -> None:
    log.keep(exchange(b"found"))
    with pytest.raises(QueryError) as refused:
        log.found(query)
    field = next(word for word in query.split() if ":" in word).partition(":")[0].lower()
    assert f"{field}:" in str(refused.value)
    assert not any(word in str(refused.value) for word in ("01.12", "soon", "nonsense", "abc", "xyz", "December"))


@pytest.mark.parametrize(
    ("body", "queries"),
    [
        (rb'{"name":"M\u00fcller"}', ("müller", "MÜLLER", r"M\u00fcller", r"m\u00FCLLER", "Mu\u0308ller")),
        ('{"name":"Müller"}'.encode(), ("Müller", r"M\u00fcller", "Mu\u0308ller", r'"M\u00fcller"')),
        ('{"name":"Mu\u0308ller"}'.encode(), ("Müller", "Mu\u0308ller", r"M\u00fcller", r"Mu\u0308ller")),
        (rb'{"u":"https:\/\/example.test\/a b"}', ("https://example.test/a", r"https:\/\/example", '"test/a b"')),
        (rb'{"s":"\ud83d\ude00!"}', ("\U0001f600", r"\ud83d\ude00", r"\uD83D\uDE00!")),
        ('{"s":"\U0001f600"}'.encode(), ("\U0001f600", r"\ud83d\ude00")),
        (rb'{"q":"say \"so it is\" twice"}', ('"so', '"so it is"', 'say "so it is" twice', r"\"so", "“so it is”")),
        ('{"q":"“so it is”"}'.encode(), ('"so', '"so it is"', "“so it is”")),
        ('{"s":"it’s"}'.encode(), ("it's", "it’s")),
        (b'{"s":"STRASSE"}', ("straße", "Strasse")),
        ('{"s":"Οδυσσέας"}'.encode(), ("ΟΔΥΣΣΈΑΣ", "οδυσσέας")),
        ('{"s":"\uff2d\uff35"}'.encode(), ("mu", "\uff4d\uff55")),
        (rb'{"p":"C:\\new\\text"}', (r"C:\new", r"c:\NEW\text", r"C:\\new")),
        (rb"plain C:\new text", (r"C:\new",)),
        (rb'{"inner":"{\"name\":\"M\\u00fcller \\\"x\\\"\"}"}', ("Müller", '{"name":"M', '"x"', r"\u00fcller")),
        ('\ufeff{"name":"Müller"}'.encode(), ("Müller",)),
        ('{"name":"Müller"}'.encode("utf-16"), ("Müller", '"name"')),
        ('{"name":"Müller"}'.encode("utf-32-be"), ("Müller",)),
        (rb'{"a":"\u00fc', ("ü",)),
        (b'{"cut":"' + "ü".encode() * 60_000 + b'"}', ("cut",)),
    ],
)  # fmt: skip
def test_text_of_a_body_is_found_however_it_is_spelled(log: Log, body: bytes, queries: tuple[str, ...]) -> None:
    wanted = log.keep(exchange(body))
    log.keep(exchange(b'{"n":"Miller","u":"http:example"}'))
    for query in queries:
        assert log.found(query) == {wanted}, query


@pytest.mark.parametrize("typed", [r"M\u00fcller", r"\ud83d\ude00", r"a\/b"])
def test_escape_is_found_while_it_is_typed(log: Log, typed: str) -> None:
    wanted = log.keep(exchange('{"name":"Müller","s":"M\U0001f600","a":"a/b"}'.encode()))
    for end in range(2, len(typed) + 1):
        assert log.found(f"M{typed[:end]}" if typed[1] == "u" else typed[:end]) == {wanted}, typed[:end]


def test_text_of_an_answer_is_found_decompressed_and_in_its_charset(log: Log) -> None:
    packed = gzip.compress('{"error":"Ungültig"}'.encode())
    by_gzip = log.keep(exchange(), answer(400, packed, headers=(("Content-Encoding", "x-gzip"),)))
    latin = (("Content-Type", "text/html; charset=iso-8859-1"),)
    by_charset = log.keep(exchange(), answer(400, "<p>Gültig".encode("latin-1"), headers=latin))
    log.keep(exchange(), answer(400, b"other"))
    assert log.found("ungültig") == {by_gzip}
    assert log.found("gültig") == {by_gzip, by_charset}
    assert log.found(r"\u00fcltig") == {by_gzip, by_charset}


def test_quotes_hold_the_words_of_a_field_together(log: Log) -> None:
    wanted = log.keep(exchange(profile="Acme Zürich", annotations=Annotations(note="it’s done")))
    log.keep(exchange(profile="Zürich Acme"))
    assert log.found('profile:"acme zu\u0308rich"') == {wanted}
    assert log.found("profile:“Acme Zürich”") == {wanted}
    assert log.found("it's") == {wanted}
    assert log.found('"acme zürich"') == {wanted}


def test_word_with_a_colon_that_is_no_filter_is_named() -> None:
    assert "staus:" in unknown_fields("a staus:401")
    for query in ("", "status:401", "http://a", 'idfa":"1', "a : b", "12:30"):
        assert unknown_fields(query) == ""
