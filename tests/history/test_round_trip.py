"""Any exchange is read back unchanged: bytes, headers in order and case, times, outcomes of every kind."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from workbench.exchange import (
    Annotations,
    Cancelled,
    Cause,
    Certificate,
    Channel,
    Exchange,
    Failure,
    FailureKind,
    Flaw,
    Interrupted,
    Request,
    Response,
    Timing,
)
from workbench.history import History
from workbench.redaction import REDACTED

words = st.text(max_size=20)
seconds = st.floats(0, 1000)
perhaps = st.none() | seconds
moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - strategy's
places = st.just(()) | st.just(((3, 8), (20, 4)))
headers = st.lists(st.tuples(st.from_regex(r"[A-Za-z][A-Za-z-]{0,12}\Z"), words), max_size=5).map(tuple)
timings = st.builds(Timing, seconds, perhaps, perhaps, perhaps, perhaps, perhaps, perhaps)
certificates = st.builds(
    Certificate, words, st.lists(words, max_size=3).map(tuple), words, moments, moments, st.just("a" * 64)
)
channels = st.builds(
    Channel,
    *[words] * 4,
    st.none() | certificates,
    st.booleans(),
    st.integers(0, 2**40),
    st.integers(0, 2**40),
    st.booleans(),
)
left = st.sampled_from([True, False, None])
hashes = st.none() | st.just("b" * 40)
responses = st.builds(
    Response,
    st.integers(100, 999),
    words,
    st.sampled_from(["HTTP/1.0", "HTTP/1.1"]),
    headers,
    st.binary(max_size=200),
    timings,
    hashes,
    st.none() | st.sampled_from(Flaw),
    st.none() | channels,
    places,
    left,
    words,
    st.binary(max_size=200),
)
failures = st.builds(
    Failure,
    st.sampled_from(FailureKind),
    words,
    timings,
    left,
    st.none() | channels,
    hashes,
    st.none() | st.sampled_from(Cause),
    st.binary(max_size=200),
)
outcomes = st.one_of(
    st.none(),
    responses,
    failures,
    st.builds(Cancelled, timings, left, st.none() | channels, hashes),
    st.builds(Interrupted, timings, left),
)
exchanges = st.builds(
    Exchange,
    id=st.uuids().map(str),
    started=moments,
    title=words,
    profile=words,
    endpoint=words,
    wire_form=words,
    request=st.builds(Request, words, words, headers, st.binary(max_size=200)),
    payload_hash=st.just("c" * 40),
    outcome=outcomes,
    token_prefix=st.text("0123456789abcdef", max_size=8),
    pair=words,
    again=words,
    run=words,
    run_number=st.integers(0, 10**6),
    options=words,
    replaced=places,
    annotations=st.builds(
        Annotations, st.none() | moments, words, st.lists(words, max_size=3).map(tuple), st.booleans()
    ),
)


@given(st.lists(exchanges, max_size=4, unique_by=lambda each: each.id))
def test_any_exchange_round_trips(made: list[Exchange]) -> None:
    history = History(None)
    history.begin(made)
    assert [history.exchange(each.id) for each in made] == made
    assert len(history.rows(history.find(grouped=False))) == len(made)
    history.close()


@given(exchanges, st.sampled_from(["Kochava-Api-Key", "kochava-auth-TOKEN", "Authorization", "COOKIE"]))
def test_secret_header_keeps_name_and_position(made: Exchange, name: str) -> None:
    value = "a-value-that-must-not-stay"
    given_headers = (("A", "1"), (name, value), *made.request.headers)
    history = History(None)
    request = Request(made.request.method, made.request.url, given_headers, made.request.body)
    history.begin([replace(made, request=request)])
    found = history.exchange(made.id)
    history.close()
    assert found is not None
    assert found.request.headers == (("A", "1"), (name, REDACTED), *made.request.headers)
    assert found.request.body == made.request.body
