"""Sends: the question before, the exchange under way, its end; and the sandbox they go to by default.

Owns at most one send at a time and the embedded sandbox. Formats no failure: outcomes arrive as values.
"""

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from workbench.exchange import Exchange, judge
from workbench.gui.bridge import Bridge, Job
from workbench.gui.session import Session
from workbench.gui.state import EndpointChoice, Notice
from workbench.operations import (
    IDENTITY_LINK,
    LIVE,
    PRESETS,
    AsksAboutSlash,
    BadEndpoint,
    Endpoint,
    Prepared,
    Refused,
    endpoint_from,
    is_loopback,
    is_plain_http,
    known_pairs,
    perform,
    prepare,
    sandbox_endpoints,
)
from workbench.payloads import title_of
from workbench.sandbox.listen import bind
from workbench.signing import Credentials, WireForm

if TYPE_CHECKING:
    import socket

_NO_CREDENTIALS = Credentials("", "")


class Sending(QObject):
    """What leaves, and where to.

    Signals:
        exchange_shown(Exchange): one has started, or ended.
        sending_shown(bool): whether a send is under way.
        endpoints_shown(list[EndpointChoice], EndpointChoice): the choices, and the chosen one.
        left_shown(str): whether anything has left this machine.
        noticed(Notice | None): a message for the person.
        form_wanted(WireForm): the person chose to escape slashes.
    """

    exchange_shown = Signal(object)
    sending_shown = Signal(bool)
    endpoints_shown = Signal(object, object)
    left_shown = Signal(str)
    noticed = Signal(object)
    form_wanted = Signal(object)

    def __init__(self, session: Session, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._bridge = bridge
        self._job: Job | None = None
        self._left: list[str] = []
        self._custom: Endpoint | None = None
        self._asking = False
        # Listening costs a socket and no import; serving starts with the first who connects.
        self._socket: socket.socket | None = bind()
        self._caller: QSocketNotifier | None = None
        port = self._socket.getsockname()[1]
        self._sandbox_endpoints = sandbox_endpoints(f"http://127.0.0.1:{port}/track/json")
        self._serving = False
        self._known: dict[str, Credentials] = {}

    @property
    def busy(self) -> bool:
        """Whether a send is under way."""
        return self._job is not None

    def start(self, endpoint: str) -> None:
        """Show the endpoints; `endpoint` is the key or the address chosen last time."""
        self._show_left()
        self.sending_shown.emit(False)
        chosen = next((each for each in self._all() if each.key == endpoint), None)
        if chosen is None and "://" in endpoint:
            try:
                chosen = self._custom = endpoint_from(endpoint)
            except BadEndpoint:
                chosen = None
        self._choose(chosen or self._sandbox_endpoints[0])

    def answer_when_asked(self) -> None:
        """Serve from the first connection on: what serves takes more memory than the rest of an idle window's own."""
        if self._socket is None or self._serving:
            return
        self._caller = QSocketNotifier(self._socket.fileno(), QSocketNotifier.Type.Read, self)
        self._caller.activated.connect(self.serve)

    def serve(self) -> None:
        """Start answering on the socket that has been listening since the start."""
        self._stop_waiting()
        if self._socket is None or self._serving:
            return
        from workbench.sandbox import serve_forever

        listening, self._serving = self._socket, True
        # Until the bridge closes: then it unwinds, and closes the socket and every connection.
        self._bridge.run(
            lambda: serve_forever(listening, pairs=lambda: known_pairs(tuple(self._known.values()))),
            lambda _none: None,
            _raise,
            lambda: None,
        )

    def _stop_waiting(self) -> None:
        if self._caller is not None:
            self._caller.setEnabled(False)
            self._caller.deleteLater()
            self._caller = None

    def choose_endpoint(self, key: str) -> None:
        """Send to a preset from now on."""
        self._choose(next(each for each in self._all() if each.key == key))

    def type_endpoint(self, text: str) -> bool:
        """Send to a typed address from now on, or say what is wrong with it; return whether it can be sent to."""
        known = next((each for each in self._all() if each.url == text.strip()), None)
        if known is not None:
            self._choose(known)
            return True
        try:
            endpoint = endpoint_from(text)
        except BadEndpoint as error:
            self._choose(self._session.endpoint)
            self.noticed.emit(Notice("bad", f"{error.says} The endpoint stays {self._session.endpoint.url}."))
            return False
        if endpoint.key == "custom":
            self._custom = endpoint
        self._choose(endpoint)
        if endpoint.note and endpoint.key == "custom":
            self.noticed.emit(Notice("warn", f"{endpoint.note} It reads {endpoint.url} now."))
        return True

    def follow_document(self) -> None:
        """Keep the endpoint in step with the document: IdentityLink has an address of its own on either host."""
        self._withdraw()
        for track, link in (self._sandbox_endpoints, (LIVE, IDENTITY_LINK)):
            if self._session.endpoint in (track, link):
                self._choose(link if self._session.front.identity_link else track)
                return

    def send(self) -> None:
        """Send the document in front once, or say why not."""
        session = self._session
        if self.busy:
            return
        credentials = session.credentials
        if credentials is None and session.endpoint.takes_token:
            self.noticed.emit(Notice("bad", f"{session.why_no_credentials} Nothing was sent."))
            return
        front = session.front
        ready = prepare(
            session.body,
            front.form,
            session.profile,
            credentials or _NO_CREDENTIALS,
            session.endpoint,
            slashes_accepted=front.slashes_accepted,
        )
        match ready:
            case Refused(says=says):
                self.noticed.emit(Notice("bad", says))
            case AsksAboutSlash(says=says):
                actions = (("escape-and-send", "Escape and send"), ("send-as-typed", "Send as typed"))
                self.noticed.emit(Notice("ask", says, actions))
                self._asking = True
            case Prepared():
                self.noticed.emit(Notice("warn", " ".join(ready.warnings)) if ready.warnings else None)
                self._go(ready, title_of(session.body, front.name.removesuffix(".json")))

    def answer(self, key: str) -> None:
        """Take the person's answer to the question about slashes; every other answer only closes the message."""
        asked, self._asking = self._asking, False
        self.noticed.emit(None)
        if not asked:
            return
        if key == "escape-and-send":
            self.form_wanted.emit(WireForm.ESCAPE_SLASHES)
            self.send()
        elif key == "send-as-typed":
            self._session.accept_slashes()
            self.send()

    def cancel(self) -> None:
        """Close the socket of the send under way."""
        if self._job is not None:
            self._job.cancel()

    def close(self) -> None:
        """Serve no more. The bridge closes after this and ends what is still under way, the sandbox with it."""
        self._stop_waiting()
        if self._socket is not None and not self._serving:
            self._socket.close()
        self._socket = None

    def know(self, profile: str, credentials: Credentials | None) -> None:
        """Let the sandbox verify with a profile's pair as well; with None it forgets the profile."""
        if credentials is None:
            self._known.pop(profile, None)
        else:
            self._known[profile] = credentials

    def _go(self, prepared: Prepared, title: str) -> None:
        self.serve()

        def work() -> Coroutine[Any, Any, Exchange]:
            return perform(
                prepared,
                title=title,
                on_started=lambda exchange: self._bridge.post(lambda: self.exchange_shown.emit(exchange)),
            )

        self._job = self._bridge.run(work, self._ended, self._broke, self._stopped)
        self.sending_shown.emit(True)
        if not is_loopback(prepared.request.url):
            self.left_shown.emit(f"Sending to {_host(prepared.request.url)}")

    def _ended(self, exchange: Exchange) -> None:
        self._stopped()
        self.exchange_shown.emit(exchange)
        stayed = is_loopback(exchange.request.url) or judge(exchange.outcome).sent is False
        host = _host(exchange.request.url)
        if not stayed and host not in self._left:
            self._left.append(host)
        if not is_loopback(exchange.request.url):
            self._show_left()

    def _show_left(self) -> None:
        self.left_shown.emit("Sent to " + ", ".join(self._left) if self._left else "Nothing has left this machine")

    def _broke(self, error: Exception) -> None:
        self._stopped()
        raise error

    def _stopped(self) -> None:
        self._job = None
        self.sending_shown.emit(False)

    def _all(self) -> tuple[Endpoint, ...]:
        custom = (self._custom,) if self._custom else ()
        return (*self._sandbox_endpoints, *PRESETS, *custom)

    def _withdraw(self) -> None:
        """Take the question back: it was about another document or another endpoint."""
        if self._asking:
            self._asking = False
            self.noticed.emit(None)

    def _choose(self, endpoint: Endpoint) -> None:
        self._withdraw()
        self._session.use_endpoint(endpoint)
        self.endpoints_shown.emit([_choice(each) for each in self._all()], _choice(endpoint))


def _choice(endpoint: Endpoint) -> EndpointChoice:
    return EndpointChoice(
        endpoint.key, endpoint.title, endpoint.url, endpoint.note, plain_http=is_plain_http(endpoint.url)
    )


def _host(url: str) -> str:
    return url.split("/")[2]


def _raise(error: Exception) -> None:
    raise error
