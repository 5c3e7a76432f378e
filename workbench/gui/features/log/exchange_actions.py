"""Resends exchanges of the log, opens them as documents, and compares them."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice

from PySide6.QtCore import QObject, Signal

from workbench.exchange import Exchange, Request, Response
from workbench.gui.core.exchanges import Exchanges
from workbench.gui.core.history_gateway import HistoryGateway
from workbench.gui.core.log_values import Selection
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice
from workbench.gui.core.tasks import Task, Tasks
from workbench.gui.core.transport_settings import TransportController
from workbench.operations import derive, pair_fingerprint
from workbench.operations.presentation.comparison import Comparison, compare

_GONE = "That exchange is no longer in the log or in the history."


class ExchangeActions(QObject):
    """Carries out the actions for selected exchanges, which are read off the GUI thread.

    Signals:
        document_requested(str, bytes, bool): name and body of a document to open, and whether it is for IdentityLink.
        compared(Comparison): how two exchanges differ, or one and the editor.
        notice_posted(Notice): a notification.
    """

    document_requested = Signal(str, bytes, bool)
    compared = Signal(object)
    notice_posted = Signal(object)

    def __init__(
        self,
        session: Session,
        history: HistoryGateway,
        exchanges: Exchanges,
        transport: TransportController,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._history, self._exchanges = session, history, exchanges
        self._transport, self._tasks = transport, tasks
        self._resent: Exchange | None = None  # its response is compared with that of the resend
        self._comparing: Task | None = None
        exchanges.changed.connect(self._compare_resent)

    def resend(self, chosen: Selection) -> None:
        """Request a resend, and compare both responses when the new one has arrived."""

        def found(exchange: Exchange) -> None:
            self._resent = exchange
            self._exchanges.resend_requested.emit(exchange)

        self._first(chosen, found)

    def open(self, chosen: Selection) -> None:
        """Open the body of an exchange as a document."""

        def done(exchange: Exchange) -> None:
            name = "".join(
                each if each.isalnum() or each in "-_." else "-" for each in exchange.title.removesuffix(".json")
            ).strip("-.")
            link = exchange.request.header("Kochava-Auth-Token") is None and "identityLink" in exchange.request.url
            self.document_requested.emit(f"{name or 'payload'}.json", exchange.request.body, link)
            if exchange.replaced:
                text = "The body contained a secret, which the history does not store; it was replaced by asterisks."
                self.notice_posted.emit(Notice("warn", text))

        self._first(chosen, done)

    def compare_two(self, chosen: Selection) -> None:
        """Show how two exchanges differ."""

        def work() -> Comparison | None:
            found = sorted(islice(chosen.exchanges(self._history.existing()), 2), key=lambda each: each.started)
            return compare(*found) if len(found) == 2 else None

        self._compare(work)

    def compare_with_editor(self, chosen: Selection) -> None:
        """Show how the request that the editor would send differs from an exchange."""
        make_request = self._editor_request()

        def work() -> Comparison | None:
            exchange = next(chosen.exchanges(self._history.existing()), None)
            return None if exchange is None else compare(exchange, make_request(), with_editor=True)

        self._compare(work)

    def _compare_resent(self, changed: tuple[Exchange, ...]) -> None:
        before = self._resent
        for each in changed:
            if before is not None and each.again == before.id and isinstance(each.outcome, Response):
                self._resent = None
                self._compare(lambda before=before, each=each: compare(before, each))  # type: ignore[misc]

    def _compare(self, work: Callable[[], Comparison | None]) -> None:
        """Compare off the GUI thread, and cancel the previous comparison."""
        if self._comparing is not None:
            self._comparing.cancel()
        self._comparing = self._tasks.call(work, self._show_compared)

    def _show_compared(self, compared: Comparison | None) -> None:
        if compared is None:
            self.notice_posted.emit(Notice("warn", _GONE))
        else:
            self.compared.emit(compared)

    def _first(self, chosen: Selection, done: Callable[[Exchange], None]) -> None:
        def found(exchange: Exchange | None) -> None:
            if exchange is None:
                self.notice_posted.emit(Notice("warn", _GONE))
            else:
                done(exchange)

        self._tasks.call(lambda: next(chosen.exchanges(self._history.existing()), None), found)

    def _editor_request(self) -> Callable[[], Exchange]:
        """Return a function that makes an exchange from the front document; slow for a large one."""
        session = self._session
        front, body, credentials, endpoint = session.front, session.expanded.body, session.credentials, session.endpoint
        profile, headers = session.profile, self._transport.of(endpoint)[0].pairs()

        def make() -> Exchange:
            derivation = derive(body, front.form, credentials)
            wire = body if derivation.wire is None else derivation.wire
            signature = derivation.signature if endpoint.takes_token else None
            return Exchange(
                id="",
                started=datetime.now(UTC),
                title=front.name,
                profile=profile,
                endpoint=endpoint.title,
                wire_form=front.form.value,
                request=Request(
                    "POST", endpoint.url, headers + (tuple(signature.headers().items()) if signature else ()), wire
                ),
                payload_hash=derivation.payload_hash,
                token_prefix=signature.auth_token[:8] if signature else "",
                pair=pair_fingerprint(credentials) if signature and credentials else "",
            )

        return make
