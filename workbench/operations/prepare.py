"""From a document to the one request that may leave, or to the reason why it may not.

Owns the rules before a send; never sends. The bytes it signs are the very object it puts into the request.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from workbench.credentials import header_problem
from workbench.exchange import Request
from workbench.jsontext import first_problem, line_and_column
from workbench.operations.endpoints import Endpoint, is_kochava, is_loopback, is_plain_http
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


@dataclass(frozen=True, slots=True)
class Refused:
    """A send that is not made; nothing has left."""

    says: str


@dataclass(frozen=True, slots=True)
class AsksAboutSlash:
    """A bare `/` would reach Kochava: the person decides whether to escape it or to send as typed."""

    says: str
    offset: int
    """Byte offset of the first bare slash in the wire bytes."""


def prepare(
    body: bytes,
    form: WireForm,
    profile: str,
    credentials: Credentials,
    endpoint: Endpoint,
    *,
    slashes_accepted: bool = False,
) -> Prepared | Refused | AsksAboutSlash:
    """Make the request for one send.

    The public sample pair is refused for any host but loopback, since it is published, unless no token is taken
    and so none of it leaves; a bare slash for a Kochava
    host asks first, since the install authentication article says PHP escapes it and the hashes would not match.
    """
    refusal = _refusal(credentials, endpoint)
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
    slash = bare_slash(wire)
    if slash is not None and not slashes_accepted and endpoint.takes_token and is_kochava(endpoint.url):
        return AsksAboutSlash(
            "The body has a bare / in it. Kochava's article says PHP escapes / to \\/, and the hashes may not match "
            "unless you do the same.",
            slash,
        )
    signature = sign(wire, credentials)
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    if endpoint.takes_token:
        headers += tuple(signature.headers().items())
    return Prepared(
        request=Request("POST", endpoint.url, headers, wire),
        signature=signature,
        form=form,
        profile=profile,
        endpoint=endpoint,
        warnings=tuple(_warnings(wire, endpoint)),
        signed=endpoint.takes_token,
    )


def _refusal(credentials: Credentials, endpoint: Endpoint) -> str | None:
    if not endpoint.takes_token:  # no credential leaves, so none can be wrong
        return None
    host = urlsplit(endpoint.url).hostname or endpoint.url
    if is_sample(credentials) and not is_loopback(endpoint.url):
        return (
            f"The public sample credentials are not sent to {host}: anyone may know them. "
            "Nothing was sent; choose a profile of your own, or the sandbox."
        )
    problem = header_problem(credentials.api_key)
    if problem:
        return f"{problem} Nothing was sent; mend the profile."
    if not credentials.secret:
        return "The secret is empty, so the token would prove nothing. Nothing was sent; mend the profile."
    return None


def _warnings(wire: bytes, endpoint: Endpoint) -> list[str]:
    warnings = []
    problem = first_problem(wire)
    if problem:
        line, column = line_and_column(wire, problem.offset)
        warnings.append(f"The body is not JSON: {problem.says} (line {line}, column {column}). It leaves as it is.")
    if is_plain_http(endpoint.url):
        warnings.append("Plain http: everything in this request can be read on its way.")
    return warnings
