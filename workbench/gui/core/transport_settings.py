"""Stores for each host how requests are sent: headers, timeouts, proxy, certificates.

The login of a proxy is stored in the keyring, not in the settings. That certificate checks are off is never saved.
"""

import json
from collections.abc import Mapping
from typing import Any, get_args

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.keyring_calls import KeyringCall, KeyringError
from workbench.gui.core.notices import Notices
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice
from workbench.operations import Endpoint, Headers
from workbench.operations.transport_fields import HEADERS, OPTIONS
from workbench.redaction import Secret, remember
from workbench.transport import ProxyKind, TransportOptions

_NOT_SAVED = {"verify", "proxy_login"}
_GONE = (
    "The keyring no longer contains the proxy's login. Type it again in “Headers and transport”, or press Enter in "
    "the empty field for a proxy without login."
)


class TransportSettings(Struct, frozen=True):
    """The settings of one host; `has_login` if the keyring has a login for its proxy."""

    headers: Headers = Headers()
    transport: TransportOptions = TransportOptions()
    has_login: bool = False

    def value(self, name: str) -> Any:  # noqa: ANN401 - each field has its type
        """Return a header or a transport option by its name."""
        return getattr(self.headers if name in _HEADERS else self.transport, name)

    def with_values(self, **values: object) -> "TransportSettings":
        """Return the settings with other values of headers and transport options."""
        headers = {name: value for name, value in values.items() if name in _HEADERS}
        options = {name: value for name, value in values.items() if name not in _HEADERS}
        return replace(self, headers=replace(self.headers, **headers), transport=replace(self.transport, **options))

    def options(self, login: Secret | None) -> TransportOptions:
        """Return the transport options; `login` is the proxy's."""
        return replace(self.transport, proxy_login=login if self.transport.proxy == "url" else None)


_HEADERS = Headers.__struct_fields__
_DEFAULTS = TransportSettings()
_SAVED = tuple(name for name in (*_HEADERS, *TransportOptions.__struct_fields__) if name not in _NOT_SAVED)


def to_text(settings: TransportSettings) -> str:
    """Return settings as JSON, to be saved; empty if they are the defaults."""
    changed = {name: settings.value(name) for name in _SAVED if settings.value(name) != _DEFAULTS.value(name)}
    if settings.has_login:
        changed["has_login"] = True
    return json.dumps(changed) if changed else ""


def from_text(text: str) -> tuple[TransportSettings, tuple[str, ...]]:
    """Return saved settings, and the names of those that are not valid and have their defaults instead."""
    try:
        saved = json.loads(text)
    except (ValueError, RecursionError):
        saved = None
    if not isinstance(saved, dict):
        return _DEFAULTS, ("all",)
    saved = {name: saved[name] for name in (*_SAVED, "has_login") if name in saved}
    valid = {name: value for name, value in saved.items() if _is_valid(name, value)}
    if "proxy" in saved.keys() - valid.keys():
        return _DEFAULTS, ("proxy",)
    settings = _DEFAULTS.with_values(**{name: valid[name] for name in _SAVED if name in valid})
    return replace(settings, has_login=valid.get("has_login", False)), tuple(saved.keys() - valid.keys())


def _is_valid(name: str, value: object) -> bool:
    """Return whether a saved value has the type of its field, and could have been entered."""
    if name == "has_login":
        return isinstance(value, bool)
    if name == "proxy":
        return value in get_args(ProxyKind)
    field = next((each for each in (*HEADERS, *OPTIONS) if each.name == name), None)
    if type(value) is not type(_DEFAULTS.value(name)) or "\0" in str(value):
        return False
    try:
        return field is None or field.parse(str(value)) == value
    except ValueError:
        return False


class TransportController(QObject):
    """The transport settings by host.

    Attributes:
        notes: which saved settings are not valid, one sentence for each host.

    Signals:
        current_changed(str, TransportSettings): host and settings of the chosen endpoint.
        badge_changed(str, bool): the settings that differ from the defaults, as text; whether they are dangerous.
        changed(): how the request would be sent has changed.
        settings_changed(str, str): a host and its settings as text, to be saved; empty for the defaults.
        problem_changed(str): why a value was rejected; empty if it was accepted.
    """

    current_changed = Signal(str, object)
    badge_changed = Signal(str, bool)
    changed = Signal()
    settings_changed = Signal(str, str)
    problem_changed = Signal(str)

    def __init__(
        self,
        session: Session,
        profiles: ActiveProfile,
        notices: Notices,
        saved: Mapping[str, str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._profiles, self._notices = session, profiles, notices
        read = {host: from_text(text) for host, text in saved.items()}
        self._settings = {host: settings for host, (settings, _invalid) in read.items()}
        self.notes = tuple(
            f"Saved transport settings for {host} are not valid ({', '.join(sorted(invalid))}); their defaults are"
            " used. Check them before you send."
            for host, (_settings, invalid) in read.items()
            if invalid
        )
        self._logins: dict[str, Secret] = {}
        self._fetches: dict[str, KeyringCall] = {}

    def of(self, endpoint: Endpoint) -> tuple[Headers, TransportOptions]:
        """Return headers and transport options for an endpoint."""
        settings = self._settings.get(endpoint.host, _DEFAULTS)
        return settings.headers, settings.options(self._logins.get(settings.transport.proxy_url))

    def problem(self, endpoint: Endpoint) -> str:
        """Return why a request cannot be sent to an endpoint yet; empty if it can."""
        missing = self._lacks_login(self._settings.get(endpoint.host, _DEFAULTS))
        return "The proxy's login is being read from the keyring. Send again when it is there." if missing else ""

    def load_login(self, endpoint: Endpoint) -> None:
        """Start to load the login of the endpoint's proxy from the keyring, if it has one that is not loaded."""
        settings = self._settings.get(endpoint.host, _DEFAULTS)
        if self._lacks_login(settings):
            self._fetch(settings.transport.proxy_url)

    def emit_current(self) -> None:
        """Emit the settings of the chosen endpoint."""
        host, settings = self._host, self._current
        text = settings.options(None).summary()
        self.badge_changed.emit(text, not settings.transport.verify)
        self.current_changed.emit(host, settings)
        self.changed.emit()

    def change(self, name: str, text: str) -> None:
        """Change a setting to a typed value, or show why it is invalid."""
        field = next((each for each in (*HEADERS, *OPTIONS) if each.name == name), None)
        try:
            value = field.parse(text) if field else text
        except ValueError as error:
            self.problem_changed.emit(str(error))
            return
        self.problem_changed.emit("")
        settings = self._current.with_values(**{name: value})
        if settings != self._current:
            self._use(settings)

    def check_certificates(self, on: bool) -> None:
        """Turn certificate checks on or off until the window closes."""
        self._use(self._current.with_values(verify=on))

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
        proxy_url = settings.transport.proxy_url
        entry = _entry(proxy_url)
        remember(login)

        def work() -> None:
            if login:
                vault.set(entry, login)
            else:
                vault.delete(entry)

        def done(_none: object) -> None:
            self._logins.pop(proxy_url, None)
            if login:
                self._logins[proxy_url] = login
            self._save(host, replace(self._settings.get(host, _DEFAULTS), has_login=bool(login)))

        self._profiles.keyring_calls.start(work, done, self._failed)

    @property
    def _host(self) -> str:
        return self._session.endpoint.host

    @property
    def _current(self) -> TransportSettings:
        return self._settings.get(self._host, _DEFAULTS)

    def _use(self, settings: TransportSettings) -> None:
        proxy_url = settings.transport.proxy_url
        if proxy_url != self._current.transport.proxy_url:
            settings = replace(settings, has_login=proxy_url in self._logins)
        self._save(self._host, settings)

    def _save(self, host: str, settings: TransportSettings) -> None:
        self._settings[host] = settings
        self.emit_current()
        self.settings_changed.emit(host, to_text(settings))

    def _lacks_login(self, settings: TransportSettings) -> bool:
        transport = settings.transport
        return transport.proxy == "url" and settings.has_login and transport.proxy_url not in self._logins

    def _fetch(self, url: str) -> None:
        vault, keyring_calls = self._profiles.available.profiles.vault, self._profiles.keyring_calls
        if keyring_calls.is_waiting(self._fetches.get(url)):
            return
        entry = _entry(url)

        def fetched(login: Secret | None) -> None:
            if login is None:
                self._notices.show_follow_up(Notice("bad", _GONE))
                return
            remember(login)
            self._logins[url] = login
            self._notices.show_follow_up(
                Notice("good", "The proxy's login was read from the keyring. You can send now.")
            )

        self._fetches[url] = keyring_calls.start(lambda: vault.find(entry), fetched, self._failed)

    def _failed(self, error: KeyringError) -> None:
        self._notices.show_follow_up(Notice("bad", str(error)))


def _entry(proxy_url: str) -> str:
    """Return the name of the keyring entry with the login of a proxy."""
    return f"proxy {proxy_url.partition('://')[2].rstrip('/').lower()}/proxy-login"
