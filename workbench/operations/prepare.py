"""Prepares the request of a send, or returns why it must not be sent or what must be confirmed first.

Never sends. The bytes signed and the body of the request are the same object.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from pathlib import PurePath
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from msgspec import Struct

from workbench.credentials import ProfileMetadata, header_problem
from workbench.exchange import Exchange, Request
from workbench.jsontext import content_of, line_and_column
from workbench.operations.endpoints import Endpoint, is_kochava, is_loopback, is_plain_http
from workbench.operations.profile_scope import app_allowed, host_allowed
from workbench.payloads import LARGEST_GLANCE, app_id_of
from workbench.redaction import SECRET_REMOVED, Secret, fingerprint, remember_derived
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

_DEFAULT_TRANSPORT = TransportOptions()
_NO_CREDENTIALS = Credentials("", "")


class Headers(Struct, frozen=True):
    """The optional headers of a request.

    Attributes:
        content_type: the Content-Type; empty to send none.
        user_agent: the User-Agent; empty to send none. `Unknown` makes Kochava derive one from `device_ver` (Kochava's
            article on payloads without a device_ua).
    """

    content_type: str = "application/json"
    user_agent: str = ""

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return name and value of each header, in the order in which they are sent."""
        named = (("Content-Type", self.content_type), ("User-Agent", self.user_agent))
        return tuple((name, value) for name, value in named if value)


_PLAIN_HEADERS = Headers()
_NO_METADATA = ProfileMetadata()


class SendRequest(Struct, frozen=True):
    """Everything that one send is made from. It is the same for the window and the terminal.

    Attributes:
        body: the bytes before the wire form; for a resend those that were sent.
        credentials: what signs; None if the endpoint takes no token, or if there are none.
        title: the title of the exchange.
        confirmed: the keys of questions that need not be asked.
        why_no_credentials: why `credentials` is None, in one or two sentences.
        not_ready: why it cannot be sent yet, one sentence; empty if it can.
        notes: warnings, one sentence each.
        typed: the body before its placeholders were expanded; empty if it has none.
        resend_of: the exchange that is sent again.
    """

    body: bytes
    form: WireForm
    profile: str
    credentials: Credentials | None
    endpoint: Endpoint
    title: str = ""
    metadata: ProfileMetadata = _NO_METADATA
    headers: Headers = _PLAIN_HEADERS
    transport: TransportOptions = _DEFAULT_TRANSPORT
    confirmed: frozenset[str] = frozenset()
    why_no_credentials: str = "There are no credentials."
    not_ready: str = ""
    notes: tuple[str, ...] = ()
    typed: bytes = b""
    resend_of: Exchange | None = None


class Prepared(Struct, frozen=True):
    """A request that is ready to be sent, and what it was prepared from.

    Attributes:
        pair: the fingerprint of the credentials; empty if the request is not signed.
    """

    send: SendRequest
    request: Request
    signature: Signature
    pair: str
    warnings: tuple[str, ...] = ()
    """Sentences to show before the send; none of them prevents it."""

    @property
    def signed(self) -> bool:
        """Whether the endpoint takes a token; if not, no Kochava header is sent."""
        return self.send.endpoint.takes_token

    @property
    def is_local(self) -> bool:
        """Whether the request stays on this machine, a proxy included."""
        return _stays_here(self.request.url, self.send.transport)

    @property
    def app(self) -> str | None:
        """The payload's kochava_app_id as one printable line; None if there is none."""
        app = app_id_of(self.request.body)
        return None if app is None else _shown(app)


class Refused(Struct, frozen=True):
    """The send was refused; nothing was sent."""

    message: str


Topic: TypeAlias = Literal["host", "app", "slash", "removed"]
"""What may need confirmation before a send."""

_MOST_LISTED = 4
_LONGEST_SHOWN = 64

SLASH_CONFIRMED = "slash"
"""The key that confirms sending unescaped slashes."""


class ConfirmationNeeded(Struct, frozen=True):
    """The send needs a confirmation; nothing was sent yet.

    Attributes:
        key: confirms this question when passed in `confirmed`.
        message: the question, in one or two sentences.
        about: the host or App GUID in question; empty for other topics.
        offset: byte offset of the first unescaped slash in the wire bytes; None for other topics.
    """

    topic: Topic
    key: str
    message: str
    about: str = ""
    offset: int | None = None


def prepare(send: SendRequest, confirmed: Container[str] = ()) -> Prepared | Refused | ConfirmationNeeded:
    """Return the request of one send, or why it is refused, or what must be confirmed first.

    Of several refusals the first is returned: a body whose bytes are gone, which nothing brings back; then what the
    user must correct, missing or wrong credentials before the body; last what ends by itself (`not_ready`).

    A resend is refused if a secret in its body was replaced when it was saved: the original bytes are gone.
    The public sample credentials are refused for every host but loopback, unless the endpoint takes no token.
    A host or an app that the profile's `metadata` does not list needs confirmation; loopback never does. So does an
    unescaped slash in a body for a Kochava host: the install authentication article says that PHP escapes it and the
    hashes would not match. So does a body from which a draft has lost a secret. `confirmed` holds the keys of the
    questions that were answered with yes.
    """
    endpoint, metadata = send.endpoint, send.metadata
    credentials = send.credentials or _NO_CREDENTIALS
    is_local = _stays_here(endpoint.url, send.transport)
    if send.resend_of is not None and send.resend_of.replaced:
        return Refused(
            "The body contained a secret, which the history does not save, so the same bytes cannot be sent again. "
            "Nothing was sent. Send the payload from its file instead."
        )
    problem = _credentials_problem(send, is_local=is_local) if endpoint.takes_token else None
    if problem:
        return Refused(problem)
    try:
        wire = send.body if send.resend_of is not None else apply_wire_form(send.body, send.form)
    except NotPhpJson as error:
        line, column = line_and_column(send.body, error.offset)
        return Refused(
            f"PHP cannot read this body ({error.reason}, line {line}, column {column}), so it has no PHP-stable form. "
            "Nothing was sent. Correct the body or choose another wire form."
        )
    if send.not_ready:
        return Refused(f"{send.not_ready} Nothing was sent.")
    host = None if is_local else _host(send.profile, metadata, endpoint)
    for question in (_removed(wire), host, _app(send.profile, metadata, wire), _slash(wire, endpoint)):
        if question is not None and question.key not in send.confirmed and question.key not in confirmed:
            return question
    signature = sign(wire, credentials)
    pairs = send.headers.pairs()
    if endpoint.takes_token:
        remember_derived(Secret(signature.auth_token))
        pairs += tuple(signature.headers().items())
    request = Request("POST", endpoint.url, pairs, wire)
    pair = pair_fingerprint(credentials) if endpoint.takes_token and send.credentials else ""
    return Prepared(send, request, signature, pair, (*send.notes, *_warnings(wire, endpoint, metadata)))


def title_for(file: str) -> str:
    """Return the title of a send: the name of the payload's file; `-` is standard input."""
    return "standard input" if file == "-" else PurePath(file).name


def pair_fingerprint(credentials: Credentials) -> str:
    """Return eight hex digits that identify the credentials without revealing them."""
    return fingerprint(f"{credentials.api_key}\n{credentials.secret}")


def _stays_here(url: str, transport: TransportOptions) -> bool:
    if not is_loopback(url):
        return False
    if transport.proxy == "none":
        return True
    parts = urlsplit(url)
    try:
        proxy = proxy_for(transport, parts.scheme, parts.hostname or "", parts.port)
    except BadTransportOption:
        return True  # the transport refuses an invalid proxy
    return proxy is None or is_loopback(f"http://{proxy.netloc}")


def _credentials_problem(send: SendRequest, *, is_local: bool) -> str | None:
    """Return why the request cannot be signed for an endpoint that takes a token."""
    endpoint, credentials = send.endpoint, send.credentials
    if credentials is None:
        return f"{send.why_no_credentials} Nothing was sent."
    host = urlsplit(endpoint.url).hostname or endpoint.url
    if is_sample(credentials) and not is_local:
        target = f"{host} through a proxy" if is_loopback(endpoint.url) else host
        return (
            f"The public sample credentials are not sent to {target}: they are published. "
            "Nothing was sent. Choose a profile of your own, or the sandbox."
        )
    problem = header_problem(credentials.api_key)
    if problem:
        return f"{problem} Nothing was sent. Correct the profile."
    if not credentials.secret:
        return "The secret is empty, so the token would prove nothing. Nothing was sent. Correct the profile."
    return None


def _host(profile: str, metadata: ProfileMetadata, endpoint: Endpoint) -> ConfirmationNeeded | None:
    if not endpoint.takes_token or host_allowed(endpoint.host, metadata.hosts):
        return None
    return ConfirmationNeeded(
        "host",
        f"host:{endpoint.host}",
        f"The profile “{profile}” is for {_listed(metadata.hosts)}, and the endpoint is {endpoint.host}. "
        "Tokens never expire: whoever receives one can use it again. Nothing was sent.",
        about=endpoint.host,
    )


def _app(profile: str, metadata: ProfileMetadata, wire: bytes) -> ConfirmationNeeded | None:
    app_guid = app_id_of(wire) if metadata.app_guids else None
    if app_guid is None or app_allowed(app_guid, metadata.app_guids):
        return None
    return ConfirmationNeeded(
        "app",
        f"app:{app_guid}",
        f"The payload's kochava_app_id is “{_shown(app_guid)}”, and the profile “{profile}” is for "
        f"{_listed(metadata.app_guids)}. Nothing was sent.",
        about=app_guid,
    )


def _removed(wire: bytes) -> ConfirmationNeeded | None:
    if SECRET_REMOVED.encode() not in wire:
        return None
    return ConfirmationNeeded(
        "removed",
        "removed",
        f"The body contains {SECRET_REMOVED}, where a secret stood that is not saved in drafts. Nothing was sent.",
    )


def _slash(wire: bytes, endpoint: Endpoint) -> ConfirmationNeeded | None:
    if not endpoint.takes_token or not is_kochava(endpoint.url):
        return None
    slash = bare_slash(wire)
    if slash is None:
        return None
    return ConfirmationNeeded(
        "slash",
        SLASH_CONFIRMED,
        "The body contains an unescaped /. Kochava's documentation says that PHP escapes / as \\/, and that the hashes "
        "may not match unless you do the same.",
        offset=slash,
    )


def _listed(entries: Iterable[str]) -> str:
    """Return the first entries, separated by commas, and the number of further ones."""
    given = [_shown(each) for each in entries if each.strip()]
    more = len(given) - _MOST_LISTED
    return ", ".join(given[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def _shown(text: str) -> str:
    """Return a text as one printable line, shortened if it is long."""
    shown = "".join(each if each.isprintable() else "�" for each in text.strip())
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"


def _warnings(wire: bytes, endpoint: Endpoint, metadata: ProfileMetadata) -> list[str]:
    warnings = []
    content = content_of(wire)
    if content.kind != "json":
        warnings.append(f"The body is {content.says}. It is sent unchanged.")
    elif metadata.app_guids and len(wire) > LARGEST_GLANCE:
        warnings.append("The body is too large to be searched for its kochava_app_id, so the app was not checked.")
    if is_plain_http(endpoint.url):
        warnings.append("Plain http: this request is sent unencrypted, API key and token included.")
    return warnings
