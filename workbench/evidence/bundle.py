"""The share bundle: one file that shows what was signed and sent, and that its reader can check with a secret of
their own.

It holds exact bytes and the ladder of intermediate values, but no key, no secret and, unless a person asked for it,
no whole token. A bundle is never trusted: whatever it claims is computed again from its bytes.
"""

import hashlib
import platform
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec

from workbench import __version__
from workbench.evidence.safe import head, safe_body, safe_headers, safe_url
from workbench.exchange import Exchange, Flaw, Response, judge
from workbench.redaction import fingerprint, mask, redact
from workbench.signing import Credentials, sign

FORMAT = "payload-workbench-exchanges"
VERSION = 1
LARGEST = 100_000_000
"""Bytes of a file that is read as a bundle, and so of one that is made."""


_Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_Milliseconds = Annotated[float, msgspec.Meta(ge=0, le=1e12)]
_TELLING = 8  # digits of a token; fewer may fit by chance
_YEARS = range(1970, 9000)  # a moment beyond them has no local time everywhere


class BadBundle(ValueError):  # noqa: N818 - an answer to what was opened
    """A file that is no bundle, or exchanges that make none; `says` is one sentence for a person."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Eight digits each, by which two people can tell whether they have the same value."""

    api_key: str
    secret: str


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange as it stands in a bundle. Bytes are in base64.

    `flaw`: what is wrong with the answer, as in Response. `sent_sha1`: of the bytes that left. `request_left`: as in
    Failure. `choices`: how it was sent, as in Exchange.
    """

    title: str
    started: _Moment
    method: Annotated[str, msgspec.Meta(pattern="^[A-Z]{1,20}$")]
    url: str
    headers: list[tuple[str, str]]
    body: bytes
    struck: Annotated[int, msgspec.Meta(ge=0)] = 0
    wire_form: str
    payload_hash: str
    token: str = ""
    api_key_fingerprint: str = ""
    secret_fingerprint: str = ""
    verdict: str = ""
    sent_sha1: str = ""
    request_left: bool | None = None
    choices: str = ""
    status: Annotated[int, msgspec.Meta(ge=0, le=999)] | None = None
    reason: str = ""
    http_version: str = "HTTP/1.1"
    flaw: Flaw | None = None
    answer_headers: list[tuple[str, str]] = []
    answer: bytes = b""
    says: str = ""
    times_ms: dict[str, _Milliseconds] = {}


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """A whole file."""

    format: str
    version: int
    program: Annotated[str, msgspec.Meta(pattern=r"^[ -~]{0,100}$")]
    made: _Moment
    versions: dict[str, str] = {}
    """What ran beside the program, such as `openssl`."""
    exchanges: list[Shared]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a bundle's exchange comes to when it is computed again.

    Attributes:
        hash_right: whether the bytes have the hash the bundle claims.
        same_key, same_secret: whether the reader's values have the fingerprints; None without one in the bundle.
        token_right: whether the reader's pair makes the token; None if the bundle does not tell enough of it.
        says: one sentence.
    """

    hash_right: bool
    same_key: bool | None
    same_secret: bool | None
    token_right: bool | None
    says: str

    @property
    def right(self) -> bool:
        """Whether nothing that was computed again contradicts the bundle."""
        return self.hash_right and False not in (self.same_key, self.same_secret, self.token_right)


def bundle(
    exchanges: Iterable[Exchange], fingerprints: Fingerprints | None = None, *, with_token: bool = False
) -> bytes:
    """Return the bundle of these exchanges; `with_token` if the person asked for whole tokens.

    Raises:
        BadBundle: nobody could open it, so large would it be.
    """
    made = Bundle(
        format=FORMAT,
        version=VERSION,
        program=f"Payload Workbench {__version__}",
        made=datetime.now(UTC),
        versions=_versions(),
        exchanges=[_shared(exchange, fingerprints, with_token=with_token) for exchange in exchanges],
    )
    written = msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n"
    if len(written) > LARGEST:
        raise BadBundle("A share bundle has 100 MB at most, and these exchanges make more; take fewer into one.")
    return written


def read_bundle(data: bytes) -> Bundle:
    """Read a bundle.

    Raises:
        BadBundle: it is none, or a newer one.
    """
    if len(data) > LARGEST:
        raise BadBundle("The file is too large to be a share bundle.")
    try:
        known = msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadBundle("The file is no share bundle: it is not JSON.") from None
    if known.get("format") != FORMAT:
        raise BadBundle("The file is no share bundle.")
    if type(known.get("version")) is not int or known["version"] > VERSION:
        raise BadBundle("The bundle was made by a newer version of this program; open it there.")
    try:
        found = msgspec.json.decode(data, type=Bundle)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        where = str(error).rpartition("`$")[2].rstrip("`")
        raise BadBundle(f"The bundle is damaged{f' at {where}' if where else ''}; ask for it again.") from None
    if not found.exchanges:
        raise BadBundle("The bundle holds no exchange; ask for it again.")
    return msgspec.structs.replace(
        found,
        made=_in_utc(found.made, ".made"),
        exchanges=[_looked_at(each, f".exchanges[{number}]") for number, each in enumerate(found.exchanges)],
    )


def check(shared: Shared, credentials: Credentials | None = None) -> Checked:
    """Compute everything again from the bytes; with the reader's own pair, the token too."""
    digest = hashlib.sha1(shared.body, usedforsecurity=False).hexdigest()
    hash_right = digest == shared.payload_hash and not shared.struck
    if shared.struck:
        return Checked(
            False, None, None, None, "The body held a secret, which was struck out: its hash cannot be checked."
        )
    if not hash_right:
        return Checked(False, None, None, None, "The bytes do not have the hash the bundle claims: it was changed.")
    if credentials is None:
        return Checked(True, None, None, None, "The bytes have the hash the bundle claims.")
    same_key = _same(shared.api_key_fingerprint, credentials.api_key)
    same_secret = _same(shared.secret_fingerprint, credentials.secret)
    token = sign(shared.body, credentials).auth_token
    token_right = _fits(shared.token, token)
    whole = [value for name, value in shared.headers if name.lower() == "kochava-auth-token" and _is_whole(value)]
    if any(value != token for value in whole):
        token_right = False
    return Checked(True, same_key, same_secret, token_right, _sentence(same_key, same_secret, token_right))


def _in_utc(moment: datetime, where: str) -> datetime:
    if moment.year not in _YEARS:
        raise BadBundle(f"The bundle is damaged at {where}; ask for it again.")
    return moment.astimezone(UTC)


def _looked_at(shared: Shared, where: str) -> Shared:
    """Return an exchange whose values everything else can take.

    Raises:
        BadBundle: its address is none, its moment has no place in a calendar, or a header breaks its line.
    """
    try:
        parts = urlsplit(shared.url)
        port = parts.port  # raises for what is no port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise BadBundle(f"The bundle is damaged at {where}.url; ask for it again.")
    for name, pairs in (("headers", shared.headers), ("answer_headers", shared.answer_headers)):
        if any(mark in word for pair in pairs for word in pair for mark in "\r\n\0"):
            raise BadBundle(f"The bundle is damaged at {where}.{name}; ask for it again.")
    return msgspec.structs.replace(shared, started=_in_utc(shared.started, f"{where}.started"))


def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), "openssl": ssl.OPENSSL_VERSION, "system": platform.system()}


def _shared(exchange: Exchange, fingerprints: Fingerprints | None, *, with_token: bool) -> Shared:
    body = safe_body(exchange.request.body)
    token = exchange.request.header("Kochava-Auth-Token") or ""
    whole = _is_whole(token)  # what comes from the history has no whole token
    outcome = exchange.outcome
    times: dict[str, float] = {}
    if outcome is not None:
        for name in outcome.timing.__slots__:
            seconds = getattr(outcome.timing, name)
            if seconds is not None:
                times[name.removesuffix("_s")] = round(seconds * 1000, 3)
    shared = Shared(
        title=redact(exchange.title).encode(errors="backslashreplace").decode(),
        started=exchange.started,
        method=exchange.request.method,
        url=safe_url(exchange.request.url),
        headers=list(safe_headers(head(exchange.request), with_token=with_token, token_shown=exchange.token_shown)),
        body=body.body,
        struck=body.struck + sum(length for _offset, length in exchange.replaced),
        wire_form=exchange.wire_form,
        payload_hash=exchange.payload_hash,
        token=token if whole and with_token else mask(token) if whole else exchange.token_prefix,
        api_key_fingerprint=fingerprints.api_key if fingerprints else "",
        secret_fingerprint=fingerprints.secret if fingerprints else "",
        choices=redact(exchange.choices),
        sent_sha1=getattr(outcome, "sent_sha1", None) or "",
        request_left=None if outcome is None else outcome.request_left,
        verdict=judge(outcome, exchange.marks.recorded).text,
        says=redact(judge(outcome).steps[1].says),
        times_ms=times,
    )
    if not isinstance(outcome, Response):
        return shared
    return msgspec.structs.replace(
        shared,
        status=outcome.status,
        reason=redact(outcome.reason),
        http_version=outcome.http_version,
        flaw=outcome.flaw,
        answer_headers=list(safe_headers(outcome.headers)),
        answer=safe_body(outcome.body).body,
    )


def _is_whole(token: str) -> bool:
    return len(token) == 64


def _same(claimed: str, value: str) -> bool | None:
    return fingerprint(value) == claimed if claimed else None


def _fits(claimed: str, token: str) -> bool | None:
    """Compare with a token that is whole, masked, or only begun."""
    if len(claimed) < _TELLING:
        return None
    if "•" in claimed:
        return mask(token) == claimed
    return token.startswith(claimed)


def _sentence(same_key: bool | None, same_secret: bool | None, token_right: bool | None) -> str:
    wrong = [name for name, same in (("API key", same_key), ("secret", same_secret)) if same is False]
    if token_right and wrong:
        return "Your pair makes this token, but the bundle has the fingerprints of another: it was changed."
    if token_right:
        return "Your pair makes this token from these bytes."
    if wrong:
        verb = "is" if len(wrong) == 1 else "are"
        return f"Your pair does not make this token: your {' and '.join(wrong)} {verb} another."
    if token_right is None:
        return "The bytes have the hash the bundle claims; it tells no token to compare."
    return "Your pair does not make this token from these bytes."
