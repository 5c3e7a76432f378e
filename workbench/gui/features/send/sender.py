"""Sends: where to, the question before, the exchange under way, and its end.

Owns at most one send at a time. Formats no failure: outcomes arrive as values.
"""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from workbench.exchange import Exchange, judge
from workbench.gui.core.embedded_sandbox import EmbeddedSandbox
from workbench.gui.core.send_request import SendRequest, of_document
from workbench.gui.core.session import Session
from workbench.gui.core.state import EndpointChoice, Notice
from workbench.gui.core.tasks import Task, Tasks
from workbench.gui.features.send.send_confirmations import ALLOW, AS_TYPED, ESCAPE, SendConfirmations
from workbench.operations import (
    IDENTITY_LINK,
    LIVE,
    PRESETS,
    BadEndpoint,
    ConfirmationNeeded,
    Endpoint,
    Headers,
    Prepared,
    Refused,
    endpoint_from,
    is_loopback,
    is_plain_http,
    perform,
    title_for,
)
from workbench.redaction import redact
from workbench.signing import Credentials, WireForm
from workbench.transport import TransportOptions

if TYPE_CHECKING:
    from workbench.operations.recorder import ExchangeRecorder


class Sender(QObject):
    """What leaves, and where to.

    Signals:
        exchange_shown(Exchange): one has started, or ended.
        sending_shown(bool): whether a send is under way.
        endpoints_shown(list[EndpointChoice], EndpointChoice): the choices, and the chosen one.
        left_shown(str): whether anything has left this machine.
        noticed(Notice | None): a message for the person.
        form_wanted(WireForm): the person chose to escape slashes.
        scope_widened(str, str): `host` or `app`, and which one the profile in use is for from now on.
        signed_with(str): the name of a profile whose token has left, or may have.

    Attributes:
        sandbox: the window's own.
        keeper: keeps every exchange before its bytes leave; None keeps none.
        missing: says why nothing can leave for an endpoint yet.
        travel: says with which headers, and how, requests go to an endpoint.
    """

    exchange_shown = Signal(object)
    sending_shown = Signal(bool)
    endpoints_shown = Signal(object, object)
    left_shown = Signal(str)
    noticed = Signal(object)
    form_wanted = Signal(object)
    scope_widened = Signal(str, str)
    signed_with = Signal(str)

    def __init__(self, session: Session, bridge: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._bridge = bridge
        self._job: Task | None = None
        self._left: list[str] = []
        self._custom: Endpoint | None = None
        self._consent = SendConfirmations()
        self._make: Callable[[], SendRequest] = self.document
        self._let_go: Callable[[SendRequest, Prepared], None] = self._go
        self.sandbox = EmbeddedSandbox(bridge, self)
        self.recorder: ExchangeRecorder | None = None
        self.missing: Callable[[Endpoint], str] = lambda _endpoint: ""
        self.travel: Callable[[Endpoint], tuple[Headers, TransportOptions]] = lambda _endpoint: (
            Headers(),
            TransportOptions(),
        )

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
        self._choose(chosen or self.sandbox.endpoints[0])

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
            self.noticed.emit(Notice("bad", f"{error.message} The endpoint stays {self._session.endpoint.url}."))
            return False
        if endpoint.key == "custom":
            self._custom = endpoint
        self._choose(endpoint)
        if endpoint.note and endpoint.key == "custom":
            self.noticed.emit(Notice("warn", f"{endpoint.note} It reads {redact(endpoint.url)} now."))
        return True

    def follow_document(self) -> None:
        """Keep the endpoint in step with the document: IdentityLink has an address of its own on either host."""
        self._withdraw()
        for track, link in (self.sandbox.endpoints, (LIVE, IDENTITY_LINK)):
            if self._session.endpoint in (track, link):
                self._choose(link if self._session.front.identity_link else track)
                return

    def follow_profile(self, profile: str, credentials: Credentials | None) -> None:
        """Take a question about another profile back, for its answer would be given for this one; use its facts."""
        if self._consent.is_about_another(profile):
            self._withdraw()
        if credentials is not None:
            self._consent.know_facts(profile)

    def send(self) -> None:
        """Send the document in front once, its placeholders made afresh; or say why not."""
        if not self.busy:
            self._session.expand_afresh()
            self.begin(self.document, self._go)

    def send_again(self, attempt: SendRequest) -> None:
        """Send an exchange of the log again, as this attempt has it."""
        if not self.busy:
            self.begin(lambda: attempt, self._go)

    def begin(self, make: Callable[[], SendRequest], go: Callable[[SendRequest, Prepared], None]) -> None:
        """Make a request ready, ask what there is to ask, and let it go; what was agreed to once is spent."""
        self._make, self._let_go = make, go
        self._consent.begin()
        self._try()

    def document(self) -> SendRequest:
        """Return the attempt to send the document in front, as it is now."""
        title = title_for(self._session.front.name)
        headers, choices = self.travel(self._session.endpoint)
        return of_document(self._session, title, headers, choices, self.missing(self._session.endpoint))

    def confirmed(self, attempt: SendRequest) -> frozenset[str]:
        """Return the keys of what an attempt may do though there is a question about it."""
        return self._consent.confirmed(attempt.profile, slashes=attempt.slashes_accepted)

    def endpoint_of(self, url: str, title: str) -> Endpoint:
        """Return the endpoint of an exchange; the sandbox of another day is the one of this window now.

        Raises:
            BadEndpoint: nothing can be sent to that address.
        """
        own = next((each for each in self.sandbox.endpoints if each.title == title), None)
        if own is not None and is_loopback(url):
            return own
        return next((each for each in self._all() if each.url == url), None) or endpoint_from(url)

    def answer(self, key: str) -> None:
        """Take the person's answer to the question about this send; any other only closes its message."""
        asked = self._consent.answer(key)
        self.noticed.emit(None)
        if asked is None:
            return
        if key == ALLOW and self._make().profile == self._session.profile:
            self.scope_widened.emit(asked.topic, asked.about)
        elif key == ESCAPE:
            self.form_wanted.emit(WireForm.ESCAPE_SLASHES)
        elif key == AS_TYPED:
            self._session.accept_slashes()
        if not self.busy:
            self._try()

    def cancel(self) -> None:
        """Close the socket of the send under way."""
        if self._job is not None:
            self._job.cancel()

    def close(self) -> None:
        """Serve no more. The bridge closes after this and ends what is still under way."""
        self.sandbox.close()

    def _try(self) -> None:
        attempt = self._make()
        ready = attempt.ready(self.confirmed(attempt))
        match ready:
            case Refused(message=says):
                self.noticed.emit(Notice("bad", says))
            case ConfirmationNeeded():
                self.noticed.emit(self._consent.put(ready, attempt.profile))
            case Prepared():
                said = (*attempt.notes, *ready.warnings)
                self.noticed.emit(Notice("warn", " ".join(said)) if said else None)
                self._let_go(attempt, ready)

    def _go(self, attempt: SendRequest, prepared: Prepared) -> None:
        self.sandbox.serve()

        def work() -> Coroutine[Any, Any, Exchange]:
            return perform(
                prepared,
                title=attempt.title,
                recorder=self.recorder,
                resend_of=attempt.again.id if attempt.again else "",
                on_started=lambda exchange: self._bridge.post(lambda: self.exchange_shown.emit(exchange)),
            )

        self._job = self._bridge.run(work, lambda exchange: self._ended(exchange, prepared), self._broke, self._stopped)
        self.sending_shown.emit(True)
        self.note_start(prepared)

    def note_start(self, prepared: Prepared) -> None:
        """Show that something is on its way to another machine."""
        if not prepared.is_local:
            self.left_shown.emit(f"Sending to {_host(prepared.request.url)}")

    def note_end(self, exchange: Exchange, prepared: Prepared) -> None:
        """Note what an exchange that ended says of where anything went, and of the profile it was signed with."""
        unsent = judge(exchange.outcome).sent is False
        host = _host(exchange.request.url)
        if not unsent and not prepared.is_local and host not in self._left:
            self._left.append(host)
        if prepared.signed and not unsent:
            self.signed_with.emit(exchange.profile)
        if not prepared.is_local:
            self._show_left()

    def _ended(self, exchange: Exchange, prepared: Prepared) -> None:
        self._stopped()
        self.exchange_shown.emit(exchange)
        self.note_end(exchange, prepared)

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
        return (*self.sandbox.endpoints, *PRESETS, *custom)

    def _withdraw(self) -> None:
        """Take the question back: it was about another document or another endpoint."""
        if self._consent.asked:
            self._consent.withdraw()
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
