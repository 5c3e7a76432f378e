"""Sends the document in front: chooses the endpoint, asks where needed, sends once.

At most one send is in progress. Outcomes arrive as values.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from workbench.exchange import Exchange, judge
from workbench.gui.core.embedded_sandbox import EmbeddedSandbox
from workbench.gui.core.send_request import SendRequest, of_document
from workbench.gui.core.session import Session
from workbench.gui.core.state import EndpointChoice, Notice
from workbench.gui.core.tasks import Task, Tasks
from workbench.gui.core.transport_settings import TransportController
from workbench.gui.features.send.send_confirmations import ALLOW, AS_TYPED, ESCAPE, SendConfirmations
from workbench.operations import (
    IDENTITY_LINK,
    LIVE,
    PRESETS,
    BadEndpoint,
    ConfirmationNeeded,
    Endpoint,
    Prepared,
    Refused,
    endpoint_from,
    is_loopback,
    is_plain_http,
    perform,
    title_for,
)
from workbench.operations.recorder import ExchangeRecorder
from workbench.redaction import redact
from workbench.signing import Credentials, WireForm


class Sender(QObject):
    """Sends one request at a time.

    Signals:
        exchange_shown(Exchange): an exchange that started or ended.
        sending_shown(bool): whether a send is in progress.
        endpoints_shown(list[EndpointChoice], EndpointChoice): all endpoints, and the chosen one.
        left_shown(str): the hosts that requests were sent to, as text.
        noticed(Notice | None): a message for the user; None withdraws the last one unless it is a question.
        withdrawn(Notice): a question that is no longer open.
        form_wanted(WireForm): the user chose to escape slashes.
        scope_widened(str, str): `host` or `app`, and the value to add to the current profile.
        signed_with(str): the name of a profile whose token was sent, or may have been.
    """

    exchange_shown = Signal(object)
    sending_shown = Signal(bool)
    endpoints_shown = Signal(object, object)
    left_shown = Signal(str)
    noticed = Signal(object)
    withdrawn = Signal(object)
    form_wanted = Signal(object)
    scope_widened = Signal(str, str)
    signed_with = Signal(str)

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        sandbox: EmbeddedSandbox,
        recorder: ExchangeRecorder | None,
        transport: TransportController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._tasks, self._sandbox = session, tasks, sandbox
        self._recorder, self._transport = recorder, transport
        self._task: Task | None = None
        self._left: list[str] = []
        self._custom: Endpoint | None = None
        self._consent = SendConfirmations()
        self._make: Callable[[], SendRequest] = self.document
        self._let_go: Callable[[SendRequest, Prepared], None] = self._go

    @property
    def busy(self) -> bool:
        """Whether a send is in progress."""
        return self._task is not None

    def start(self, endpoint: str) -> None:
        """Show the endpoints; `endpoint` is the key or the URL that was chosen last time."""
        self._show_left()
        self.sending_shown.emit(False)
        chosen = next((each for each in self._all() if each.key == endpoint), None)
        if chosen is None and "://" in endpoint:
            try:
                chosen = self._custom = endpoint_from(endpoint)
            except BadEndpoint:
                chosen = None
        self._choose(chosen or self._sandbox.endpoints[0])

    def choose_endpoint(self, key: str) -> None:
        """Use a preset as the endpoint."""
        self._choose(next(each for each in self._all() if each.key == key))

    def type_endpoint(self, text: str) -> bool:
        """Use a typed URL as the endpoint, or show what is wrong with it; return whether it is valid."""
        known = next((each for each in self._all() if each.url == text.strip()), None)
        if known is not None:
            self._choose(known)
            return True
        try:
            endpoint = endpoint_from(text)
        except BadEndpoint as error:
            self._choose(self._session.endpoint)
            self.noticed.emit(Notice("bad", f"{error.message} The endpoint is still {self._session.endpoint.url}."))
            return False
        if endpoint.key == "custom":
            self._custom = endpoint
        self._choose(endpoint)
        if endpoint.note and endpoint.key == "custom":
            self.noticed.emit(Notice("warn", f"{endpoint.note} The endpoint is now {redact(endpoint.url)}."))
        return True

    def follow_document(self) -> None:
        """Choose the endpoint that fits the document: IdentityLink has its own URL on both hosts."""
        self._withdraw()
        for track, link in (self._sandbox.endpoints, (LIVE, IDENTITY_LINK)):
            if self._session.endpoint in (track, link):
                self._choose(link if self._session.front.identity_link else track)
                return

    def follow_profile(self, profile: str, credentials: Credentials | None) -> None:
        """Withdraw a question about another profile, and use the profile as loaded."""
        if self._consent.is_about_another(profile):
            self._withdraw()
        if credentials is not None:
            self._consent.know_facts(profile)

    def send(self) -> None:
        """Send the front document once, with new values for its placeholders, or show why not."""
        if not self.busy:
            self._session.expand_afresh()
            self.begin(self.document, self._go)

    def send_again(self, attempt: SendRequest) -> None:
        """Resend an exchange of the log."""
        if not self.busy:
            self.begin(lambda: attempt, self._go)

    def begin(self, make: Callable[[], SendRequest], go: Callable[[SendRequest, Prepared], None]) -> None:
        """Prepare a request, ask for confirmation where needed, and pass it to `go`."""
        self._withdraw()  # its answer would be used for this send
        self._make, self._let_go = make, go
        self._consent.begin()
        self._try()

    def document(self) -> SendRequest:
        """Return a request to send the front document."""
        title = title_for(self._session.front.name)
        headers, options = self._transport.of(self._session.endpoint)
        return of_document(self._session, title, headers, options, self._transport.missing(self._session.endpoint))

    def confirmed(self, attempt: SendRequest) -> frozenset[str]:
        """Return the keys of the agreements for a request."""
        return self._consent.confirmed(attempt.profile, slashes=attempt.slashes_accepted)

    def endpoint_of(self, url: str, title: str) -> Endpoint:
        """Return the endpoint of an exchange; for an earlier sandbox, the sandbox of this window.

        Raises:
            BadEndpoint: the URL is not valid.
        """
        own = next((each for each in self._sandbox.endpoints if each.title == title), None)
        if own is not None and is_loopback(url):
            return own
        return next((each for each in self._all() if each.url == url), None) or endpoint_from(url)

    def _agreed(self, asked: ConfirmationNeeded, key: str) -> None:
        """Continue after the answer to a question."""
        if key == ALLOW and self._make().profile == self._session.profile:
            self.scope_widened.emit(asked.topic, asked.about)
        elif key == ESCAPE:
            self.form_wanted.emit(WireForm.ESCAPE_SLASHES)
        elif key == AS_TYPED:
            self._session.accept_slashes()
        if not self.busy:
            self._try()

    def cancel(self) -> None:
        """Cancel the send in progress; its socket is closed."""
        if self._task is not None:
            self._task.cancel()

    def _try(self) -> None:
        attempt = self._make()
        ready = attempt.ready(self.confirmed(attempt))
        match ready:
            case Refused(message=says):
                self.noticed.emit(Notice("bad", says))
            case ConfirmationNeeded():
                self.noticed.emit(self._consent.put(ready, attempt.profile, self._agreed))
            case Prepared():
                said = (*attempt.notes, *ready.warnings)
                self.noticed.emit(Notice("warn", " ".join(said)) if said else None)
                self._let_go(attempt, ready)

    def _go(self, attempt: SendRequest, prepared: Prepared) -> None:
        def work() -> Coroutine[Any, Any, Exchange]:
            return perform(
                prepared,
                title=attempt.title,
                recorder=self._recorder,
                resend_of=attempt.again.id if attempt.again else "",
                on_started=lambda exchange: self._tasks.post(lambda: self.exchange_shown.emit(exchange)),
            )

        self.note_start(prepared)
        self._task = self._tasks.run(
            work,
            lambda exchange: self._ended(exchange, prepared),
            cancelled=self._stopped,
            failed=self._broke,
        )
        self.sending_shown.emit(True)

    def note_start(self, prepared: Prepared) -> None:
        """Start the sandbox, which may be the receiver, or show that a request is sent to another machine."""
        self._sandbox.serve()
        if not prepared.is_local:
            self.left_shown.emit(f"Sending to {_host(prepared.request.url)}")

    def note_end(self, exchange: Exchange, prepared: Prepared) -> None:
        """Record the host and the profile of an exchange that ended."""
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
        self._task = None
        self.sending_shown.emit(False)

    def _all(self) -> tuple[Endpoint, ...]:
        custom = (self._custom,) if self._custom else ()
        return (*self._sandbox.endpoints, *PRESETS, *custom)

    def _withdraw(self) -> None:
        """Withdraw the question: it was about another document or endpoint."""
        asked = self._consent.withdraw()
        if asked is not None:
            self.withdrawn.emit(asked)

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
