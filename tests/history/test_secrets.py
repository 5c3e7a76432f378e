"""No secret, key or full token reaches the file, from any part of an exchange."""

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.history.making import KEY, answer, done, exchange, with_field
from workbench.exchange import (
    Annotations,
    Cancelled,
    Cause,
    Exchange,
    Failure,
    FailureKind,
    Flaw,
    Outcome,
    Response,
    Timing,
)
from workbench.exchange.decoding import decompressed
from workbench.history import History
from workbench.redaction import REDACTED, Redactor, Secret

SECRET = "hush/hush-0123456789"


@pytest.fixture(autouse=True)
def redaction(monkeypatch: pytest.MonkeyPatch) -> Iterator[Redactor]:
    """Know one secret, in this test only."""
    redaction = Redactor()
    redaction.remember(Secret(SECRET))
    monkeypatch.setattr("workbench.redaction.redactor.shared", redaction)
    yield redaction


def on_disk(path: Path) -> bytes:
    """Return every byte of every file of the history."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def token_of(begun: Exchange) -> str:
    return begun.request.header("Kochava-Auth-Token") or ""


def kept(path: Path, begun: Exchange, outcome: Outcome | None = None) -> Exchange:
    """Keep an exchange; assert that nothing secret of it is on the disk; return it as it is read again."""
    history = History(path)
    history.begin([begun])
    history.end([done(begun, outcome)])
    history.find("anything")
    found = history.exchange(begun.id)
    bare = on_disk(path)
    history.close()
    for data in (bare, on_disk(path)):
        for hidden in filter(None, (SECRET, SECRET.replace("/", r"\/"), KEY, token_of(begun))):
            assert hidden.encode() not in data
            assert hidden.upper().encode() not in data
    assert found is not None
    return found


def test_only_the_first_digits_of_the_token_are_stored(path: Path) -> None:
    begun = exchange()
    found = kept(path, replace(begun, token_prefix=token_of(begun)))
    assert found.token_prefix == token_of(begun)[:8]
    assert found.request.headers == (
        ("Content-Type", "application/json"),
        ("Kochava-Api-Key", REDACTED),
        ("Kochava-Auth-Token", REDACTED),
    )


@pytest.mark.parametrize(
    "name", ["Authorization", "proxy-authorization", "Cookie", "SET-COOKIE", "kochava-api-key", "Kochava-Auth-Token"]
)
def test_credential_headers_are_redacted_in_both_directions(path: Path, name: str) -> None:
    begun = exchange()
    asked = replace(begun.request, headers=((name, SECRET), ("X-Other", "stays"), ("X-Empty", "")))
    found = kept(path, replace(begun, request=asked), answer(headers=((name, SECRET), ("X-Other", "stays"))))
    assert found.request.headers == ((name, REDACTED), ("X-Other", "stays"), ("X-Empty", ""))
    assert found.outcome == answer(headers=((name, REDACTED), ("X-Other", "stays")))


def test_known_secrets_in_headers_and_url_are_redacted(path: Path) -> None:
    begun = exchange()
    asked = replace(
        begun.request,
        url="https://ada:lovelace@example.test/track?api_key=abc&x=1#" + SECRET,
        headers=(("X-Debug", f"it is {SECRET}."),),
    )
    found = kept(path, replace(begun, request=asked), answer(headers=(("Location", f"/?t={SECRET}"),)))
    assert found.request.url == f"https://ada:{REDACTED}@example.test/track?api_key={REDACTED}&x=1#{REDACTED}"
    assert found.request.headers == (("X-Debug", f"it is {REDACTED}."),)
    assert found.outcome == answer(headers=(("Location", f"/?t={REDACTED}"),))


@pytest.mark.parametrize("field", ["title", "profile", "endpoint", "options"])
def test_other_texts_are_redacted(path: Path, field: str) -> None:
    found = kept(path, with_field(field, f"before {SECRET} after"))
    assert getattr(found, field) == f"before {REDACTED} after"


def test_notes_and_tags_are_redacted(path: Path) -> None:
    begun = exchange(annotations=Annotations(note=f"used {SECRET}", tags=("plain", SECRET)))
    assert kept(path, begun).annotations == Annotations(note=f"used {REDACTED}", tags=("plain", REDACTED))
    history = History(path)
    history.annotate(begun.id, Annotations(note=f"again {SECRET}"))
    found = history.exchange(begun.id)
    history.close()
    assert found is not None
    assert found.annotations == Annotations(note=f"again {REDACTED}")
    assert SECRET.encode() not in on_disk(path)


def test_failure_message_is_redacted(path: Path) -> None:
    found = kept(path, exchange(), Failure(FailureKind.OTHER, f"bad value {SECRET}", Timing(0.1), None))
    assert found.outcome == Failure(FailureKind.OTHER, f"bad value {REDACTED}", Timing(0.1), None)


def test_bytes_of_an_unusable_response_are_masked(path: Path) -> None:
    received = f"HTTP/1.1 200 OK\r\nX-Odd : {SECRET} {KEY}\r\n\r\n".encode()
    hidden = received.replace(SECRET.encode(), b"*" * 20).replace(KEY.encode(), b"*" * len(KEY))
    broken = Failure(FailureKind.NOT_HTTP, "Bad.", Timing(0.1), True, cause=Cause.BROKEN_RULE, raw=received)
    assert kept(path, exchange(), broken).outcome == replace(broken, raw=hidden)
    garbled = answer(flaw=Flaw.GARBLED, broken_rule="A rule.", raw=received)
    found = kept(path, exchange(), garbled).outcome
    assert isinstance(found, Response)
    assert (found.raw, found.broken_rule) == (hidden, "A rule.")


def test_secret_in_a_body_is_masked_with_its_position(path: Path) -> None:
    escaped = json.dumps(SECRET).replace("/", r"\/")[1:-1]
    body = f'{{"secret":"{SECRET}","again":"{escaped}","rest":1}}'.encode()
    begun = exchange(body)
    found = kept(path, begun, Cancelled(Timing(0.1), None))
    assert found.request.body == f'{{"secret":"{"*" * 20}","again":"{"*" * 21}","rest":1}}'.encode()
    assert found.replaced == ((11, 20), (42, 21))
    assert found.payload_hash == begun.payload_hash


def test_secret_in_a_response_is_masked_with_its_position(path: Path) -> None:
    body = b"you sent " + base64.b64encode(SECRET.encode()) + b"!"
    found = kept(path, exchange(), answer(400, body))
    assert found.outcome == answer(400, b"you sent " + b"*" * 28 + b"!", headers=answer(400, body).headers,
                                   replaced=((9, 28),))  # fmt: skip
    assert found.replaced == ()


def test_response_with_its_requests_token_or_key_is_redacted(path: Path) -> None:
    begun = exchange()
    token = token_of(begun)
    echo = answer(401, f"{token.upper()} {KEY}".encode(), reason=f"No {token}", headers=(("X-Echo", f"<{token}>"),))
    found = kept(path, begun, echo)
    hidden = b"*" * 64 + b" " + b"*" * len(KEY)
    assert found.outcome == replace(
        echo, body=hidden, reason=f"No {REDACTED}", headers=(("X-Echo", f"<{REDACTED}>"),),
        replaced=((0, 64), (65, len(KEY))),
    )  # fmt: skip


def test_compressed_response_with_the_token_is_recompressed_without_it(path: Path) -> None:
    begun = exchange()
    headers = (("Content-Encoding", "gzip"),)
    echo = answer(401, gzip.compress(f"you sent {token_of(begun)}!".encode()), headers=headers)
    outcome = kept(path, begun, echo).outcome
    assert isinstance(outcome, Response)
    assert decompressed(outcome).body == b"you sent " + b"*" * 64 + b"!"
    assert outcome.replaced == ((0, len(outcome.body)),)


def test_compressed_response_without_a_secret_is_unchanged(path: Path) -> None:
    plain = answer(200, gzip.compress(b"{}", 1), headers=(("Content-Encoding", "gzip"),))
    assert kept(path, exchange(), plain).outcome == plain


def test_header_name_with_the_token_is_redacted(path: Path) -> None:
    begun = exchange()
    echo = answer(headers=((f"X-{token_of(begun)}", "1"), ("Set-Cookie", "")))
    outcome = kept(path, begun, echo).outcome
    assert outcome == replace(echo, headers=((f"X-{REDACTED}", "1"), ("Set-Cookie", "")))


@pytest.mark.parametrize(
    ("body", "answered", "held"),
    [(SECRET, "{}", True), ("{}", SECRET, True), (SECRET, SECRET, True), ("{}", "{}", False)],
)
def test_row_tells_whether_a_body_held_a_secret(path: Path, body: str, answered: str, held: bool) -> None:
    kept(path, exchange(body.encode()), answer(200, answered.encode()))
    history = History(path)
    (row,) = history.rows(history.find())
    history.close()
    assert row.held_secret is held


def test_body_without_a_secret_is_unchanged(path: Path) -> None:
    begun = exchange(b'{"nothing":"secret \xff"}')
    found = kept(path, begun)
    assert (found.request.body, found.replaced) == (begun.request.body, ())


def test_redaction_does_not_change_its_argument() -> None:
    history, begun = History(None), exchange(SECRET.encode())
    history.begin([begun])
    history.close()
    assert begun.request.body == SECRET.encode()
    assert begun.request.header("Kochava-Api-Key") == KEY


def test_value_learnt_between_equal_sends_is_redacted_in_the_second(path: Path, redaction: Redactor) -> None:
    later = "later-known-0123456789"
    first = exchange(json.dumps({"note": later}).encode(), title=later)
    with_it = kept(path, first)
    redaction.remember(Secret(later))
    second = kept(path, replace(first, id="0" * 32))
    assert (with_it.title, with_it.request.body) == (later, first.request.body)
    assert later not in second.title
    assert later.encode() not in second.request.body
    assert second.replaced
