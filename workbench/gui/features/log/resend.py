"""An exchange of the log taken up again: sent once more, opened as a document, held against another or the editor.

Owns which pair signs it afresh. The bytes it hands on are those that were kept.
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
from workbench.operations.resend import signed_by, signing_profiles, wire_form_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.credentials import ProfileMetadata
    from workbench.gui.core.active_profile import ActiveProfile
    from workbench.gui.core.log_values import Comparison, Selection
    from workbench.gui.core.session import Session
    from workbench.gui.core.tasks import Tasks
    from workbench.gui.features.log.history_feed import HistoryFeed
    from workbench.gui.features.send.sender import Sender
    from workbench.operations import Endpoint
    from workbench.signing import Credentials

_GONE = "That exchange is no longer in the log, nor in the history."


class Resender(QObject):
    """What is done with one exchange or two.

    Signals:
        opened(str, bytes, bool): a name, a body, and whether it is one of IdentityLink's: to be a document.
        compared(Compared): how two differ.
        noticed(Notice): a message for the person.
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
        self._before: Exchange | None = None  # what was sent again last
        sending.exchange_shown.connect(self._hold_against)

    def send(self, chosen: Selection) -> None:
        """Send an exchange again: the same bytes to the same address, signed afresh."""
        if self._sending.busy:
            self.noticed.emit(Notice("warn", "A send is under way; Esc cancels it. Nothing was sent again yet."))
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
                says = "The body held a secret, which the history does not keep: where it stood there are asterisks."
                self.noticed.emit(Notice("warn", says))

        self._first(chosen, done)

    def compare_two(self, chosen: Selection) -> None:
        """Show how two exchanges differ."""

        def work() -> Comparison | None:
            from workbench.gui.features.log.comparison import compare_two

            found = list(islice(chosen.exchanges(self._records.keeping.source()), 2))
            return compare_two(*found) if len(found) == 2 else None

        self._bridge.call(work, self._show_compared, _raise)

    def compare_with_editor(self, chosen: Selection) -> None:
        """Show how what is in the editor, as it would leave now, differs from an exchange."""
        mine = self._as_it_would_leave()

        def work() -> Comparison | None:
            from workbench.gui.features.log.comparison import compare_with_editor

            exchange = next(chosen.exchanges(self._records.keeping.source()), None)
            return None if exchange is None else compare_with_editor(exchange, mine())

        self._bridge.call(work, self._show_compared, _raise)

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

        self._bridge.call(lambda: next(chosen.exchanges(self._records.keeping.source()), None), found, _raise)

    def _send(self, exchange: Exchange) -> None:
        try:
            endpoint = self._sending.endpoint_of(exchange.request.url, exchange.endpoint)
        except BadEndpoint as error:
            self.noticed.emit(Notice("bad", f"{error.message} Nothing was sent."))
            return
        pairs = self._keys.pairs
        names = [each.name for each in pairs.choices()]
        self._send_with(exchange, endpoint, signing_profiles(exchange, names, pairs.in_memory(), pairs.kept.list()))

    def _send_with(self, exchange: Exchange, endpoint: Endpoint, names: tuple[str, ...]) -> None:
        """Send it signed with the first of these profiles that it is of; a renamed one must have the pair of then."""
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
                notes = (f"“{then}” is called “{name}” now.",)
            elif pair is not None and exchange.pair and not signed_by(exchange, pair):
                notes = (
                    f"Pair rotated: “{then}” had the pair {exchange.pair} then and has "
                    f"{pair_fingerprint(pair)} now; the bytes are the same, key and token are not.",
                )
            self._send_afresh(self._attempt(exchange, endpoint, name, pair, why, facts, notes))

        self._keys.fetch_pair(name, had)

    def _send_with_chosen(self, exchange: Exchange, endpoint: Endpoint) -> None:
        session = self._session
        notes: tuple[str, ...] = ()
        if endpoint.takes_token:
            why = (
                "It came in a bundle"
                if exchange.id.startswith("bundle-")
                else f"The profile “{profile_title(exchange.profile)}” is gone"
            )
            if not is_loopback(endpoint.url):  # an address of somebody else's choice would get key and token
                says = f"{why}, so nobody chose a pair to sign it for {endpoint.host}. Nothing was sent; "
                self.noticed.emit(Notice("bad", f"{says}open it as a document (Ctrl+Shift+O) and send that."))
                return
            notes = (f"{why}; this was signed with “{profile_title(session.profile)}”.",)
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
        """Show what changed since, once what was sent again has its answer."""
        before = self._before
        if before is None or exchange.again != before.id or not isinstance(exchange.outcome, Response):
            return
        self._before = None

        def work() -> Comparison:
            from workbench.gui.features.log.comparison import compare_two

            return compare_two(before, exchange)

        self._bridge.call(work, self._show_compared, _raise)

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
            form=wire_form_of(exchange),
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
        """Return what makes an exchange of the document in front; it takes a moment for a large one."""
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


def _raise(error: Exception) -> None:
    raise error
