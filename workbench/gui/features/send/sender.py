"""Sends the document in front: chooses the endpoint, asks where needed, sends once.

At most one send is in progress. Outcomes arrive as values.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from workbench.exchange import Exchange, judge
from workbench.gui.core.embedded_sandbox import EmbeddedSandbox
from workbench.gui.core.notices import Notices
from workbench.gui.core.placeholder_text import unknown_placeholders_text
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice
from workbench.gui.core.tasks import Task, Tasks
from workbench.gui.core.transport_settings import TransportController
from workbench.gui.features.send.send_confirmations import ADD_TO_PROFILE, ESCAPE, UNCHANGED, SendConfirmations
from workbench.operations import (
    IDENTITY_LINK,
    LIVE,
    PRESETS,
    SLASH_CONFIRMED,
    BadEndpoint,
    ConfirmationNeeded,
    Endpoint,
    Prepared,
    Refused,
    SendRequest,
    endpoint_from,
    is_loopback,
    prepare,
    title_for,
)
from workbench.operations.recorder import ExchangeRecorder
from workbench.redaction import redact
from workbench.signing import Credentials, WireForm

NOTHING_SENT = "Nothing has left this machine in this session"
"""The status while requests were sent to this machine only."""


class Sender(QObject):
    """Sends one request at a time.

    Signals:
        exchange_changed(Exchange): an exchange started or ended.
        busy_changed(bool): whether a send is in progress.
        endpoints_changed(tuple[Endpoint, ...], Endpoint): all endpoints, and the chosen one.
        traffic_changed(str): the hosts that requests were sent to, as text.
        scope_widened(str, str): `host` or `app`, and the value to add to the current profile.
        profile_used(str): the name of a profile whose token was, or may have been, sent.
    """

    exchange_changed = Signal(object)
    busy_changed = Signal(bool)
    endpoints_changed = Signal(object, object)
    traffic_changed = Signal(str)
    scope_widened = Signal(str, str)
    profile_used = Signal(str)

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        sandbox: EmbeddedSandbox,
        recorder: ExchangeRecorder | None,
        transport: TransportController,
        notices: Notices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._tasks, self._sandbox = session, tasks, sandbox
        self._recorder, self._transport, self._notices = recorder, transport, notices
        self._task: Task | None = None
        self._hosts: list[str] = []
        self._custom: Endpoint | None = None
        self._confirmations = SendConfirmations()
        self._make_request: Callable[[], SendRequest] = self.document_request
        self._proceed: Callable[[Prepared], None] = self._perform

    @property
    def busy(self) -> bool:
        """Whether a send is in progress."""
        return self._task is not None

    def start(self, endpoint: str) -> None:
        """Show the endpoints; `endpoint` is the key or the URL that was chosen last time."""
        self._emit_traffic()
        self.busy_changed.emit(False)
        chosen = next((each for each in self._endpoints() if each.key == endpoint), None)
        if chosen is None and "://" in endpoint:
            try:
                chosen = self._custom = endpoint_from(endpoint)
            except BadEndpoint:
                chosen = None
        self._choose(chosen or self._sandbox.endpoints[0])

    def choose_endpoint(self, key: str) -> None:
        """Use a preset as the endpoint."""
        self._choose(next(each for each in self._endpoints() if each.key == key))

    def type_endpoint(self, text: str) -> bool:
        """Use a typed URL as the endpoint, or show why it is invalid; return whether it is valid."""
        known = next((each for each in self._endpoints() if each.url == text.strip()), None)
        if known is not None:
            self._choose(known)
            return True
        try:
            endpoint = endpoint_from(text)
        except BadEndpoint as error:
            self._choose(self._session.endpoint)
            self._notices.show_passing(
                Notice("bad", f"{error.message} The endpoint is still {self._session.endpoint.url}.")
            )
            return False
        if endpoint.key == "custom":
            self._custom = endpoint
        self._choose(endpoint)
        if endpoint.note and endpoint.key == "custom":
            self._notices.show_passing(Notice("warn", f"{endpoint.note} The endpoint is now {redact(endpoint.url)}."))
        return True

    def document_changed(self) -> None:
        """Choose the endpoint that fits the document: IdentityLink has its own URL on both hosts."""
        self._withdraw()
        for track, link in (self._sandbox.endpoints, (LIVE, IDENTITY_LINK)):
            if self._session.endpoint in (track, link):
                self._choose(link if self._session.front.identity_link else track)
                return

    def profile_changed(self, profile: str, credentials: Credentials | None) -> None:
        """Withdraw a question about another profile, and use the profile as loaded."""
        if self._confirmations.is_about_another(profile):
            self._withdraw()
        if credentials is not None:
            self._confirmations.use_loaded_profile(profile)

    def send(self) -> None:
        """Send the front document once, with new values for its placeholders, or show why not."""
        if not self.busy:
            self._session.renew_placeholders()
            self.prepare(self.document_request, self._perform)

    def resend(self, request: SendRequest) -> None:
        """Send an exchange of the log again, as it was: escaping its slashes is not offered."""
        if not self.busy:
            same_bytes = replace(request, confirmed=frozenset({SLASH_CONFIRMED}))
            self.prepare(lambda: same_bytes, self._perform)

    def prepare(self, make: Callable[[], SendRequest], proceed: Callable[[Prepared], None]) -> None:
        """Prepare a request, ask for confirmation where needed, and pass it to `proceed`."""
        self._withdraw()  # an answer to the open question would apply to this send
        self._make_request, self._proceed = make, proceed
        self._confirmations.begin()
        self._prepare()

    def document_request(self) -> SendRequest:
        """Return a request to send the front document as it is shown."""
        session = self._session
        unknown = unknown_placeholders_text(session.expanded.unknown)
        return SendRequest(
            session.expanded.body,
            session.front.form,
            session.profile,
            session.credentials,
            session.endpoint,
            title=title_for(session.front.name),
            metadata=session.metadata,
            headers=self._transport.of(session.endpoint)[0],
            confirmed=frozenset({SLASH_CONFIRMED} if session.front.slashes_accepted else ()),
            why_no_credentials=session.why_no_credentials,
            notes=(unknown,) if unknown else (),
            typed=session.body,
        )

    def confirmed(self, request: SendRequest) -> frozenset[str]:
        """Return the keys of what the user has confirmed for a request."""
        return self._confirmations.confirmed(request.profile)

    def endpoint_of(self, url: str, title: str) -> Endpoint:
        """Return the endpoint of an exchange; for an earlier sandbox, the sandbox of this window.

        Raises:
            BadEndpoint: the URL is not valid.
        """
        own = next((each for each in self._sandbox.endpoints if each.title == title), None)
        if own is not None and is_loopback(url):
            return own
        return next((each for each in self._endpoints() if each.url == url), None) or endpoint_from(url)

    def _confirmed(self, question: ConfirmationNeeded, key: str) -> None:
        """Continue after a question was answered."""
        if key == ADD_TO_PROFILE and self._make_request().profile == self._session.profile:
            self.scope_widened.emit(question.topic, question.about)
        elif key == ESCAPE:
            self._session.choose_form(WireForm.ESCAPE_SLASHES)
        elif key == UNCHANGED:
            self._session.accept_slashes()
        if not self.busy:
            self._prepare()

    def cancel(self) -> None:
        """Cancel the send in progress; its socket is closed."""
        if self._task is not None:
            self._task.cancel()

    def _prepare(self) -> None:
        request = self._make_request()
        endpoint = request.endpoint
        self._transport.load_login(endpoint)
        request = replace(
            request, transport=self._transport.of(endpoint)[1], not_ready=self._transport.problem(endpoint)
        )
        prepared = prepare(request, self.confirmed(request))
        match prepared:
            case Refused(message=message):
                self._notices.show_passing(Notice("bad", message))
            case ConfirmationNeeded():
                self._notices.show_passing(self._confirmations.ask(prepared, request.profile, self._confirmed))
            case Prepared():
                text = " ".join(prepared.warnings)
                self._notices.show_passing(Notice("warn", text) if text else None)
                self._proceed(prepared)

    def _perform(self, prepared: Prepared) -> None:
        def work() -> Coroutine[Any, Any, Exchange]:
            # Imported here: the window starts without asyncio.
            from workbench.operations.perform import perform

            return perform(
                prepared,
                recorder=self._recorder,
                on_started=lambda exchange: self._tasks.post(lambda: self.exchange_changed.emit(exchange)),
            )

        self.request_started(prepared)
        self._task = self._tasks.run(
            work,
            lambda exchange: self._ended(exchange, prepared),
            cancelled=self._end_task,
            failed=self._failed,
        )
        self.busy_changed.emit(True)

    def request_started(self, prepared: Prepared) -> None:
        """Start the sandbox, which may receive the request, or show that it is sent to another machine."""
        self._sandbox.serve()
        if not prepared.is_local:
            self.traffic_changed.emit(f"Sending to {_host(prepared.request.url)}")

    def request_ended(self, exchange: Exchange, prepared: Prepared) -> None:
        """Remember the host, and report the profile, of an exchange that ended."""
        unsent = judge(exchange.outcome).sent is False
        host = _host(exchange.request.url)
        if not unsent and not prepared.is_local and host not in self._hosts:
            self._hosts.append(host)
        if prepared.signed and not unsent:
            self.profile_used.emit(exchange.profile)
        if not prepared.is_local:
            self._emit_traffic()

    def _ended(self, exchange: Exchange, prepared: Prepared) -> None:
        self._end_task()
        self.exchange_changed.emit(exchange)
        self.request_ended(exchange, prepared)

    def _emit_traffic(self) -> None:
        self.traffic_changed.emit("Sent to " + ", ".join(self._hosts) if self._hosts else NOTHING_SENT)

    def _failed(self, error: Exception) -> None:
        self._end_task()
        raise error

    def _end_task(self) -> None:
        self._task = None
        self.busy_changed.emit(False)

    def _endpoints(self) -> tuple[Endpoint, ...]:
        custom = (self._custom,) if self._custom else ()
        return (*self._sandbox.endpoints, *PRESETS, *custom)

    def _withdraw(self) -> None:
        """Withdraw the question: it was about another document or endpoint."""
        question = self._confirmations.withdraw()
        if question is not None:
            self._notices.withdraw(question)

    def _choose(self, endpoint: Endpoint) -> None:
        self._withdraw()
        self._session.use_endpoint(endpoint)
        self.endpoints_changed.emit(self._endpoints(), endpoint)


def _host(url: str) -> str:
    return url.split("/")[2]
