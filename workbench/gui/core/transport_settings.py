"""How requests leave for each host: the headers beside Kochava's, deadlines, proxy, certificates.

Owns what is remembered of it. No secret is in the settings: a proxy's login lies in the keyring. That a certificate is
not checked is never remembered: it holds until the window closes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QObject, Signal

from workbench.credentials import CredentialsUnavailable, Why
from workbench.gui.core.state import Notice
from workbench.operations import Headers
from workbench.transport import CONNECT_WITHIN, DEADLINE, ProxyKind, TransportOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.gui.core.active_profile import ActiveProfile
    from workbench.gui.core.keyring_calls import KeyringCall
    from workbench.gui.core.session import Session
    from workbench.operations import Endpoint
    from workbench.redaction import Secret

LONGEST = 3_600.0
_SLOT = "proxy-login"
_NOT_KEPT = {"verify"}
_GONE = (
    "The keyring no longer holds the proxy's login. Type it again in “Headers and transport”, or leave the field empty "
    "and press Enter there for a proxy without one."
)


@dataclass(frozen=True, slots=True)
class TransportSettings:
    """How requests leave for one host; `has_login` if the keyring has a login for its proxy. Times in seconds."""

    content_type: str = "application/json"
    user_agent: str = ""
    deadline: float = DEADLINE
    connect_s: float = CONNECT_WITHIN
    proxy: ProxyKind = "none"
    proxy_url: str = ""
    has_login: bool = False
    ca_file: str = ""
    client_certificate: str = ""
    client_key: str = ""
    verify: bool = True

    def headers(self) -> Headers:
        """Return the headers beside Host, Content-Length and Kochava's own."""
        return Headers(self.content_type, self.user_agent)

    def options(self, login: Secret | None) -> TransportOptions:
        """Return the options; `login` is the proxy's."""
        return TransportOptions(
            deadline=self.deadline,
            connect_s=self.connect_s,
            proxy=self.proxy,
            proxy_url=self.proxy_url if self.proxy == "url" else "",
            proxy_login=login if self.proxy == "url" else None,
            ca_file=self.ca_file,
            client_certificate=self.client_certificate,
            client_key=self.client_key,
            verify=self.verify,
        )


_PLAIN = TransportSettings()


def as_text(way: TransportSettings) -> str:
    """Return what of a way is remembered; empty if it is the usual one."""
    usual = asdict(_PLAIN)
    other = {name: value for name, value in asdict(way).items() if value != usual[name] and name not in _NOT_KEPT}
    return json.dumps(other) if other else ""


def from_text(text: str) -> TransportSettings:
    """Return the way that was remembered; what cannot be understood is as usual."""
    try:
        kept = json.loads(text)
    except ValueError:
        return _PLAIN
    if not isinstance(kept, dict):
        return _PLAIN
    usual = asdict(_PLAIN)
    fits = {
        each.name: kept[each.name]
        for each in fields(TransportSettings)
        if each.name in kept and each.name not in _NOT_KEPT and type(kept[each.name]) is type(usual[each.name])
    }
    return replace(_PLAIN, **fits) if fits.get("proxy", "none") in get_args(ProxyKind) else _PLAIN


class TransportController(QObject):
    """The ways, by host.

    Signals:
        way_shown(str, Way): the host that is sent to, and how.
        badge_shown(str, bool): what is unusual about it, in words; and whether it is dangerous.
        changed(): what would leave is other than before.
        kept(str, str): a host, and what is to be remembered of it; empty if requests leave for it as usual.
        problem_shown(str): why a choice was not taken; empty if it was.
        noticed(Notice): what became of a login that was waited for, or of one that was to be kept.
    """

    way_shown = Signal(str, object)
    badge_shown = Signal(str, bool)
    changed = Signal()
    kept = Signal(str, str)
    problem_shown = Signal(str)
    noticed = Signal(object)

    def __init__(
        self, session: Session, keys: ActiveProfile, kept: Mapping[str, str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._keys = session, keys
        self._ways = {host: from_text(text) for host, text in kept.items()}
        self._logins: dict[str, Secret] = {}
        self._fetches: dict[str, KeyringCall] = {}

    def of(self, endpoint: Endpoint) -> tuple[Headers, TransportOptions]:
        """Return the headers and the options for an endpoint."""
        way = self._ways.get(endpoint.host, _PLAIN)
        return way.headers(), way.options(self._logins.get(way.proxy_url))

    def missing(self, endpoint: Endpoint) -> str:
        """Say why nothing can leave for an endpoint yet; empty if it can."""
        way = self._ways.get(endpoint.host, _PLAIN)
        if way.proxy == "url" and way.has_login and way.proxy_url not in self._logins:
            self._fetch(way)
            return "The proxy's login is not yet had from the keyring; send again once it is there."
        return ""

    def follow(self) -> None:
        """Show how requests leave for the endpoint that is chosen now."""
        host, way = self._host, self._way
        said = way.options(None).summary()
        self.badge_shown.emit(said, not way.verify)
        self.way_shown.emit(host, way)
        self.changed.emit()

    def change(self, name: str, text: str) -> None:
        """Take one choice as it was typed, or say what is wrong with it."""
        way, problem = _changed(self._way, name, text)
        self.problem_shown.emit(problem)
        if not problem and way != self._way:
            self._use(way)

    def check_certificates(self, on: bool) -> None:
        """Check whose certificate it is, or not, until the window closes."""
        self._use(replace(self._way, verify=on))

    def as_usual(self) -> None:
        """Let requests leave for this host as they usually do."""
        self.problem_shown.emit("")
        self._use(_PLAIN)

    def keep_login(self, login: Secret) -> None:
        """Put the proxy's login, `user:password`, into the keyring; an empty one takes it out."""
        way, host, vault = self._way, self._host, self._keys.pairs.kept.vault
        if ":" not in login.reveal() and login:
            self.problem_shown.emit("A login is a user name, a colon and a password.")
            return
        prefix = _prefix(way.proxy_url)

        def work() -> None:
            if login:
                vault.set(prefix, _SLOT, login, title=prefix)
            else:
                vault.delete(prefix, _SLOT)

        def done(_none: object) -> None:
            self._logins.pop(way.proxy_url, None)
            if login:
                self._logins[way.proxy_url] = login
            self._keep(host, replace(self._ways.get(host, _PLAIN), has_login=bool(login)))

        self._keys.asking.ask(work, done, self._refused, stopped=lambda: None)

    @property
    def _host(self) -> str:
        return self._session.endpoint.host

    @property
    def _way(self) -> TransportSettings:
        return self._ways.get(self._host, _PLAIN)

    def _use(self, way: TransportSettings) -> None:
        if way.proxy_url != self._way.proxy_url:
            way = replace(way, has_login=way.proxy_url in self._logins)
        self._keep(self._host, way)

    def _keep(self, host: str, way: TransportSettings) -> None:
        self._ways[host] = way
        self.follow()
        self.kept.emit(host, as_text(way))

    def _fetch(self, way: TransportSettings) -> None:
        vault, url, asking = self._keys.pairs.kept.vault, way.proxy_url, self._keys.asking
        if asking.is_waiting(self._fetches.get(url)):
            return
        prefix = _prefix(url)

        def had(login: Secret) -> None:
            self._logins[url] = login
            self.noticed.emit(Notice("good", "The proxy's login was had from the keyring; Send sends through it now."))

        def stopped() -> None:
            self.noticed.emit(Notice("bad", "You stopped waiting for the keyring. Send asks it for the login again."))

        self._fetches[url] = asking.ask(lambda: vault.get(prefix, _SLOT, prefix), had, self._refused, stopped=stopped)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, CredentialsUnavailable):
            raise error
        self.noticed.emit(Notice("bad", _GONE if error.why is Why.MISSING else str(error)))


def _prefix(proxy_url: str) -> str:
    return f"proxy {proxy_url.partition('://')[2].rstrip('/').lower()}"


def _changed(way: TransportSettings, name: str, text: str) -> tuple[TransportSettings, str]:
    """Return the way with one choice as typed, or what is wrong with that."""
    text = text.strip()
    problem = ""
    value: object = text
    if name in ("deadline", "connect_s"):
        try:
            value = float(text)
        except ValueError:
            value = 0.0
        if not 0 < value <= LONGEST:
            problem = f"Seconds are a number above 0, up to {LONGEST:,.0f}."
    elif name in ("content_type", "user_agent"):
        if not all(" " <= each <= "~" for each in text):
            problem = "A header's value is made of plain ASCII letters, digits and signs."
    elif name == "proxy_url" and text:
        if "@" in text:
            problem = "A proxy's user name and password do not belong into its address; type them into its own field."
        elif not text.startswith("http://"):
            problem = "A proxy's address begins with http://, such as http://proxy.example:8080."
    return (way, problem) if problem else (replace(way, **{name: value}), "")  # type: ignore[arg-type]
