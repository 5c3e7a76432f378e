"""From a document to the one request that may leave, or to the reason why it may not.

Owns the rules before a send; never sends. The bytes it signs are the very object it puts into the request.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from workbench.credentials import ProfileMetadata, header_problem
from workbench.exchange import Request
from workbench.jsontext import first_problem, line_and_column
from workbench.operations.endpoints import Endpoint, is_kochava, is_loopback, is_plain_http
from workbench.operations.profile_scope import is_among_apps, is_among_hosts
from workbench.payloads import LARGEST_GLANCE, app_id_of
from workbench.redaction import Secret, fingerprint, remember_derived
from workbench.signing import (
    Credentials,
    NotPhpJson,
    Signature,
    WireForm,
    apply_wire_form,
    bare_slash,
    is_sample,
    sign,
)
from workbench.transport import BadTransportOption, TransportOptions
from workbench.transport.proxies import proxy_for

_DEFAULT_OPTIONS = TransportOptions()


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of a request beside Host, Content-Length and the two of Kochava.

    Attributes:
        content_type: its value; empty to send none.
        user_agent: its value; empty to send none. `Unknown` lets Kochava make one from `device_ver` (Kochava's
            article on payloads without a device_ua).
    """

    content_type: str = "application/json"
    user_agent: str = ""

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the headers in the order in which they leave."""
        named = (("Content-Type", self.content_type), ("User-Agent", self.user_agent))
        return tuple((name, value) for name, value in named if value)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that is ready to leave, and what it was made from."""

    request: Request
    signature: Signature
    form: WireForm
    profile: str
    endpoint: Endpoint
    warnings: tuple[str, ...] = ()
    """Sentences a person should read; none of them stops the send."""
    signed: bool = field(default=True)
    """False where the endpoint takes no token: then no Kochava header leaves."""
    pair: str = ""
    """The fingerprint of the pair that signed."""
    options: TransportOptions = _DEFAULT_OPTIONS
    """How it travels."""

    @property
    def stays_here(self) -> bool:
        """Whether nothing of it leaves this machine, by way of a proxy either."""
        return _stays_here(self.request.url, self.options)

    @property
    def app(self) -> str | None:
        """The payload's kochava_app_id as one line that can stand in a sentence; None where there is none."""
        app = app_id_of(self.request.body)
        return None if app is None else _shown(app)


@dataclass(frozen=True, slots=True)
class Refused:
    """A send that is not made; nothing has left."""

    says: str


Topic: TypeAlias = Literal["host", "app", "slash"]
"""What a person can be asked about before a send."""

_MOST_LISTED = 4
_LONGEST_SHOWN = 64

AGREED_SLASH = "slash"
"""The key of having agreed to send bare slashes as typed."""


@dataclass(frozen=True, slots=True)
class Asks:
    """Something a person must decide before this send; nothing has left.

    Attributes:
        key: what `agreed` must hold for the same send to go on.
        about: the host or the App GUID asked about; empty where it is the slash.
        offset: byte offset of the first bare slash in the wire bytes; None for another topic.
    """

    topic: Topic
    key: str
    says: str
    about: str = ""
    offset: int | None = None


_NO_FACTS = ProfileMetadata()
_PLAIN_HEADERS = Headers()


def prepare(
    body: bytes,
    form: WireForm,
    profile: str,
    credentials: Credentials,
    endpoint: Endpoint,
    *,
    facts: ProfileMetadata = _NO_FACTS,
    agreed: Container[str] = (),
    headers: Headers = _PLAIN_HEADERS,
    options: TransportOptions = _DEFAULT_OPTIONS,
) -> Prepared | Refused | Asks:
    """Make the request for one send.

    The public sample pair is refused for any host but loopback, since it is published, unless no token is taken
    and so none of it leaves. What the profile's `facts` say it is not for asks first: a host that would get its
    token, unless it is this machine; an app whose payload it would sign. A bare slash for a Kochava host asks too,
    since the install authentication article says PHP escapes it and the hashes would not match. `agreed` holds the
    keys of the questions that were answered with yes.
    """
    stays_here = _stays_here(endpoint.url, options)
    refusal = _refusal(credentials, endpoint, stays_here=stays_here)
    if refusal:
        return Refused(refusal)
    try:
        wire = apply_wire_form(body, form)
    except NotPhpJson as error:
        line, column = line_and_column(body, error.offset)
        return Refused(
            f"PHP cannot read this body ({error.reason}, line {line}, column {column}), so it has no PHP-stable form. "
            "Nothing was sent; mend it or choose another wire form."
        )
    host = None if stays_here else _host(profile, facts, endpoint)
    for question in (host, _app(profile, facts, wire), _slash(wire, endpoint)):
        if question is not None and question.key not in agreed:
            return question
    signature = sign(wire, credentials)
    pairs = headers.pairs()
    if endpoint.takes_token:
        remember_derived(Secret(signature.auth_token))
        pairs += tuple(signature.headers().items())
    return Prepared(
        request=Request("POST", endpoint.url, pairs, wire),
        signature=signature,
        form=form,
        profile=profile,
        endpoint=endpoint,
        warnings=tuple(_warnings(wire, endpoint, facts)),
        signed=endpoint.takes_token,
        pair=pair_fingerprint(credentials),
        options=options,
    )


def pair_fingerprint(credentials: Credentials) -> str:
    """Return eight hex digits by which two sends can be told to be signed by the same pair, or not."""
    return fingerprint(f"{credentials.api_key}\n{credentials.secret}")


def _stays_here(url: str, options: TransportOptions) -> bool:
    if not is_loopback(url):
        return False
    if options.proxy == "none":
        return True
    parts = urlsplit(url)
    try:
        proxy = proxy_for(options, parts.scheme, parts.hostname or "", parts.port)
    except BadTransportOption:
        return True  # the transport refuses such a proxy
    return proxy is None or is_loopback(f"http://{proxy.netloc}")


def _refusal(credentials: Credentials, endpoint: Endpoint, *, stays_here: bool) -> str | None:
    if not endpoint.takes_token:  # no credential leaves, so none can be wrong
        return None
    host = urlsplit(endpoint.url).hostname or endpoint.url
    if is_sample(credentials) and not stays_here:
        whither = f"{host} through a proxy" if is_loopback(endpoint.url) else host
        return (
            f"The public sample credentials are not sent to {whither}: anyone may know them. "
            "Nothing was sent; choose a profile of your own, or the sandbox."
        )
    problem = header_problem(credentials.api_key)
    if problem:
        return f"{problem} Nothing was sent; mend the profile."
    if not credentials.secret:
        return "The secret is empty, so the token would prove nothing. Nothing was sent; mend the profile."
    return None


def _host(profile: str, facts: ProfileMetadata, endpoint: Endpoint) -> Asks | None:
    if not endpoint.takes_token or is_among_hosts(endpoint.host, facts.hosts):
        return None
    return Asks(
        "host",
        f"host:{endpoint.host}",
        f"The profile “{profile}” is for {_listed(facts.hosts)}, and this goes to {endpoint.host}: "
        "whoever gets its token can use it for ever. Nothing was sent yet.",
        about=endpoint.host,
    )


def _app(profile: str, facts: ProfileMetadata, wire: bytes) -> Asks | None:
    app_guid = app_id_of(wire) if facts.app_guids else None
    if app_guid is None or is_among_apps(app_guid, facts.app_guids):
        return None
    return Asks(
        "app",
        f"app:{app_guid}",
        f"The payload's kochava_app_id is “{_shown(app_guid)}”, and the profile “{profile}” is for "
        f"{_listed(facts.app_guids)}. Nothing was sent yet.",
        about=app_guid,
    )


def _slash(wire: bytes, endpoint: Endpoint) -> Asks | None:
    if not endpoint.takes_token or not is_kochava(endpoint.url):
        return None
    slash = bare_slash(wire)
    if slash is None:
        return None
    return Asks(
        "slash",
        AGREED_SLASH,
        "The body has a bare / in it. Kochava's article says PHP escapes / to \\/, and the hashes may not match "
        "unless you do the same.",
        offset=slash,
    )


def _listed(entries: Iterable[str]) -> str:
    """Return the first few entries in words, and how many more there are."""
    given = [_shown(each) for each in entries if each.strip()]
    more = len(given) - _MOST_LISTED
    return ", ".join(given[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def _shown(text: str) -> str:
    """Return a text from a body or a list as one line that can stand in a sentence."""
    shown = "".join(each if each.isprintable() else "�" for each in text.strip())
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"


def _warnings(wire: bytes, endpoint: Endpoint, facts: ProfileMetadata) -> list[str]:
    warnings = []
    problem = first_problem(wire)
    if problem:
        line, column = line_and_column(wire, problem.offset)
        warnings.append(f"The body is not JSON: {problem.says} (line {line}, column {column}). It leaves as it is.")
    elif facts.app_guids and len(wire) > LARGEST_GLANCE:
        warnings.append("The body is too large to look for its kochava_app_id, so its app was not checked.")
    if is_plain_http(endpoint.url):
        warnings.append("Plain http: everything in this request can be read on its way.")
    return warnings
