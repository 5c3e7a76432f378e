"""Resends exchanges of the log, opens their bodies as documents, and compares them.

The bytes are those that were stored; the pair that signs them is chosen here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from workbench.credentials import profile_title
from workbench.exchange import Exchange, Request, Response
from workbench.gui.core.send_request import SendRequest
from workbench.gui.core.state import Notice
from workbench.operations import BadEndpoint, derive, is_loopback, pair_fingerprint
from workbench.operations.resend import form_of, signed_by, signer

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.credentials import ProfileMetadata
    from workbench.gui.core.active_profile import ActiveProfile
    from workbench.gui.core.log_values import Comparison, Selection
    from workbench.gui.core.session import Session
    from workbench.gui.core.tasks import Task, Tasks
    from workbench.gui.features.log.history_feed import HistoryFeed
    from workbench.gui.features.send.sender import Sender
    from workbench.operations import Endpoint
    from workbench.signing import Credentials

_GONE = "That exchange is no longer in the log or in the history."


class Resender(QObject):
    """Actions on one exchange or two.

    Signals:
        opened(str, bytes, bool): name and body of a new document, and whether it is an IdentityLink call.
        compared(Comparison): how two exchanges differ.
        noticed(Notice): a message for the user.
    """

    opened = Signal(str, bytes, bool)
    compared = Signal(object)
    noticed = Signal(object)

    def __init__(
        self,
        session: Session,
        sending: Sender,
        records: HistoryFeed,
        keys: ActiveProfile,
        bridge: Tasks,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._sending, self._records = session, sending, records
        self._keys, self._bridge = keys, bridge
        self._before: Exchange | None = None  # the exchange that was resent last
        self._comparing: Task | None = None
        sending.exchange_shown.connect(self._hold_against)

    def send(self, chosen: Selection) -> None:
        """Resend an exchange: the same bytes to the same address, signed again."""
        if self._sending.busy:
            self.noticed.emit(Notice("warn", "A send is in progress; Esc cancels it. Nothing was resent."))
        else:
            self._first(chosen, self._send)

    def open(self, chosen: Selection) -> None:
        """Open the body of an exchange as a document."""

        def done(exchange: Exchange) -> None:
            name = "".join(
                each if each.isalnum() or each in "-_." else "-" for each in exchange.title.removesuffix(".json")
            ).strip("-.")
            link = exchange.request.header("Kochava-Auth-Token") is None and "identityLink" in exchange.request.url
            self.opened.emit(f"{name or 'payload'}.json", exchange.request.body, link)
            if exchange.replaced:
                says = "The body contained a secret, which the history does not store; it was replaced by asterisks."
                self.noticed.emit(Notice("warn", says))

        self._first(chosen, done)

    def compare_two(self, chosen: Selection) -> None:
        """Show how two exchanges differ."""

        def work() -> Comparison | None:
            from workbench.gui.features.log.comparison import compare_two

            found = list(islice(chosen.exchanges(self._records.keeping.source()), 2))
            return compare_two(*found) if len(found) == 2 else None

        self._compare(work)

    def compare_with_editor(self, chosen: Selection) -> None:
        """Show how the request that the editor would send differs from an exchange."""
        mine = self._as_it_would_leave()

        def work() -> Comparison | None:
            from workbench.gui.features.log.comparison import compare_with_editor

            exchange = next(chosen.exchanges(self._records.keeping.source()), None)
            return None if exchange is None else compare_with_editor(exchange, mine())

        self._compare(work)

    def _compare(self, work: Callable[[], Comparison | None]) -> None:
        """Compare off the GUI thread, and cancel the comparison before."""
        if self._comparing is not None:
            self._comparing.cancel()
        self._comparing = self._bridge.call(work, self._show_compared)

    def _show_compared(self, compared: Comparison | None) -> None:
        if compared is None:
            self.noticed.emit(Notice("warn", _GONE))
        else:
            self.compared.emit(compared)

    def _first(self, chosen: Selection, done: Callable[[Exchange], None]) -> None:
        def found(exchange: Exchange | None) -> None:
            if exchange is None:
                self.noticed.emit(Notice("warn", _GONE))
            else:
                done(exchange)

        self._bridge.call(lambda: next(chosen.exchanges(self._records.keeping.source()), None), found)

    def _send(self, exchange: Exchange) -> None:
        try:
            endpoint = self._sending.endpoint_of(exchange.request.url, exchange.endpoint)
        except BadEndpoint as error:
            self.noticed.emit(Notice("bad", f"{error.says} Nothing was sent."))
            return
        pairs = self._keys.pairs
        names = [each.name for each in pairs.choices()]
        self._send_with(exchange, endpoint, signer(exchange, names, pairs.in_memory(), pairs.kept.list()))

    def _send_with(self, exchange: Exchange, endpoint: Endpoint, names: tuple[str, ...]) -> None:
        """Send it, signed with the first of these profiles that fits; a renamed profile must have the same pair."""
        if not names:
            self._send_with_chosen(exchange, endpoint)
            return
        name, then = names[0], profile_title(exchange.profile)
        facts = self._keys.pairs.facts(name)

        def had(pair: Credentials | None, why: str) -> None:
            notes: tuple[str, ...] = ()
            if name != exchange.profile:
                if pair is not None and not signed_by(exchange, pair):
                    self._send_with(exchange, endpoint, names[1:])
                    return
                notes = (f"The profile “{then}” was renamed to “{name}”.",)
            elif pair is not None and exchange.pair and not signed_by(exchange, pair):
                notes = (
                    f"Pair rotated: “{then}” had the pair {exchange.pair} and now has "
                    f"{pair_fingerprint(pair)}. The bytes are the same, key and token are not.",
                )
            self._send_afresh(self._attempt(exchange, endpoint, name, pair, why, facts, notes))

        self._keys.fetch_pair(name, had)

    def _send_with_chosen(self, exchange: Exchange, endpoint: Endpoint) -> None:
        session = self._session
        notes: tuple[str, ...] = ()
        if endpoint.takes_token:
            why = (
                "The exchange came in a bundle"
                if exchange.id.startswith("bundle-")
                else f"The profile “{profile_title(exchange.profile)}” no longer exists"
            )
            if not is_loopback(endpoint.url):  # a host that the user did not choose would get key and token
                says = f"{why}, so there is no pair to sign it for {endpoint.host}. Nothing was sent. "
                self.noticed.emit(Notice("bad", f"{says}Open it as a document (Ctrl+Shift+O) to send it."))
                return
            notes = (f"{why}. The request was signed with “{profile_title(session.profile)}”.",)
        self._send_afresh(
            self._attempt(
                exchange,
                endpoint,
                session.profile,
                session.credentials,
                session.why_no_credentials,
                session.facts,
                notes,
            )
        )

    def _send_afresh(self, attempt: SendRequest) -> None:
        self._before = attempt.again
        self._sending.send_again(attempt)

    def _hold_against(self, exchange: Exchange) -> None:
        """Show what changed when the resent exchange has its response."""
        before = self._before
        if before is None or exchange.again != before.id or not isinstance(exchange.outcome, Response):
            return
        self._before = None

        def work() -> Comparison:
            from workbench.gui.features.log.comparison import compare_two

            return compare_two(before, exchange)

        self._compare(work)

    def _attempt(
        self,
        exchange: Exchange,
        endpoint: Endpoint,
        profile: str,
        credentials: Credentials | None,
        why: str,
        facts: ProfileMetadata,
        notes: tuple[str, ...],
    ) -> SendRequest:
        return SendRequest(
            title=exchange.title,
            body=exchange.request.body,
            form=form_of(exchange),
            profile=profile,
            credentials=credentials,
            endpoint=endpoint,
            why_no_credentials=why,
            facts=facts,
            choices=self._sending.travel(endpoint)[1],
            refusal=self._sending.missing(endpoint),
            again=exchange,
            notes=notes,
        )

    def _as_it_would_leave(self) -> Callable[[], Exchange]:
        """Return a function that makes an exchange of the front document; slow for a large one."""
        session = self._session
        front, body, credentials, endpoint = session.front, session.expanded.body, session.credentials, session.endpoint
        profile, headers = session.profile, self._sending.travel(endpoint)[0].pairs()

        def made() -> Exchange:
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

        return made
