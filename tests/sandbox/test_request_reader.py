"""Any bytes on a connection are read without an exception and preserved exactly."""

from __future__ import annotations

import asyncio
from typing import cast

from hypothesis import example, given
from hypothesis import strategies as st

from tests.sandbox.talk import request
from workbench.sandbox.connections import Connection
from workbench.sandbox.limits import Limits
from workbench.sandbox.request_reader import MAX_BODY_SIZE, MAX_HEAD_SIZE, ReceivedRequest, RequestReader

CHUNKED = request(b"").replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + b"3\r\n{}\n\r\n0\r\n\r\n"
PIECES = [
    request(),
    request(b"{}", path="/v1/cpi/identityLink.php", pair=None),
    CHUNKED,
    b"\r\n",
    b"\n\n",
    b"POST / HTTP/1.1\r\n",
    b"Host: a\r\n",
    b"Content-Length: 5\r\n",
    b"Content-Length: 99999999999\r\n",
    b"Expect: 100-continue\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"\r\n\r\n",
    b"\x16\x03\x01",
    b"zz",
]


class Silent:
    """Stands for the client's side of the connection, which nobody reads."""

    def write(self, _: bytes) -> None:
        return


def read_all(data: bytes) -> list[ReceivedRequest]:
    """Read every request in `data`, as a server does, until the connection is of no more use."""

    async def story() -> list[ReceivedRequest]:
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        arrivals = RequestReader(
            reader, cast("asyncio.StreamWriter", Silent()), Limits(), Connection(lambda _: True), lambda _: False
        )
        read: list[ReceivedRequest] = []
        while (arrival := await arrivals.next()) is not None:
            read.append(arrival)
            if not arrival.keeps_open:
                break
        return read

    return asyncio.run(story())


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=40)), max_size=8).map(b"".join))
@example(request() + request())
@example(CHUNKED + b"\r\n\r\n" + request())
def test_any_bytes_are_read_in_order_and_without_loss(data: bytes) -> None:
    read = read_all(data)
    kept = b"".join(each.head + each.wire_body + each.extra for each in read)
    assert data.startswith(kept)
    assert all(each.keeps_open for each in read[:-1])
    for each in read:
        assert len(each.head) <= MAX_HEAD_SIZE
        assert len(each.body) <= MAX_BODY_SIZE
        # A head that was read is told of beside the trouble with its body; without either there is a problem.
        assert each.problem is not None or (each.method and each.headers)
    if data.strip(b"\r\n"):
        assert read


@given(st.integers(1, 3), st.binary(max_size=200).filter(lambda body: not body.startswith(b"\n")))
def test_complete_requests_are_read_exactly(count: int, body: bytes) -> None:
    read = read_all(request(body) * count)
    assert [each.head + each.wire_body for each in read] == [request(body)] * count
    assert [each.body for each in read] == [body] * count


def test_repr_has_no_credential() -> None:
    sent = request(b'{"a":1}', path="/track/json?token=of-the-query")
    head = sent.partition(b"\r\n\r\n")[0].decode()
    key, token = (line.partition(": ")[2] for line in head.splitlines() if line.lower().startswith("kochava-"))
    (whole,) = read_all(sent)
    (broken,) = read_all(sent.replace(b"HTTP/1.1", b"HTTP/9.9"))
    for arrival in (whole, broken):
        assert arrival.head
        for value in (key, token, "of-the-query"):
            assert value not in repr(arrival)
