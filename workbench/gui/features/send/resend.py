"""Resends exchanges: the same bytes to the same address, signed again as a new exchange."""

from msgspec.structs import replace

from workbench.credentials import profile_title
from workbench.exchange import Exchange
from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.notices import Notices
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice
from workbench.gui.features.send.sender import Sender
from workbench.operations import BadEndpoint, Endpoint, is_loopback, pair_fingerprint
from workbench.operations.resend import resend_request, signed_by, signing_profiles
from workbench.signing import Credentials


class Resender:
    """Chooses the profile that signs a resend, and sends it."""

    def __init__(self, session: Session, sender: Sender, profiles: ActiveProfile, notices: Notices) -> None:
        self._session, self._sender, self._profiles, self._notices = session, sender, profiles, notices

    def send(self, exchange: Exchange) -> None:
        """Resend an exchange, unless a send is in progress."""
        if self._sender.busy:
            self._notices.show(Notice("warn", "A send is in progress; Esc cancels it. Nothing was resent."))
        else:
            self._send(exchange)

    def _send(self, exchange: Exchange) -> None:
        try:
            endpoint = self._sender.endpoint_of(exchange.request.url, exchange.endpoint)
        except BadEndpoint as error:
            self._notices.show(Notice("bad", f"{error.message} Nothing was sent."))
            return
        pairs = self._profiles.available
        names = [each.name for each in pairs.choices()]
        self._send_with(
            exchange, endpoint, signing_profiles(exchange, names, pairs.all_in_memory(), pairs.profiles.list())
        )

    def _send_with(self, exchange: Exchange, endpoint: Endpoint, names: tuple[str, ...]) -> None:
        """Send it, signed with the first profile that signed it; a renamed profile must have the same pair."""
        if not names:
            self._send_with_active(exchange, endpoint)
            return
        name, old_name = names[0], profile_title(exchange.profile)
        metadata = self._profiles.available.metadata(name)

        def fetched(pair: Credentials | None, why: str) -> None:
            notes: tuple[str, ...] = ()
            if name != exchange.profile:
                if pair is not None and not signed_by(exchange, pair):
                    self._send_with(exchange, endpoint, names[1:])
                    return
                notes = (f"The profile “{old_name}” was renamed to “{name}”.",)
            elif pair is not None and exchange.pair and not signed_by(exchange, pair):
                notes = (
                    f"Pair rotated: “{old_name}” had the pair {exchange.pair} and now has "
                    f"{pair_fingerprint(pair)}. The bytes are the same, key and token are not.",
                )
            request = resend_request(exchange, name, pair, endpoint, metadata=metadata)
            self._sender.resend(replace(request, why_no_credentials=why, notes=notes))

        self._profiles.fetch_pair(name, fetched)

    def _send_with_active(self, exchange: Exchange, endpoint: Endpoint) -> None:
        session = self._session
        notes: tuple[str, ...] = ()
        if endpoint.takes_token:
            why = (
                "The exchange came in a bundle"
                if exchange.id.startswith("bundle-")
                else f"The profile “{profile_title(exchange.profile)}” no longer exists"
            )
            if not is_loopback(endpoint.url):  # key and token must not go to a host that the user did not choose
                text = f"{why}, so there is no pair to sign it for {endpoint.host}. Nothing was sent. "
                self._notices.show(Notice("bad", f"{text}Open it as a document (Ctrl+Shift+O) to send it."))
                return
            notes = (f"{why}. The request was signed with “{profile_title(session.profile)}”.",)
        request = resend_request(exchange, session.profile, session.credentials, endpoint, metadata=session.metadata)
        self._sender.resend(replace(request, why_no_credentials=session.why_no_credentials, notes=notes))
