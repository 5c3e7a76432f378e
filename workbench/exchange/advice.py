"""What an answer means in plain words: likely causes, and the next step. It never claims what nobody published.

Kochava publishes no list of what its server answers to a wrong token or a wrong field. So the causes are those that
HTTP, Kochava's public articles and known integrations name, and what is not known is called unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from workbench.exchange.values import Cancelled, Failure, FailureKind, Flaw, Interrupted, Outcome, Response
from workbench.exchange.verdict import judge

LARGEST_BODY = 2_000_000
"""Bytes of a body that known integrations keep below (Amplitude's Kochava destination: 2 MB)."""

LOOK = (
    "Look in the dashboard under Apps & Assets, Install Feed Validation, a minute or two later; then tick “recorded”."
)
"""Where a person sees whether the data was kept (Kochava's support pages on using the SDK)."""

TRAPS = (
    "A free account is told success while its data is dropped.",
    "While strict authentication is off, any token is accepted: success does not prove the token.",
    "An identity link ties only to an install that Kochava had before, with the same device id.",
)
"""What a success does not prove."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to make of an outcome.

    Attributes:
        says: one sentence.
        causes: likely ones, the likeliest first; empty where there is nothing to explain.
        next: what to do now; empty while a send is under way.
        retry_after_s: seconds from the answer until the server wants to be asked again; None if it did not say.
    """

    says: str
    causes: tuple[str, ...] = ()
    next: str = ""
    retry_after_s: float | None = None


def advise(outcome: Outcome | None, *, sent_bytes: int = 0, ended: datetime | None = None) -> Advice:
    """Return what to make of an outcome; `ended` (aware) is when the answer came, for a date in Retry-After."""
    match outcome:
        case None:
            return Advice("The exchange is under way.")
        case Interrupted():
            return Advice(
                "The program ended while this was under way: whether it arrived is unknown.",
                next="Look in the dashboard before you send it again: installs count.",
            )
        case Cancelled(request_left=left):
            return _unanswered("You cancelled it.", left)
        case Failure() as failure:
            return _failed(failure)
        case Response() as response:
            return _answered(response, sent_bytes, ended)


def _unanswered(says: str, left: bool | None) -> Advice:
    if left is False:
        return Advice(says, next="Nothing was sent; it can be sent again without a double.")
    return Advice(
        says,
        ("It may have arrived all the same: only the answer is missing.",),
        "Look in the dashboard before you send it again: installs count.",
    )


def _failed(failure: Failure) -> Advice:
    causes: tuple[str, ...] = {
        FailureKind.DNS: ("The host is misspelled.", "This computer has no name server, or needs a proxy."),
        FailureKind.REFUSED: ("The port is wrong.", "The server is not running."),
        FailureKind.UNREACHABLE: ("The network is down.", "A firewall or a missing proxy."),
        FailureKind.TLS: (
            "A company's proxy signs with an authority of its own: give its CA file in the transport choices.",
            "The address is of another server than was meant.",
        ),
        FailureKind.NOT_HTTP: ("http:// and https:// were confused.", "Another service listens on this port."),
        FailureKind.PROXY: ("The proxy's login is missing or wrong.", "The proxy does not allow this host."),
    }.get(failure.kind, ())
    if "wants a client certificate" in failure.says:
        causes = ("None is chosen in the transport choices for this host.",)
    plain = _unanswered(failure.says, failure.request_left)
    return Advice(plain.says, (*causes, *plain.causes), plain.next)


_UNKNOWN = "What Kochava's server answers to a wrong token is not public; this is what the status means elsewhere."
_LONGEST_WAIT = 86_400 * 365.0
_LONGEST_NUMBER = 12  # digits; any more is longer than the longest wait
_ASK = "Whether it was taken in is unknown: look in the dashboard before you send it again."
_PERMANENT = "The same bytes would be answered the same way: mend them before you send again."

_BY_STATUS: dict[int, tuple[str, tuple[str, ...], str]] = {
    400: (
        "The server finds the request malformed.",
        (
            "The body is not JSON, or was changed on its way.",
            "A required field is missing: action, kochava_app_id, or a device id that is not empty.",
            "For an identity link: no identifier is valid.",
        ),
        _PERMANENT,
    ),
    401: (
        "The server does not accept the credentials.",
        (
            "The token was made over other bytes than arrived: compare the payload hash.",
            "Key and secret are swapped, or one has a blank at its end.",
            "The pair belongs to another account, or was rotated.",
        ),
        f"Compare hash and token in Signature, and the pair's fingerprint with its owner. {_UNKNOWN}",
    ),
    403: (
        "The server knows who asks, and does not allow it.",
        ("The pair is not enabled for this app.", "A firewall in front of the server refused it."),
        f"Ask the Kochava account team whether the pair is enabled for this app GUID. {_UNKNOWN}",
    ),
    404: (
        "There is nothing at this address.",
        ("The path is wrong: documented is /track/json.", "The path stands in the host name, as in the Node sample."),
        "Check the endpoint; the presets have the documented addresses.",
    ),
    407: (
        "A proxy on the way wants a user name and a password; it answered in the server's place.",
        ("The proxy's login is missing or wrong.",),
        "Give the proxy's login in the transport choices, then send again.",
    ),
    408: ("The server waited too long for the request.", ("The connection is slow, or was held up on its way.",), _ASK),
    405: ("The address does not take this method.", ("It is not the address for payloads.",), "Check the endpoint."),
    413: (
        "The body is too large for the server.",
        ("Known integrations keep below 2 MB.",),
        "Make the body smaller. Whether anything of it was taken in is unknown.",
    ),
    415: (
        "The server does not take this kind of body.",
        ("Content-Type is not application/json.", "The body is packed."),
        "Send Content-Type: application/json.",
    ),
    422: (
        "The server could read the body, and does not accept what is in it.",
        ("A required field is missing or has a wrong value.",),
        _PERMANENT,
    ),
    429: (
        "The server asks to be asked less often.",
        ("Too many requests in a short time; no fixed limit is published.",),
        "Wait, then send again; in a repeat run choose a lower rate.",
    ),
}


def _answered(response: Response, sent_bytes: int, ended: datetime | None) -> Advice:
    success = judge(response).success
    if success:
        return Advice("The server says success. That is not yet proof that anything was recorded.", TRAPS, LOOK)
    broken = response.flaw in (Flaw.TRUNCATED, Flaw.GARBLED)
    if broken and 200 <= response.status < 300:
        return Advice(
            f"The server answered {response.status}, but its answer broke off.",
            ("The server or a proxy on the way closed too early.",),
            "It may have been taken in: look in the dashboard before you send it again.",
        )
    advice = replace(_by_status(response, sent_bytes), retry_after_s=retry_after(response, ended))
    return replace(advice, says=f"{advice.says} Its answer broke off.") if broken else advice


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
            f"The server itself failed ({status}).",
            ("The fault is on the server's side; whether the request was taken in is unknown.",),
            "Wait and look in the dashboard before you send it again.",
        )
    if 400 <= status < 500:
        return Advice(f"The server did not accept the request ({status}).", (), f"Read the answer's body. {_PERMANENT}")
    if 200 <= status < 300:
        return _without_success(response)
    return Advice(f"{status} is no status that HTTP knows.", ("It is not the address for payloads.",), _ASK)


def _elsewhere(response: Response) -> Advice:
    if response.header("Location") is None:
        return Advice(
            f"The server answered {response.status}, which is no acceptance, and names no other address.",
            ("It is not the address for payloads.",),
            "Check the endpoint.",
        )
    return Advice(
        f"The server redirects ({response.status}). Redirects are shown and never followed.",
        ("Many clients would turn the POST into a GET without a body, and send key and token along.",),
        "If the new address is right, open it as an endpoint and send there.",
    )


def _without_success(response: Response) -> Advice:
    line = f"{response.status}"
    if judge(response).success is None:
        return Advice(
            f"The server answered {line}, but whether its body says success cannot be read from what came.",
            ("The address is not the one for payloads.", "A proxy on the way changed or packed the answer."),
            "Look at the answer's body, and in the dashboard before you send it again.",
        )
    if not response.body:
        return Advice(
            f"The server answered {line} with no body, so nothing says success.",
            ("The address is not the one for payloads.", "A proxy or a health check answered."),
            f"Check the endpoint; a bare {line} proves nothing.",
        )
    if "says that it was no success" in judge(response).steps[2].says:
        return Advice(
            "The server answered, and its body says that it was no success.",
            ("The body names the reason, if it has one.", "The app GUID is not known, or the app is not active."),
            "Read the answer's body; ask the account team with it if it gives no reason.",
        )
    return Advice(
        f"The server answered {line}, but not with a success message.",
        ("The address is not the one for payloads.", "A proxy, a login page or a captive portal answered."),
        "Read the answer's body, and check the endpoint.",
    )


def retry_after(response: Response, ended: datetime | None = None) -> float | None:
    """Return the seconds the server asks to wait, from seconds or a date (RFC 9110, section 10.2.3)."""
    said = (response.header("Retry-After") or "").strip()
    if said.isascii() and said.isdecimal():
        return min(float(said) if len(said) <= _LONGEST_NUMBER else _LONGEST_WAIT, _LONGEST_WAIT)
    try:
        when = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    if ended is None:
        return None
    if when.tzinfo is None:  # the form of C's asctime names no zone; dates of HTTP are in UTC
        when = when.replace(tzinfo=UTC)
    return min(max(0.0, (when - ended).total_seconds()), _LONGEST_WAIT)
