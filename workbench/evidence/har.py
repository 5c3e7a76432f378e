"""Exchanges as HAR 1.2 (HTTP Archive), which browsers and most HTTP tools read.

HAR contains text, not bytes: a body that is not UTF-8 is in base64, and marked so. For a request the format has no
field for that; ours begins with an underscore, as the format requires of custom fields.
"""

import base64
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from workbench import __version__
from workbench.evidence.safe import head, safe_body, safe_headers, safe_url
from workbench.exchange import Exchange, Response, Timing, judge
from workbench.exchange.address import split_address
from workbench.redaction import redact

_PAGE = "page_1"
_ABSENT = -1  # the format's value for "not applicable"


def har(exchanges: Iterable[Exchange], *, with_token: bool = False) -> str:
    """Return the exchanges as one HAR document; one without a response has status 0 and a comment with the reason."""
    exchanges = list(exchanges)
    first = min((exchange.started for exchange in exchanges), default=datetime.now(UTC))
    page = {  # Safari reads no file without pages
        "startedDateTime": first.isoformat(timespec="milliseconds"),
        "id": _PAGE,
        "title": "Payload Workbench",
        "pageTimings": {},
    }
    document = {
        "log": {
            "version": "1.2",
            "creator": {"name": "Payload Workbench", "version": __version__},
            "pages": [page],
            "entries": [_entry(exchange, with_token=with_token) for exchange in exchanges],
        }
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _entry(exchange: Exchange, *, with_token: bool) -> dict[str, Any]:
    outcome = exchange.outcome
    timing = Timing(0.0) if outcome is None else outcome.timing
    timings = _timings(timing)
    entry: dict[str, Any] = {
        "pageref": _PAGE,
        "startedDateTime": exchange.started.isoformat(timespec="milliseconds"),
        "time": round(sum(each for name, each in timings.items() if name != "ssl" and each > 0), 3),
        "request": _request(exchange, with_token=with_token),
        "response": _response(outcome) if isinstance(outcome, Response) else _no_response(exchange),
        "cache": {},
        "timings": timings,
        "comment": f"{redact(exchange.title)}; payload hash {exchange.payload_hash}; {judge(outcome).text}",
    }
    channel = None if outcome is None else getattr(outcome, "channel", None)
    if channel is not None and channel.remote:
        host, _, port = channel.remote.rpartition(":")
        entry |= {"serverIPAddress": host.strip("[]"), "connection": port}
    return entry


def _request(exchange: Exchange, *, with_token: bool) -> dict[str, Any]:
    request = exchange.request
    headers = safe_headers(head(request), with_token=with_token, token_shown=exchange.token_shown)
    body = safe_body(request.body)
    text, encoding = _text(body.body)
    posted: dict[str, Any] = {"mimeType": request.header("Content-Type") or "", "text": text}
    comments = []
    if encoding:
        posted["_encoding"] = "base64"
        comments.append("Not valid UTF-8; encoded in base64.")
    if body.redacted_bytes or exchange.replaced:
        comments.append("A secret was masked.")
    if comments:
        posted["comment"] = " ".join(comments)
    url = safe_url(request.url)
    return {
        "method": request.method,
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers),
        "queryString": _pairs(tuple(parse_qsl(split_address(url).query, keep_blank_values=True))),
        "postData": posted,
        "headersSize": _ABSENT,
        "bodySize": len(request.body),
    }


def _response(response: Response) -> dict[str, Any]:
    text, encoding = _text(safe_body(response.body).body)
    return {
        "status": response.status,
        "statusText": redact(response.reason),
        "httpVersion": response.http_version,
        "cookies": [],
        "headers": _pairs(safe_headers(response.headers)),
        "content": {
            "size": len(response.body),
            "mimeType": response.header("Content-Type") or "",
            "text": text,
            **encoding,
        },
        "redirectURL": safe_url(response.header("Location") or ""),
        "headersSize": _ABSENT,
        "bodySize": len(response.body),
        **({"comment": f"The response is {response.flaw}."} if response.flaw else {}),
    }


def _no_response(exchange: Exchange) -> dict[str, Any]:
    return {
        "status": 0,
        "statusText": "",
        "httpVersion": "",
        "cookies": [],
        "headers": [],
        "content": {"size": 0, "mimeType": ""},
        "redirectURL": "",
        "headersSize": _ABSENT,
        "bodySize": _ABSENT,
        "comment": redact(judge(exchange.outcome).steps[1].says),
    }


def _timings(timing: Timing) -> dict[str, float]:
    def milliseconds(seconds: float | None) -> float:
        return _ABSENT if seconds is None else round(seconds * 1000, 3)

    connect = timing.connect_s
    if connect is not None and timing.tls_s is not None:
        connect += timing.tls_s  # in HAR, connect includes TLS
    phases = (timing.dns_s, connect, timing.send_s, timing.wait_s, timing.receive_s)
    blocked = timing.total_s - sum(each for each in phases if each is not None)
    return {
        "blocked": max(0.0, milliseconds(blocked)),  # the time between phases, so that the sum is the total
        "dns": milliseconds(timing.dns_s),
        "connect": milliseconds(connect),
        "ssl": milliseconds(timing.tls_s),
        "send": max(0.0, milliseconds(timing.send_s)),
        "wait": max(0.0, milliseconds(timing.wait_s)),
        "receive": max(0.0, milliseconds(timing.receive_s)),
    }


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _text(body: bytes) -> tuple[str, dict[str, str]]:
    try:
        return body.decode("utf-8"), {}
    except UnicodeDecodeError:
        return base64.b64encode(body).decode("ascii"), {"encoding": "base64"}
