"""What the log says of an exchange: no byte of a request hides, and no secret shows, also where an answer echoes it."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from workbench.exchange import Exchange, Failure, FailureKind, Outcome, Request, Response, Timing
from workbench.gui.log.describe import Run, request_runs, response_runs, verdict_runs
from workbench.gui.log.model import COLUMNS, LogModel
from workbench.secrecy import REDACTED, Secret, remember, remember_derived


def shown(body: bytes) -> list[Run]:
    """The runs of a request's body."""
    request = Request("POST", "http://127.0.0.1:9/track/json", (), body)
    exchange = Exchange("1", datetime.now(UTC), "install", "Demo", "Sandbox", "as-typed", request, "", None)
    runs = request_runs(exchange)
    return runs[runs.index(("\n", "text")) + 1 :]


@pytest.mark.parametrize(
    ("body", "runs"),
    [
        (b"{}", [("{}", "body")]),
        (b"", []),
        (b"\xef\xbb\xbf{}", [("‹BOM›", "warn"), ("{}", "body")]),
        ("a\u00a0b".encode(), [("a", "body"), ("‹NBSP›", "warn"), ("b", "body")]),
        (b"a\r\nb\n", [("a", "body"), ("‹CR›", "warn"), ("\nb\n", "body")]),
        ("\u2028".encode(), [("‹U+2028›", "warn")]),
        (b"a\xff\xfe", [("a", "body"), ("‹xFF›‹xFE›", "warn")]),
        (b"\x00", [("‹NUL›", "warn")]),
        ("‹NUL›é😀".encode(), [("‹NUL›é😀", "body")]),
    ],
)
def test_what_cannot_be_seen_in_a_body_is_named_in_a_colour_of_its_own(body: bytes, runs: list[Run]) -> None:
    assert shown(body) == runs


@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_a_long_body_is_cut_between_two_characters_and_what_is_left_out_is_counted(before: int) -> None:
    body = b"x" * before + "😀".encode() * 60_000
    text, more = shown(body)
    assert set(text[0]) <= {"x", "😀"}
    kept = len(text[0].encode())
    assert 200_000 - 3 <= kept <= 200_000
    assert more == (f"\n… {len(body) - kept} more bytes", "muted")


KEY, TOKEN = "echoed-key-0123456789", "0123456789abcdef" * 4


def exchange(outcome: Outcome, url: str = "https://a.example/track/json") -> Exchange:
    headers = (("Kochava-Api-Key", KEY), ("Kochava-Auth-Token", TOKEN))
    request = Request("POST", url, headers, b"{}")
    return Exchange("1", datetime.now(UTC), "install", "mine", "Custom", "as-typed", request, "", outcome)


def words(runs: list[Run]) -> str:
    return "".join(each for each, _dye in runs)


def shows_secret(text: str) -> bool:
    return KEY in text or TOKEN in text or TOKEN[8:] in text


@pytest.fixture
def _remembered() -> None:
    remember(Secret(KEY))
    remember_derived(Secret(TOKEN))


@pytest.mark.usefixtures("_remembered")
def test_an_answer_that_echoes_the_headers_shows_neither_key_nor_token() -> None:
    body = f'{{"headers": {{"kochava-api-key": "{KEY}", "kochava-auth-token": "{TOKEN}"}}, "bytes": 2}}'.encode()
    headers = (("X-Echo", f"{KEY} {TOKEN}"), ("Set-Cookie", "session=0123456789abcdefghij"))
    echo = exchange(Response(200, "OK", "HTTP/1.1", headers, body, Timing(0.1)))
    said = words(response_runs(echo))
    assert not shows_secret(said)
    assert f'"kochava-auth-token": "{REDACTED}"' in said
    assert f"X-Echo: {REDACTED} {REDACTED}\n" in said
    assert "Set-Cookie: sess••••ghij\n" in said
    assert '"bytes": 2' in said
    assert echo.outcome is not None
    assert echo.outcome.body == body  # type: ignore[union-attr]


def test_what_the_sandbox_shows_of_a_token_stays_to_be_compared() -> None:
    body = b'{"received": {"Kochava-Auth-Token": "01234567\xe2\x80\xa2\xe2\x80\xa2"}}'
    said = words(response_runs(exchange(Response(401, "No", "HTTP/1.1", (), body, Timing(0.1)))))
    assert '"Kochava-Auth-Token": "01234567••"' in said


@pytest.mark.usefixtures("_remembered")
def test_a_failure_that_quotes_the_server_and_an_address_with_a_key_in_it_show_no_secret() -> None:
    failed = exchange(
        Failure(FailureKind.NOT_HTTP, f"it begins with “{KEY}”", Timing(0.1), request_left=True),
        url=f"https://a.example/{KEY}?token=unknown-0123&n=1",
    )
    model = LogModel()
    model.show(failed)
    tips = [model.data(model.index(0, column), Qt.ItemDataRole.ToolTipRole) for column in range(len(COLUMNS))]
    assert not shows_secret("\n".join([words(response_runs(failed)), words(verdict_runs(failed)), *tips]))
    assert not shows_secret(words(request_runs(failed)))
    assert tips[3] == f"https://a.example/{REDACTED}?token={REDACTED}&n=1"
