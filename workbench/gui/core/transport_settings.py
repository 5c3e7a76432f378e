"""Stores for each host how requests are sent: headers, timeouts, proxy, certificates.

The login of a proxy is stored in the keyring, not in the settings. That certificate checks are off is never saved.
"""

import json
from collections.abc import Mapping
from typing import get_args

from msgspec import Struct
from msgspec.structs import asdict, fields, replace
from PySide6.QtCore import QObject, Signal

from workbench.credentials import CredentialsUnavailable
from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.keyring_calls import KeyringCall
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice
from workbench.operations import Endpoint, Headers
from workbench.redaction import Secret, remember
from workbench.transport import CONNECT_WITHIN, DEADLINE, ProxyKind, TransportOptions

MAX_SECONDS = 3_600.0
_NOT_SAVED = {"verify"}
_GONE = (
    "The keyring no longer contains the proxy's login. Type it again in “Headers and transport”, or press Enter in "
    "the empty field for a proxy without login."
)


class TransportSettings(Struct, frozen=True):
    """The settings of one host; `has_login` if the keyring has a login for its proxy. Times in seconds."""

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
        """Return the headers other than Host, Content-Length and Kochava's."""
        return Headers(self.content_type, self.user_agent)

    def options(self, login: Secret | None) -> TransportOptions:
        """Return the transport options; `login` is the proxy's."""
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


_DEFAULTS = TransportSettings()


def to_text(settings: TransportSettings) -> str:
    """Return settings as JSON, to be saved; empty if they are the defaults."""
    defaults = asdict(_DEFAULTS)
    changed = {
        name: value for name, value in asdict(settings).items() if value != defaults[name] and name not in _NOT_SAVED
    }
    return json.dumps(changed) if changed else ""


def from_text(text: str) -> TransportSettings:
    """Return saved settings; invalid values are replaced by the defaults."""
    try:
        saved = json.loads(text)
    except ValueError:
        return _DEFAULTS
    if not isinstance(saved, dict):
        return _DEFAULTS
    defaults = asdict(_DEFAULTS)
    valid = {
        each.name: saved[each.name]
        for each in fields(TransportSettings)
        if each.name in saved and each.name not in _NOT_SAVED and type(saved[each.name]) is type(defaults[each.name])
    }
    return replace(_DEFAULTS, **valid) if valid.get("proxy", "none") in get_args(ProxyKind) else _DEFAULTS


class TransportController(QObject):
    """The transport settings by host.

    Signals:
        current_changed(str, TransportSettings): host and settings of the chosen endpoint.
        badge_changed(str, bool): the settings that differ from the defaults, as text; whether they are dangerous.
        changed(): how the request would be sent has changed.
        settings_changed(str, str): a host and its settings as text, to be saved; empty for the defaults.
        problem_changed(str): why a value was rejected; empty if it was accepted.
        notice_posted(Notice): the result of loading or saving a login.
    """

    current_changed = Signal(str, object)
    badge_changed = Signal(str, bool)
    changed = Signal()
    settings_changed = Signal(str, str)
    problem_changed = Signal(str)
    notice_posted = Signal(object)

    def __init__(
        self, session: Session, profiles: ActiveProfile, saved: Mapping[str, str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._profiles = session, profiles
        self._settings = {host: from_text(text) for host, text in saved.items()}
        self._logins: dict[str, Secret] = {}
        self._fetches: dict[str, KeyringCall] = {}

    def of(self, endpoint: Endpoint) -> tuple[Headers, TransportOptions]:
        """Return headers and transport options for an endpoint."""
        settings = self._settings.get(endpoint.host, _DEFAULTS)
        return settings.headers(), settings.options(self._logins.get(settings.proxy_url))

    def problem(self, endpoint: Endpoint) -> str:
        """Return why a request cannot be sent to an endpoint yet; empty if it can. Loads a missing login."""
        settings = self._settings.get(endpoint.host, _DEFAULTS)
        if settings.proxy == "url" and settings.has_login and settings.proxy_url not in self._logins:
            self._fetch(settings)
            return "The proxy's login is being read from the keyring. Send again when it is there."
        return ""

    def emit_current(self) -> None:
        """Emit the settings of the chosen endpoint."""
        host, settings = self._host, self._current
        text = settings.options(None).summary()
        self.badge_changed.emit(text, not settings.verify)
        self.current_changed.emit(host, settings)
        self.changed.emit()

    def change(self, name: str, text: str) -> None:
        """Change a setting to a typed value, or show why it is invalid."""
        settings, problem = _with_change(self._current, name, text)
        self.problem_changed.emit(problem)
        if not problem and settings != self._current:
            self._use(settings)

    def check_certificates(self, on: bool) -> None:
        """Turn certificate checks on or off until the window closes."""
        self._use(replace(self._current, verify=on))

    def reset(self) -> None:
        """Reset the settings of this host to the defaults."""
        self.problem_changed.emit("")
        self._use(_DEFAULTS)

    def save_login(self, login: Secret) -> None:
        """Save the proxy's login, `user:password`, in the keyring; an empty one is deleted."""
        settings, host, vault = self._current, self._host, self._profiles.available.profiles.vault
        if ":" not in login.reveal() and login:
            self.problem_changed.emit("A login consists of a user name, a colon and a password.")
            return
        entry = _entry(settings.proxy_url)
        remember(login)

        def work() -> None:
            if login:
                vault.set(entry, login)
            else:
                vault.delete(entry)

        def done(_none: object) -> None:
            self._logins.pop(settings.proxy_url, None)
            if login:
                self._logins[settings.proxy_url] = login
            self._save(host, replace(self._settings.get(host, _DEFAULTS), has_login=bool(login)))

        self._profiles.keyring_calls.start(work, done, self._failed, stopped=lambda: None)

    @property
    def _host(self) -> str:
        return self._session.endpoint.host

    @property
    def _current(self) -> TransportSettings:
        return self._settings.get(self._host, _DEFAULTS)

    def _use(self, settings: TransportSettings) -> None:
        if settings.proxy_url != self._current.proxy_url:
            settings = replace(settings, has_login=settings.proxy_url in self._logins)
        self._save(self._host, settings)

    def _save(self, host: str, settings: TransportSettings) -> None:
        self._settings[host] = settings
        self.emit_current()
        self.settings_changed.emit(host, to_text(settings))

    def _fetch(self, settings: TransportSettings) -> None:
        vault, url, keyring_calls = (
            self._profiles.available.profiles.vault,
            settings.proxy_url,
            self._profiles.keyring_calls,
        )
        if keyring_calls.is_waiting(self._fetches.get(url)):
            return
        entry = _entry(url)

        def fetched(login: Secret | None) -> None:
            if login is None:
                self.notice_posted.emit(Notice("bad", _GONE))
                return
            remember(login)
            self._logins[url] = login
            self.notice_posted.emit(Notice("good", "The proxy's login was read from the keyring. You can send now."))

        def stopped() -> None:
            self.notice_posted.emit(Notice("bad", "Waiting for the keyring was cancelled. Send reads the login again."))

        self._fetches[url] = keyring_calls.start(lambda: vault.find(entry), fetched, self._failed, stopped=stopped)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CredentialsUnavailable):
            raise error
        self.notice_posted.emit(Notice("bad", str(error)))


def _entry(proxy_url: str) -> str:
    """Return the name of the keyring entry with the login of a proxy."""
    return f"proxy {proxy_url.partition('://')[2].rstrip('/').lower()}/proxy-login"


def _with_change(settings: TransportSettings, name: str, text: str) -> tuple[TransportSettings, str]:
    """Return the settings with one value changed, or the same settings and why the value is invalid."""
    text = text.strip()
    problem = ""
    value: object = text
    if name in ("deadline", "connect_s"):
        try:
            value = float(text)
        except ValueError:
            value = 0.0
        if not 0 < value <= MAX_SECONDS:
            problem = f"A timeout must be a number of seconds above 0 and up to {MAX_SECONDS:,.0f}."
    elif name in ("content_type", "user_agent"):
        if not all(" " <= each <= "~" for each in text):
            problem = "A header value may contain only printable ASCII characters."
    elif name == "proxy_url" and text:
        if "@" in text:
            problem = "The proxy address must not contain a user name or password. Use the field Proxy login."
        elif not text.startswith("http://"):
            problem = "The proxy address must start with http://, for example http://proxy.example:8080."
    return (settings, problem) if problem else (replace(settings, **{name: value}), "")
