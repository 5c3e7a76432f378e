"""Explains an outcome to the user: likely causes and the next step.

Kochava does not publish what its server answers to a wrong token or field. The causes are therefore those given by
HTTP, Kochava's public articles and known integrations; what is not known is said to be unknown.
"""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from workbench.exchange.values import Cancelled, Failure, FailureKind, Flaw, Interrupted, Outcome, Response
from workbench.exchange.verdict import NO_SUCCESS, judge

LARGEST_BODY = 2_000_000
"""Bytes: the limit that known integrations use for a body (Amplitude's Kochava destination: 2 MB)."""

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


def advise(outcome: Outcome | None, *, sent_bytes: int = 0, ended: datetime | None = None) -> Advice:
    """Return advice on an outcome; `ended` (aware) is the time of the response, for a date in Retry-After."""
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
            return _failed(failure)
        case Response() as response:
            return _answered(response, sent_bytes, ended)


def _unanswered(says: str, left: bool | None) -> Advice:
    if left is False:
        return Advice(says, next="Nothing was sent; you can send it again.")
    return Advice(says, ("The request may have arrived; only the response is missing.",), _CHECK_FIRST)


def _failed(failure: Failure) -> Advice:
    causes: tuple[str, ...] = {
        FailureKind.DNS: ("The host name is misspelled.", "This computer has no name server, or needs a proxy."),
        FailureKind.REFUSED: ("The port is wrong.", "The server is not running."),
        FailureKind.UNREACHABLE: ("The network is down.", "A firewall blocks the connection, or a proxy is needed."),
        FailureKind.TLS: (
            "A company proxy uses its own certificate authority: choose its CA file in the transport options.",
            "The address belongs to a different server than intended.",
        ),
        FailureKind.NOT_HTTP: ("http:// and https:// were confused.", "Another service listens on this port."),
        FailureKind.PROXY: ("The proxy login is missing or wrong.", "The proxy does not allow this host."),
    }.get(failure.kind, ())
    if "client certificate" in failure.says:
        causes = ("No client certificate is chosen in the transport options for this host.",)
    plain = _unanswered(failure.says, failure.request_left)
    return Advice(plain.says, (*causes, *plain.causes), plain.next)


_UNKNOWN = "Kochava's response to a wrong token is not public; this is the general meaning of the status."
_LONGEST_WAIT = 86_400 * 365.0
_LONGEST_NUMBER = 12  # digits; a longer number exceeds the longest wait
_ASK = "Whether the request was accepted is unknown: check the dashboard before sending again."
_PERMANENT = "Correct the body before sending again: the same bytes would get the same response."

_BY_STATUS: dict[int, tuple[str, tuple[str, ...], str]] = {
    400: (
        "The server considers the request malformed.",
        (
            "The body is not JSON, or was changed in transit.",
            "A required field is missing: action, kochava_app_id, or a non-empty device id.",
            "In an identity link, no identifier is valid.",
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
            "The path is wrong; the documented one is /track/json.",
            "The path is part of the host name, as in the Node sample.",
        ),
        "Check the endpoint; the presets contain the documented addresses.",
    ),
    407: (
        "A proxy requires a user name and password; it answered instead of the server.",
        ("The proxy login is missing or wrong.",),
        "Enter the proxy login in the transport options, then send again.",
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
        ("Content-Type is not application/json.", "The body is compressed."),
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


def _answered(response: Response, sent_bytes: int, ended: datetime | None) -> Advice:
    success = judge(response).success
    if success:
        return Advice("The server says success. This does not prove that the data was recorded.", TRAPS, LOOK)
    broken = response.flaw in (Flaw.TRUNCATED, Flaw.GARBLED)
    if broken and 200 <= response.status < 300:
        return Advice(
            f"The server answered {response.status}, but the response is incomplete.",
            ("The server or a proxy closed the connection too early.",),
            "It may have been accepted: check the dashboard before sending again.",
        )
    advice = replace(_by_status(response, sent_bytes), retry_after_s=retry_after(response, ended))
    return replace(advice, says=f"{advice.says} Its response is incomplete.") if broken else advice


def _by_status(response: Response, sent_bytes: int) -> Advice:
    status = response.status
    if status in _BY_STATUS:
        says, causes, step = _BY_STATUS[status]
        if status == 413 and sent_bytes:
            causes = (f"The body has {sent_bytes:,} bytes.", *causes)
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
            ("It is not the address for payloads.", "A proxy changed or compressed the response."),
            "Read the response body, and check the dashboard before sending again.",
        )
    if not response.body:
        return Advice(
            f"The server answered {status} without a body, so not with success.",
            ("It is not the address for payloads.", "A proxy or a health check answered."),
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
        ("It is not the address for payloads.", "A proxy, a login page or a captive portal answered."),
        "Read the response body, and check the endpoint.",
    )


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
