"""Every way a server or the connection to it can fail, and what must be reported for a send that meets it."""

from __future__ import annotations

import gzip
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from tests.faults.behaviours import (
    LARGE,
    MEGABYTE,
    OK,
    SUCCESS,
    answering,
    closing,
    framed,
    greeting,
    hanging,
    hanging_in_the_handshake,
    never_asked,
    not_shaking_hands,
    pouring,
    resetting_after,
    resetting_first,
    with_bomb,
)
from tests.faults.server import Crowded, FaultyServer, Names
from tests.transport.servers import closed_port
from workbench.sandbox.addresses import LINK_PATH

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from tests.faults.server import Behave
    from tests.transport.servers import Authority

TRACK: Final = "/track/json"
Place = Literal["served", "crowded", "closed", "nowhere", "unnamed", "unanswered"]
Shows = Literal["", "right", "other", "old", "unknown"]


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        answer: its label in a row.
        ladder: the expected states of sent, answered, success: y, n, ? for unknown; several where timing decides.
        says: a regular expression that the message must match.
        behave: what the server does with a connection.
        shows: which certificate it presents, if it uses TLS.
        secure: whether the URL begins with https://.
        arrives: whether the server receives the request; None where timing decides.
        hangs: whether only a timeout or a cancellation ends the send.
        hung: the states after a cancellation.
        large: whether it is so expensive that the storm test uses it rarely.
    """

    name: str
    answer: str
    ladder: tuple[str, ...]
    says: str
    behave: Behave | None = None
    place: Place = "served"
    shows: Shows = ""
    secure: bool = False
    arrives: bool | None = True
    hangs: bool = False
    hung: str = ""
    large: bool = False

    def url(self, port: int) -> str:
        """Return the address by which it is met."""
        if self.place == "nowhere":
            return f"http://255.255.255.255:9{LINK_PATH}"
        if self.place in ("unnamed", "unanswered"):
            return f"http://nowhere.test{LINK_PATH}"
        host = "localhost" if self.shows == "other" else "127.0.0.1"
        return f"{'https' if self.secure else 'http'}://{host}:{port}{TRACK}"

    @contextmanager
    def standing(self, authority: Authority | None = None) -> Iterator[Standing]:
        """Let it be met."""
        with ExitStack() as stack:
            server, crowd, names, port = None, None, None, 0
            if self.place == "served":
                assert self.behave is not None
                context = _context(self.shows, authority) if self.shows and authority is not None else None
                server = stack.enter_context(FaultyServer(self.behave, context))
                port = server.port
            elif self.place == "crowded":
                crowd = stack.enter_context(Crowded())
                port = crowd.port
            elif self.place == "closed":
                port = closed_port()
            elif self.place != "nowhere":
                names = stack.enter_context(Names(silent=self.hangs))
            yield Standing(self.url(port), server, crowd, names)


@dataclass(frozen=True)
class Standing:
    """A fault that can be met at `url`."""

    url: str
    server: FaultyServer | None
    crowd: Crowded | None
    names: Names | None

    def is_hanging(self) -> bool:
        """Say whether it has come so far that only the client can end it."""
        if self.server is not None:
            return self.server.hanging.is_set()
        if self.crowd is not None:
            return self.crowd.dialled
        return self.names is not None and self.names.asked.is_set()

    def is_left(self) -> bool:
        """Say whether the client is seen to be gone, while the other side still hangs."""
        if self.server is not None:
            return self.server.saw_end.is_set()
        return self.crowd is None or not self.crowd.dialled  # a resolver does not see who waits for it

    def has_let_go(self) -> bool:
        """Say whether the other side has ended it."""
        return self.names is not None and self.names.go.is_set()


def _context(shows: Shows, authority: Authority) -> ssl.SSLContext:
    if shows == "other":
        return authority.server("other.test")
    return authority.server("127.0.0.1", days=(-30, -1) if shows == "old" else (-1, 30))


SENT_NOTHING, SENT = "Nothing was sent", "The request was sent; the server may have processed it"
NO, LOST, GOOD, BAD, OPEN = ("nnn",), ("yn?",), ("yyy",), ("yyn",), ("yy?",)
_ANY = ("yn?", "?n?", "nnn")

_NOT_MET: Final = (
    Fault("refused", "refused", NO, "no program is listening there. Nothing was sent", place="closed", arrives=False),
    Fault("unroutable", "unreachable", NO, SENT_NOTHING, place="nowhere", arrives=False),
    Fault("name unknown", "dns", NO, "could not be resolved.*Nothing was sent", place="unnamed", arrives=False),
    Fault("name of another", "tls", NO, "is for another host name. Nothing was sent", never_asked, shows="other",
          secure=True, arrives=False),
    Fault("expired", "tls", NO, "has expired. Nothing was sent", never_asked, shows="old", secure=True, arrives=False),
    Fault("authority unknown", "tls", NO, "authority that this computer does not trust. Nothing was sent", never_asked,
          shows="unknown", secure=True, arrives=False),
    Fault("plain behind https", "tls", NO, "does not support TLS. Should the URL begin with http://", not_shaking_hands,
          secure=True, arrives=False),
)  # fmt: skip

_ENDED: Final = (
    Fault("reset before", "reset", _ANY, "closed the connection", resetting_first, arrives=False),
    Fault("reset after", "reset", LOST, f"without a response. {SENT}", resetting_after),
    Fault("close after", "reset", LOST, f"without a response. {SENT}", closing),
    Fault("broken head", "reset", LOST, "in the middle of its response", answering(b"HTTP/1.1 200 OK\r\nContent-Le")),
)

_HANGING: Final = (
    Fault("hangs in the look-up", "timeout", NO, "while resolving the host name. Nothing was sent", place="unanswered",
          arrives=False, hangs=True, hung="nnn"),
    Fault("hangs connecting", "timeout", NO, "while connecting. Nothing was sent", place="crowded", arrives=False,
          hangs=True, hung="nnn"),
    Fault("hangs in the handshake", "timeout", NO, "while negotiating TLS. Nothing was sent",
          hanging_in_the_handshake, secure=True, arrives=False, hangs=True, hung="nnn"),
    Fault("hangs before the head", "timeout", LOST, f"while waiting for the response. {SENT}", hanging(), hangs=True,
          hung="yn?"),
    Fault("hangs in the head", "timeout", LOST, f"while receiving the response. {SENT}", hanging(OK[:20]), hangs=True,
          hung="yn?"),
    Fault("hangs after 100", "timeout", LOST, f"while receiving the response. {SENT}",
          hanging(b"HTTP/1.1 100 Continue\r\n\r\n"), hangs=True, hung="yn?"),
    Fault("hangs in the body", "timeout", LOST, f"Received: status 200, \\d+ bytes. {SENT}",
          hanging(OK[:-3]), hangs=True, hung="yn?"),
    Fault("a byte a second", "timeout", LOST, f"while receiving the response. {SENT}", hanging(b"H", OK[1:]),
          hangs=True, hung="yn?"),
)  # fmt: skip

_MISFRAMED: Final = (
    Fault("truncated", "200 truncated", OPEN, "incomplete", answering(OK[:-3])),
    Fault("length too long", "200 truncated", OPEN, "incomplete",
          answering(OK.replace(b"Length: 15", b"Length: 16"))),
    Fault("length too short", "200 over-long", OPEN, "than Content-Length announced",
          answering(OK.replace(b"Length: 15", b"Length: 14"))),
    Fault("surplus", "200 over-long", GOOD, "More bytes came than the answer announced", answering(OK + b"\r\nmore")),
    Fault("two lengths", "not-http", LOST, "is not valid HTTP",
          answering(OK.replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n"))),
    Fault("chunks of nonsense", "200 garbled", OPEN, "not valid HTTP",
          answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n" + SUCCESS + b"\r\nzz\r\n\r\n")),
    Fault("chunks without an end", "200 truncated", OPEN, "incomplete",
          answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n" + SUCCESS + b"\r\n")),
    Fault("a banner", "not-http", LOST, "is not HTTP/1; it begins with “SSH-2.0-OpenSSH_9.2··”", greeting),
    Fault("a null in a header", "not-http", LOST, "is not valid HTTP",
          answering(OK.replace(b"\r\n\r\n", b"\r\nX-Odd: a\x00b\r\n\r\n"))),
    Fault("a blank in a header's name", "not-http", LOST, "is not valid HTTP",
          answering(OK.replace(b"\r\n\r\n", b"\r\nX Odd: a\r\n\r\n"))),
    Fault("a header without end", "not-http", LOST, "is not valid HTTP",
          answering(b"HTTP/1.1 200 OK\r\nX-Odd: " + b"a" * 300_000)),
)  # fmt: skip

_LARGE: Final = (
    Fault("100 MB", "200 cut", OPEN, "longer than the limit",
          pouring(b"Content-Length: %d\r\n" % LARGE, b" " * MEGABYTE, LARGE // MEGABYTE), large=True),
    Fault("100 MB in a chunk", "200 cut", OPEN, "longer than the limit",
          pouring(b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % LARGE, b" " * MEGABYTE, LARGE // MEGABYTE),
          large=True),
    Fault("a gzip bomb", "200", OPEN, "decompresses to more than 5 MB", with_bomb, large=True),
)  # fmt: skip

_ODD: Final = (
    Fault("Latin-1 in a header", "200", GOOD, "says success",
          answering(OK.replace(b"\r\n\r\n", b"\r\nX-Odd: caf\xe9 \xff\r\n\r\n"))),
    Fault("packed though not asked", "200", GOOD, "was compressed with gzip",
          answering(framed(gzip.compress(SUCCESS), b"Content-Encoding: gzip"))),
    Fault("100 before", "200", GOOD, "says success", answering(b"HTTP/1.1 100 Continue\r\n\r\n" + OK)),
    Fault("103 before", "200", GOOD, "says success",
          answering(b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" + OK)),
    Fault("101 unasked", "not-http", LOST, "is not valid HTTP",
          answering(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nxyz")),
    Fault("1.0 and a close", "200", GOOD, "says success", answering(b"HTTP/1.0 200 OK\r\n\r\n" + SUCCESS)),
    Fault("no length and a close", "200", GOOD, "says success", answering(b"HTTP/1.1 200 OK\r\n\r\n" + SUCCESS)),
    *(
        Fault(f"redirect {status}", str(status), BAD, "never followed",
              answering(framed(b"" if status == 304 else SUCCESS, b"Location: /track/elsewhere",
                                status=b"%d Elsewhere" % status)))
        for status in range(300, 309)
    ),
)  # fmt: skip

FAULTS: Final = (*_NOT_MET, *_ENDED, *_HANGING, *_MISFRAMED, *_LARGE, *_ODD)
HANGING: Final = tuple(each for each in FAULTS if each.hangs)
