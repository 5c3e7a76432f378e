"""The sender without a window: one send at a time, each with a start and an end."""

import http.client
import os
import socket
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from tests.gui.parts import Sending
from tests.gui.parts import sending as make_sending
from workbench.exchange import Cancelled, Exchange, Response, Timing
from workbench.gui.core.embedded_sandbox import EmbeddedSandbox
from workbench.gui.core.notices import Notices
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice
from workbench.gui.core.tasks import Tasks
from workbench.gui.features.send.sender import NOTHING_SENT, Sender
from workbench.operations import Prepared, SendRequest, endpoint_from, prepare
from workbench.operations import perform as performing
from workbench.operations.perform import perform
from workbench.signing import SAMPLE, Credentials, WireForm
from workbench.transport import TransportOptions

BODY = b'{"action":"install","data":{"device_ids":{"idfa":"x"}}}'


class Seen:
    """What sending showed, in order."""

    def __init__(self, sending: Sender, notices: Notices) -> None:
        self.exchanges: list[Exchange] = []
        self.busy: list[bool] = []
        self.notices: list[Notice] = []
        self.left: list[str] = []
        sending.exchange_changed.connect(self.exchanges.append)
        sending.busy_changed.connect(self.busy.append)
        notices.passing.connect(lambda notice: self.notices.append(notice) if notice else None)
        sending.traffic_changed.connect(self.left.append)


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def session(tasks: Tasks) -> Session:
    made = Session(tasks)
    made.open("a.json", BODY)
    return made


@pytest.fixture
def made(session: Session, tasks: Tasks) -> Iterator[Sending]:
    made = make_sending(session, tasks)
    yield made
    tasks.close()  # before the sandbox, as the window does it
    made.sandbox.close()


@pytest.fixture
def sending(made: Sending) -> Sender:
    return made.sender


@pytest.fixture
def sandbox(made: Sending) -> EmbeddedSandbox:
    return made.sandbox


@pytest.fixture
def seen(made: Sending) -> Seen:
    seen = Seen(made.sender, made.notices)
    made.sender.start("sandbox")
    return seen


def test_a_send_starts_and_ends_once(sending: Sender, seen: Seen, qtbot: QtBot) -> None:
    sending.send()
    assert sending.busy
    qtbot.waitUntil(lambda: not sending.busy)
    before, after = seen.exchanges
    assert before.outcome is None
    assert isinstance(after.outcome, Response)
    assert before.id == after.id
    assert seen.busy == [False, True, False]
    assert seen.left == [NOTHING_SENT]


def test_a_second_send_is_ignored(sending: Sender, seen: Seen, qtbot: QtBot) -> None:
    sending.send()
    sending.send()
    qtbot.waitUntil(lambda: not sending.busy)
    assert len({each.id for each in seen.exchanges}) == 1


def test_fifty_sends_in_a_row_have_fifty_outcomes(sending: Sender, seen: Seen, qtbot: QtBot) -> None:
    for _ in range(50):
        sending.send()
        qtbot.waitUntil(lambda: not sending.busy)
    finished = [each for each in seen.exchanges if each.outcome is not None]
    assert len({each.id for each in finished}) == len(finished) == 50
    assert all(isinstance(each.outcome, Response) and each.outcome.status == 200 for each in finished)


def test_a_send_cancelled_at_once_ends(sending: Sender, seen: Seen, qtbot: QtBot) -> None:
    for _ in range(20):
        sending.send()
        sending.cancel()
        qtbot.waitUntil(lambda: not sending.busy)
    started = {each.id for each in seen.exchanges if each.outcome is None}
    ended = [each for each in seen.exchanges if each.outcome is not None]
    assert {each.id for each in ended} == started
    assert all(isinstance(each.outcome, Cancelled | Response) for each in ended)
    sending.send()
    qtbot.waitUntil(lambda: not sending.busy)
    assert isinstance(seen.exchanges[-1].outcome, Response)


def test_without_credentials_nothing_is_sent_and_the_reason_is_shown(
    sending: Sender, seen: Seen, session: Session
) -> None:
    session.use_credentials("Acme", None, "The keyring is locked.")
    sending.send()
    assert not sending.busy
    assert seen.notices[-1].message == "The keyring is locked. Nothing was sent."
    assert seen.exchanges == []


def test_a_bug_ends_the_send_and_is_raised(
    sending: Sender, seen: Seen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(prepared: Prepared, **_how: object) -> Exchange:
        raise LookupError(prepared.send.title)

    monkeypatch.setattr(performing, "perform", broken)
    with qtbot.captureExceptions() as faults:
        sending.send()
        qtbot.waitUntil(lambda: not sending.busy)
    assert [kind for kind, *_rest in faults] == [LookupError]
    assert seen.busy == [False, True, False]


def test_the_sandbox_knows_the_pairs_it_was_told(
    sending: Sender, sandbox: EmbeddedSandbox, seen: Seen, session: Session, qtbot: QtBot
) -> None:
    pair = Credentials("acme-key", "acme-secret")
    session.use_credentials("Acme", pair, "")
    sending.send()
    qtbot.waitUntil(lambda: not sending.busy)
    sandbox.set_pair("Acme", pair)
    sandbox.set_pair("Other", Credentials("other-key", "other-secret"))
    sending.send()
    qtbot.waitUntil(lambda: not sending.busy)
    sandbox.set_pair("Acme", None)
    sandbox.set_pair("never known", None)
    sending.send()
    qtbot.waitUntil(lambda: not sending.busy)
    assert statuses(seen) == [401, 200, 401]


def statuses(seen: Seen) -> list[int]:
    return [each.outcome.status for each in seen.exchanges if isinstance(each.outcome, Response)]


def test_half_the_sample_pair_is_refused_by_the_sandbox(
    sending: Sender, sandbox: EmbeddedSandbox, seen: Seen, session: Session, qtbot: QtBot
) -> None:
    for pair in (Credentials(SAMPLE.api_key, "wrong"), SAMPLE):
        session.use_credentials("Acme", pair, "")
        sandbox.set_pair("Acme", pair)
        sending.send()
        qtbot.waitUntil(lambda: not sending.busy)
    assert statuses(seen) == [401, 200]


@pytest.mark.parametrize(("start", "link"), [("sandbox", "sandbox-identitylink"), ("live", "identitylink")])
def test_the_endpoint_follows_the_document_on_its_own_host(
    sending: Sender, session: Session, start: str, link: str
) -> None:
    sending.start(start)
    plain = session.front.id
    session.open("link.json", b"{}", identity_link=True)
    sending.document_changed()
    assert session.endpoint.key == link
    session.bring_to_front(plain)
    sending.document_changed()
    assert session.endpoint.key == start


@pytest.mark.parametrize("kept", ["documented-http", "https://example.org/x"])
def test_another_endpoint_does_not_follow_the_document(sending: Sender, session: Session, kept: str) -> None:
    sending.start(kept)
    before = session.endpoint
    session.open("link.json", b"{}", identity_link=True)
    sending.document_changed()
    assert session.endpoint == before


@pytest.mark.parametrize("credentials", [SAMPLE, None])
def test_where_no_token_is_taken_no_credentials_are_needed(
    sending: Sender, seen: Seen, session: Session, monkeypatch: pytest.MonkeyPatch, credentials: Credentials | None
) -> None:
    sending.start("identitylink")
    session.use_credentials("profile", credentials, "The keyring is locked.")
    gone: list[Prepared] = []
    monkeypatch.setattr(sending, "_perform", gone.append)
    sending.send()
    assert seen.notices == []
    [prepared] = gone
    assert prepared.request.headers == (("Content-Type", "application/json"),)


@pytest.mark.parametrize(
    ("outcome", "after"),
    [
        (Cancelled(Timing(0.1), request_left=True), "Sent to example.org"),
        (Cancelled(Timing(0.1), request_left=False), NOTHING_SENT),
    ],
)
def test_the_status_shows_a_send_in_progress_to_another_host(
    sending: Sender,
    seen: Seen,
    session: Session,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    outcome: Cancelled,
    after: str,
) -> None:

    async def nowhere(prepared: Prepared, **_how: object) -> Exchange:
        request = replace(prepared.request, url="http://127.0.0.1:1/")
        exchange = await perform(replace(prepared, request=request))
        return replace(exchange, request=prepared.request, outcome=outcome)

    monkeypatch.setattr(performing, "perform", nowhere)
    sending.start("https://example.org/x")
    session.use_credentials("Acme", Credentials("key", "secret"), "")
    seen.left.clear()
    sending.send()
    assert seen.left == ["Sending to example.org"]
    qtbot.waitUntil(lambda: not sending.busy)
    assert seen.left == ["Sending to example.org", after]


@pytest.mark.parametrize(
    ("kept", "url"),
    [
        ("live", "https://control.kochava.com/track/json"),
        ("https://example.org/x", "https://example.org/x"),
        ("", "sandbox"),
        ("no such key", "sandbox"),
        ("https://[broken", "sandbox"),
    ],
)
def test_the_last_endpoint_is_restored(sending: Sender, session: Session, kept: str, url: str) -> None:
    sending.start(kept)
    assert session.endpoint.url == url or session.endpoint.key == url


@pytest.mark.parametrize("serves", [False, True])
def test_nothing_listens_and_no_socket_is_open_after_the_end(qtbot: QtBot, serves: bool) -> None:
    tasks = Tasks()
    session = Session(tasks)
    session.open("a.json", BODY)
    made = make_sending(session, tasks)
    made.sender.start("sandbox")
    listening = made.sandbox._socket
    assert listening is not None
    address = listening.getsockname()
    client = http.client.HTTPConnection(f"{address[0]}:{address[1]}", timeout=120)
    if serves:
        made.sandbox.serve()
        client.request("GET", "/_sandbox/requests", headers={"Sandbox-Key": os.environ["WORKBENCH_SANDBOX_KEY"]})
        assert client.getresponse().read() == b"[]"
    tasks.close()
    made.sandbox.close()
    client.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=120)
    assert listening.fileno() == -1


def test_a_send_through_a_remote_proxy_leaves_this_machine(sending: Sender, seen: Seen) -> None:
    far = TransportOptions(proxy="url", proxy_url="http://proxy.example:8080")
    own = Credentials("key", "secret")
    near, away = (
        prepare(
            SendRequest(BODY, WireForm.AS_TYPED, "Acme", own, endpoint_from("http://127.0.0.1:1/x"), transport=options)
        )
        for options in (TransportOptions(), far)
    )
    assert isinstance(near, Prepared)
    assert isinstance(away, Prepared)
    sending.request_started(near)
    assert seen.left == [NOTHING_SENT]
    sending.request_started(away)
    assert seen.left[1:] == ["Sending to 127.0.0.1:1"]
