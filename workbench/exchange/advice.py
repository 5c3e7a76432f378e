"""Explains an outcome to the user: likely causes and the next step.

Kochava does not publish what its server answers to a wrong token or field. The causes are therefore those given by
HTTP, Kochava's public articles and known integrations; what is not known is said to be unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from workbench.exchange.address import split_address
from workbench.exchange.values import (
    Cancelled,
    Cause,
    Failure,
    FailureKind,
    Flaw,
    Interrupted,
    Outcome,
    Request,
    Response,
)
from workbench.exchange.verdict import NO_SUCCESS, judge

LARGEST_BODY = 2_000_000
"""Bytes: the limit that known integrations use for a body (Amplitude's Kochava destination: 2 MB)."""

BASIC = "Basic"
"""The scheme by which a user name and a password are sent to a proxy."""

LOOK = (
    "After a minute or two, check the dashboard under Apps & Assets, Install Feed Validation; then mark the exchange as"
    " recorded."
)
"""Where to see whether the data was recorded (Kochava's support pages on using the SDK)."""

TRAPS = (
    "A free account receives success although its data is discarded.",
    "While strict authentication is off, any token is accepted: success does not prove that the token is right.",
    "An identity link is linked only to an earlier install with the same device id.",
)
"""What a success does not prove."""

_SCHEMES = {
    "basic": BASIC,
    "ntlm": "NTLM",
    "negotiate": "Negotiate",
    "kerberos": "Kerberos",
    "digest": "Digest",
    "bearer": "Bearer",
}

_CHECK_FIRST = "Check the dashboard before sending again, because each install counts."


class Advice(Struct, frozen=True):
    """Advice on an outcome.

    Attributes:
        says: one sentence.
        causes: likely causes, most likely first; may be empty.
        next: what to do now; empty while a send is in progress.
        retry_after_s: seconds the server asks to wait after the response; None if it does not.
    """

    says: str
    causes: tuple[str, ...] = ()
    next: str = ""
    retry_after_s: float | None = None


def advise(outcome: Outcome | None, request: Request | None = None, *, ended: datetime | None = None) -> Advice:
    """Return advice on the outcome of a request.

    Facts about the request and the connection rule out causes. `ended` (aware) is the time of the response, for a date
    in Retry-After.
    """
    match outcome:
        case None:
            return Advice("The exchange is in progress.")
        case Interrupted():
            return Advice(
                "The program ended during the send: whether the request arrived is unknown.", (), _CHECK_FIRST
            )
        case Cancelled(request_left=left):
            return _unanswered("You cancelled the send.", left)
        case Failure() as failure:
            return _failed(failure, request)
        case Response() as response:
            return _answered(response, request, ended)


def _unanswered(says: str, left: bool | None) -> Advice:
    if left is False:
        return Advice(says, next="Nothing was sent; you can send it again.")
    return Advice(says, ("The request may have arrived; only the response is missing.",), _CHECK_FIRST)


_SEND_AGAIN = "send again."
_BY_CAUSE: dict[Cause, tuple[tuple[str, ...], str]] = {
    Cause.PLAIN_PORT: (
        ("The URL begins with https://, but no TLS server listens on this port.",),
        "Use the port of the TLS server, usually 443; or http://, if the server is meant to have no TLS.",
    ),
    Cause.TLS_PORT: (
        ("The URL begins with http://, but the server expects TLS on this port, and could not read the request.",),
        "Write https:// in the URL, then send again. API key and token were sent unencrypted.",
    ),
    Cause.HANDSHAKE_ENDED: (
        ("The port is not that of a TLS server.", "A firewall ended the connection."),
        "Check the host and the port of the URL.",
    ),
    Cause.CERTIFICATE_NAME: (
        (
            "The address belongs to a different server than intended.",
            "The host in the URL is an alias or an IP address.",
        ),
        "Use the host name that the certificate is for.",
    ),
    Cause.CERTIFICATE_EXPIRED: (
        ("The owner of the server has not renewed it.", "The clock of this computer is wrong."),
        "Check this computer's clock; if it is right, tell the owner of the server.",
    ),
    Cause.CERTIFICATE_NOT_YET_VALID: (
        ("The clock of this computer is wrong.", "The certificate is new."),
        "Check this computer's clock.",
    ),
    Cause.CERTIFICATE_SELF_SIGNED: (
        ("It is a test server, or the address belongs to a different server than intended.",),
        "For a test server of your own, choose its certificate as the CA file in the transport options.",
    ),
    Cause.CERTIFICATE_AUTHORITY: (
        (
            "A company proxy or a test server uses its own certificate authority.",
            "The server does not send the certificates between its own and the authority's.",
        ),
        "Choose the CA file of that authority in the transport options.",
    ),
    Cause.CERTIFICATE_CA_FILE: (
        ("The CA file in the transport options is that of another authority.",),
        "Choose the CA file of the authority that issued the certificate.",
    ),
    Cause.CERTIFICATE_OTHER: ((), "Tell the owner of the server."),
    Cause.CLIENT_CERTIFICATE_MISSING: (
        ("No client certificate is chosen in the transport options for this host.",),
        "Choose the client certificate in the transport options.",
    ),
    Cause.CLIENT_CERTIFICATE_REFUSED: (
        ("The client certificate has expired, or is not one that this server knows.",),
        "Ask the owner of the server for a client certificate.",
    ),
    Cause.TLS_REFUSED: (
        ("The server requires another version of TLS, or a client certificate.",),
        "Ask the owner of the server what it requires.",
    ),
    Cause.PROXY_CONNECT: (
        ("The address of the proxy is wrong, or the proxy is not running.",),
        "Check the proxy in the transport options.",
    ),
    Cause.PROXY_LOGIN_MISSING: (
        ("No proxy login is set.",),
        f"Enter the proxy login in the transport options, then {_SEND_AGAIN}",
    ),
    Cause.PROXY_LOGIN_REFUSED: (
        ("The user name or the password for the proxy is wrong, or has expired.",),
        f"Correct the proxy login in the transport options, then {_SEND_AGAIN}",
    ),
    Cause.PROXY_LOGIN_SCHEME: (
        ("This program signs in to a proxy with a user name and a password only (Basic).",),
        "Use a local proxy that signs in for you, such as Px or Cntlm, or ask the network's administrator.",
    ),
    Cause.PROXY_PAGE: (
        ("The proxy does not allow this host, or wants a login in the browser first.",),
        "Read the proxy's answer, and ask the network's administrator to allow the host.",
    ),
    Cause.PROXY_UNREACHABLE: (
        ("The host or the port of the URL is wrong, or the server is not running.",),
        "Check the host and the port of the URL.",
    ),
    Cause.PROXY_NOT_HTTP: (
        ("The port is not that of an HTTP proxy. SOCKS proxies, and proxies over TLS, are not supported.",),
        "Check the proxy in the transport options.",
    ),
    Cause.BLOCKED: (
        ("A firewall or a security program on this computer does not allow the connection.",),
        "Allow it there, or ask the administrator of this computer.",
    ),
    Cause.BROKEN_RULE: (
        ("The server, or a proxy, has a fault: browsers and other clients may accept it anyway.",),
        f"The bytes received are shown. {_CHECK_FIRST}",
    ),
}


def _failed(failure: Failure, request: Request | None) -> Advice:
    plain = _unanswered(failure.says, failure.request_left)
    if failure.cause is not None:
        causes, step = _BY_CAUSE[failure.cause]
        unread = failure.request_left is False or failure.cause is Cause.TLS_PORT
        return Advice(failure.says, causes if unread else (*causes, *plain.causes), step)
    causes = {
        FailureKind.DNS: ("The host name is misspelled.", "This computer has no name server, or needs a proxy."),
        FailureKind.REFUSED: ("The port is wrong.", "The server is not running."),
        FailureKind.UNREACHABLE: ("The network is down.", "A firewall blocks the connection, or a proxy is needed."),
        FailureKind.NOT_HTTP: ("Another service listens on this port.",),
    }.get(failure.kind, ())
    if failure.kind is FailureKind.RESET and request is not None and _is_plain_to_443(request):
        causes = ("The port expects TLS, and the URL begins with http://.",)
    return Advice(plain.says, (*causes, *plain.causes), plain.next)


def _is_plain_to_443(request: Request) -> bool:
    return re.match(r"http://[^/?#]*:443(?![0-9])", request.url, re.IGNORECASE) is not None


_UNKNOWN = "Kochava's response to a wrong token is not public; this is the general meaning of the status."
_LONGEST_WAIT = 86_400 * 365.0
_LONGEST_NUMBER = 12  # digits; a longer number exceeds the longest wait
_ASK = "Whether the request was accepted is unknown: check the dashboard before sending again."
_PERMANENT = "Correct the body before sending again: the same bytes would get the same response."

_NOT_JSON = "The body is not JSON."
_CHANGED = "The body was changed in transit."
_IDENTITY = "In an identity link, no identifier is valid."
_PATH = "The path is wrong; the documented one is /track/json."
_PATH_IN_HOST = "The path is part of the host name, as in the Node sample."
_CONTENT_TYPE = "Content-Type is not application/json."
_COMPRESSED = "The body is compressed."
_CHANGED_ANSWER = "A proxy changed or compressed the response."
_HEALTH_CHECK = "A proxy or a health check answered."
_PORTAL = "A proxy, a login page or a captive portal answered."
_TRACK, _LINK = "/track/json", "/v1/cpi/identityLink.php"

_BY_STATUS: dict[int, tuple[str, tuple[str, ...], str]] = {
    400: (
        "The server considers the request malformed.",
        (
            _NOT_JSON,
            _CHANGED,
            "A required field is missing: action, kochava_app_id, or a non-empty device id.",
            _IDENTITY,
        ),
        _PERMANENT,
    ),
    401: (
        "The server does not accept the credentials.",
        (
            "The token was computed over different bytes than those received: compare the payload hash.",
            "API key and secret are swapped, or one of them ends with a space.",
            "The pair belongs to another account, or was rotated.",
        ),
        f"Compare hash and token in Signature, and the fingerprint of the pair with its owner. {_UNKNOWN}",
    ),
    403: (
        "The server does not allow this request.",
        ("The pair is not enabled for this app.", "A firewall in front of the server refused it."),
        f"Ask the Kochava account team whether the pair is enabled for this app GUID. {_UNKNOWN}",
    ),
    404: (
        "There is nothing at this address.",
        (
            _PATH,
            _PATH_IN_HOST,
        ),
        "Check the endpoint; the presets contain the documented addresses.",
    ),
    408: ("The server timed out waiting for the request.", ("The connection is slow or was interrupted.",), _ASK),
    405: ("The address does not accept this method.", ("It is not the address for payloads.",), "Check the endpoint."),
    413: (
        "The body is too large for the server.",
        ("Known integrations use a limit of 2 MB.",),
        "Make the body smaller. Whether any of it was accepted is unknown.",
    ),
    415: (
        "The server does not accept this type of body.",
        (_CONTENT_TYPE, _COMPRESSED),
        "Send Content-Type: application/json.",
    ),
    422: (
        "The server could read the body, but does not accept its content.",
        ("A required field is missing or has a wrong value.",),
        _PERMANENT,
    ),
    429: (
        "The server limits the rate of requests.",
        ("Too many requests in a short time; no fixed limit is published.",),
        "Wait, then send again; in a repeat run, choose a lower rate.",
    ),
}


_TLS_PORT_ANSWERS = (
    b"plain http request was sent to https port",  # nginx
    b"speaking plain http to an ssl-enabled server port",  # Apache
    b"client sent an http request to an https server",  # Go
)


def _answered(response: Response, request: Request | None, ended: datetime | None) -> Advice:
    success = judge(response).success
    if success:
        return Advice("The server says success. This does not prove that the data was recorded.", TRAPS, LOOK)
    broken = response.flaw in (Flaw.TRUNCATED, Flaw.GARBLED)
    if broken and 200 <= response.status < 300:
        return Advice(
            f"The server answered {response.status}, but the response is incomplete.",
            (response.broken_rule or "The server or a proxy closed the connection too early.",),
            "It may have been accepted: check the dashboard before sending again.",
        )
    advice = replace(_by_status(response, request), retry_after_s=retry_after(response, ended))
    if request is not None:
        advice = replace(
            advice, causes=tuple(each for each in advice.causes if not _ruled_out(each, request, response))
        )
    if _is_forwarded(response, request) and response.status >= 400 and response.status != 407:
        advice = replace(advice, causes=(*advice.causes, "The proxy answered instead of the server."))
    return replace(advice, says=f"{advice.says} Its response is incomplete.") if broken else advice


def _is_forwarded(response: Response, request: Request | None) -> bool:
    """Return whether a proxy passed the request on, and could have answered it itself."""
    is_plain = request is not None and request.url[:5].lower() == "http:"
    return is_plain and response.channel is not None and bool(response.channel.proxy)


def _ruled_out(cause: str, request: Request, response: Response) -> bool:
    """Return whether what is known of the request or of the connection contradicts a cause."""
    channel = response.channel
    path = split_address(request.url).path
    is_direct = channel is not None and bool(channel.tls) and channel.verified and not channel.proxy
    facts = {
        _NOT_JSON: lambda: _is_json(request.body),
        _CHANGED: lambda: is_direct or not _is_json(request.body),
        _IDENTITY: lambda: path != _LINK,
        _PATH: lambda: path.rstrip("/") in (_TRACK, _LINK),
        _PATH_IN_HOST: lambda: path.rstrip("/") in (_TRACK, _LINK),
        _CONTENT_TYPE: lambda: _media_type(request) == "application/json",
        _COMPRESSED: lambda: request.header("Content-Encoding") is None,
        _CHANGED_ANSWER: lambda: is_direct,
        _HEALTH_CHECK: lambda: is_direct,
        _PORTAL: lambda: is_direct,
    }
    return cause in facts and facts[cause]()


def _media_type(request: Request) -> str:
    return (request.header("Content-Type") or "").partition(";")[0].strip().lower()


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body[: LARGEST_BODY + 1])
    except (ValueError, RecursionError):
        return False
    return True


def _proxy_login(response: Response) -> Advice:
    """Return advice on status 407, by what the proxy offers and what it was sent."""
    channel = response.channel
    if channel is not None and not channel.proxy:
        return Advice(
            "The server answered 407, which is the answer of a proxy, although no proxy was used.",
            ("A proxy that is not in the transport options answered instead of the server.",),
            "Ask the network's administrator for the address of the proxy, and enter it in the transport options.",
        )
    says = "A proxy requires a user name and password; it answered instead of the server."
    schemes = authentication_schemes(value for name, value in response.headers if name.lower() == "proxy-authenticate")
    if schemes and BASIC not in schemes:
        says = f"A proxy answered instead of the server. It accepts sign-in by {' or '.join(schemes)} only."
        return Advice(says, *_BY_CAUSE[Cause.PROXY_LOGIN_SCHEME])
    sent = channel is not None and channel.proxy_login
    return Advice(says, *_BY_CAUSE[Cause.PROXY_LOGIN_REFUSED if sent else Cause.PROXY_LOGIN_MISSING])


def _by_status(response: Response, request: Request | None) -> Advice:
    status = response.status
    if status == 407:
        return _proxy_login(response)
    is_tls = response.channel is not None and bool(response.channel.tls)
    if status == 400 and not is_tls and any(words in response.body[:4_096].lower() for words in _TLS_PORT_ANSWERS):
        return Advice(
            "The server expects TLS on this port: the URL must begin with https://.", *_BY_CAUSE[Cause.TLS_PORT]
        )
    if status in _BY_STATUS:
        says, causes, step = _BY_STATUS[status]
        if status == 413 and request is not None:
            causes = (f"The body has {len(request.body):,} bytes.", *causes)
        return Advice(says, causes, step)
    if 300 <= status < 400:
        return _elsewhere(response)
    if 500 <= status < 600:
        return Advice(
            f"The server failed ({status}).",
            ("The error is on the server; whether the request was accepted is unknown.",),
            "Wait, and check the dashboard before sending again.",
        )
    if 400 <= status < 500:
        return Advice(f"The server did not accept the request ({status}).", (), f"Read the response body. {_PERMANENT}")
    if 200 <= status < 300:
        return _without_success(response)
    return Advice(f"{status} is not a status of HTTP.", ("It is not the address for payloads.",), _ASK)


def _elsewhere(response: Response) -> Advice:
    if response.header("Location") is None:
        return Advice(
            f"The server answered {response.status} without a new address, which is not an acceptance.",
            ("It is not the address for payloads.",),
            "Check the endpoint.",
        )
    return Advice(
        f"The server redirects ({response.status}). Redirects are never followed.",
        ("Many clients would change the POST to a GET without a body, and send key and token to the new address.",),
        "If the new address is right, open it as an endpoint and send again.",
    )


def _without_success(response: Response) -> Advice:
    status = response.status
    if judge(response).success is None:
        return Advice(
            f"The server answered {status}, but whether its body says success is unknown.",
            ("It is not the address for payloads.", _CHANGED_ANSWER),
            "Read the response body, and check the dashboard before sending again.",
        )
    if not response.body:
        return Advice(
            f"The server answered {status} without a body, so not with success.",
            ("It is not the address for payloads.", _HEALTH_CHECK),
            f"Check the endpoint; a status of {status} alone proves nothing.",
        )
    if judge(response).steps[2].says == NO_SUCCESS:
        return Advice(
            "The server answered, and the response body says no success.",
            ("The body may give the reason.", "The app GUID is unknown, or the app is not active."),
            "Read the response body; if it gives no reason, ask the Kochava account team.",
        )
    return Advice(
        f"The server answered {status}, but not with a success message.",
        ("It is not the address for payloads.", _PORTAL),
        "Read the response body, and check the endpoint.",
    )


def authentication_schemes(challenges: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the schemes that `Proxy-Authenticate` headers offer (RFC 9110, section 11.3)."""
    found = []
    for challenge in challenges:
        for part in re.sub(r'"[^"]*"', "", challenge).split(","):
            word = re.match(r"\s*([A-Za-z][\w-]*)(?![\w-])(?!\s*=)", part)
            if word is not None:
                found.append(_SCHEMES.get(word[1].lower(), "another method"))
    return tuple(dict.fromkeys(found))


def retry_after(response: Response, ended: datetime | None = None) -> float | None:
    """Return the seconds to wait from Retry-After, which has seconds or a date (RFC 9110, section 10.2.3)."""
    value = (response.header("Retry-After") or "").strip()
    if value.isascii() and value.isdecimal():
        return min(float(value) if len(value) <= _LONGEST_NUMBER else _LONGEST_WAIT, _LONGEST_WAIT)
    # Imported here: 2 % of the window's start, for the few responses that have this header.
    from email.utils import parsedate_to_datetime

    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if ended is None:
        return None
    if when.tzinfo is None:  # the asctime format has no zone; HTTP dates are in UTC
        when = when.replace(tzinfo=UTC)
    return min(max(0.0, (when - ended).total_seconds()), _LONGEST_WAIT)
