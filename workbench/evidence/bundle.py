"""The share bundle: one file that shows what was signed and sent, and that its reader can verify with their own secret.

It contains exact bytes and hashes, but no key, no secret and, unless the user asked for it, no whole token. A bundle is
not trusted: its claims are verified from its bytes.
"""

import hashlib
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from workbench import __version__
from workbench.evidence.safe import head, safe_body, safe_headers, safe_url
from workbench.exchange import Exchange, Flaw, Response, judge
from workbench.exchange.address import split_address
from workbench.redaction import REDACTED, fingerprint, mask, redact
from workbench.signing import Credentials, sign

FORMAT = "payload-workbench-exchanges"
VERSION = 1
MAX_SIZE = 100_000_000
"""Maximum size of a bundle in bytes."""


_Time = Annotated[datetime, msgspec.Meta(tz=True)]
_Milliseconds = Annotated[float, msgspec.Meta(ge=0, le=1e12)]
_MIN_DIGITS = 8  # digits of a token; fewer may match by chance
_YEARS = range(1970, 9000)  # years that have a local time in every time zone


class BadBundle(ValueError):  # noqa: N818 - invalid input, not an error of the program
    """A file that is not a bundle, or exchanges that are too large for one. Its text is a sentence for the user."""


class Fingerprints(Struct, frozen=True):
    """Fingerprints of 8 digits each, with which two people can tell whether they have the same values."""

    api_key: str
    secret: str


def fingerprints_of(credentials: Credentials) -> Fingerprints:
    """Return the fingerprints of API key and secret."""
    return Fingerprints(fingerprint(credentials.api_key), fingerprint(credentials.secret))


class SharedExchange(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange in a bundle. Bytes are in base64.

    `flaw`: as in Response. `sent_sha1`: of the bytes sent. `request_left`: as in Failure. `options`: transport options,
    as in Exchange.
    """

    title: str
    started: _Time
    method: Annotated[str, msgspec.Meta(pattern="^[A-Z]{1,20}$")]
    url: str
    headers: list[tuple[str, str]]
    body: bytes
    redacted_bytes: Annotated[int, msgspec.Meta(ge=0)] = 0
    wire_form: str
    payload_hash: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{40}\Z")]
    token: str = ""
    api_key_fingerprint: str = ""
    secret_fingerprint: str = ""
    verdict: str = ""
    sent_sha1: str = ""
    request_left: bool | None = None
    options: str = ""
    status: Annotated[int, msgspec.Meta(ge=0, le=999)] | None = None
    reason: str = ""
    http_version: str = "HTTP/1.1"
    flaw: Flaw | None = None
    response_headers: list[tuple[str, str]] = []
    response_body: bytes = b""
    says: str = ""
    times_ms: dict[str, _Milliseconds] = {}


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """A whole bundle file."""

    format: str
    version: int
    program: Annotated[str, msgspec.Meta(pattern=r"^[ -~]{0,100}$")]
    made: _Time
    versions: dict[str, str] = {}
    """Versions of the environment, such as `python`."""
    exchanges: list[SharedExchange]


class BundleCheck(Struct, frozen=True):
    """The result of verifying one exchange of a bundle.

    Attributes:
        hash_matches: whether the bytes have the claimed hash.
        same_key, same_secret: whether the reader's values have the fingerprints; None if the bundle has none.
        token_matches: whether the reader's pair produces the token; None if the bundle has too little of it.
        message: one sentence.
    """

    hash_matches: bool
    same_key: bool | None
    same_secret: bool | None
    token_matches: bool | None
    message: str

    @property
    def valid(self) -> bool:
        """Whether nothing contradicts the bundle."""
        return self.hash_matches and False not in (self.same_key, self.same_secret, self.token_matches)


def bundle(
    exchanges: Iterable[Exchange], fingerprints: Fingerprints | None = None, *, with_token: bool = False
) -> bytes:
    """Return the bundle of these exchanges; `with_token` if the user asked for whole tokens.

    Raises:
        BadBundle: it would be too large to open.
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
    if len(written) > MAX_SIZE:
        raise BadBundle("These exchanges are too large for a share bundle (100 MB). Select fewer.")
    return written


def read_bundle(data: bytes) -> Bundle:
    """Parse a bundle.

    Raises:
        BadBundle: it is not a bundle, or was made by a newer version.
    """
    if len(data) > MAX_SIZE:
        raise BadBundle("The file is too large to be a share bundle.")
    try:
        known = msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadBundle("The file is not a share bundle: it is not JSON.") from None
    if known.get("format") != FORMAT:
        raise BadBundle("The file is not a share bundle.")
    if type(known.get("version")) is not int or known["version"] > VERSION:
        raise BadBundle("The bundle was made by a newer version of this program. Use that version.")
    try:
        found = msgspec.json.decode(data, type=Bundle)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        where = str(error).rpartition("`$")[2].rstrip("`")
        raise BadBundle(f"The bundle is damaged{f' at {where}' if where else ''}. Ask for a new copy.") from None
    if not found.exchanges:
        raise BadBundle("The bundle contains no exchange. Ask for a new copy.")
    return msgspec.structs.replace(
        found,
        made=_in_utc(found.made, ".made"),
        exchanges=[_validated(each, f".exchanges[{number}]") for number, each in enumerate(found.exchanges)],
    )


def check(shared: SharedExchange, credentials: Credentials | None = None) -> BundleCheck:
    """Verify an exchange from its bytes; with the reader's own credentials, the token too."""
    digest = hashlib.sha1(shared.body, usedforsecurity=False).hexdigest()
    hash_matches = digest == shared.payload_hash and not shared.redacted_bytes
    if shared.redacted_bytes:
        return BundleCheck(False, None, None, None, "A secret in the body was masked, so its hash cannot be verified.")
    if not hash_matches:
        return BundleCheck(False, None, None, None, "The bytes do not match the hash in the bundle: it was changed.")
    if credentials is None:
        return BundleCheck(True, None, None, None, "The bytes match the hash in the bundle.")
    same_key = _same(shared.api_key_fingerprint, credentials.api_key)
    same_secret = _same(shared.secret_fingerprint, credentials.secret)
    token = sign(shared.body, credentials).auth_token
    token_matches = _token_matches(shared.token, token)
    whole = [value for name, value in shared.headers if name.lower() == "kochava-auth-token" and _is_complete(value)]
    if any(value != token for value in whole):
        token_matches = False
    return BundleCheck(True, same_key, same_secret, token_matches, _message(same_key, same_secret, token_matches))


def _in_utc(moment: datetime, where: str) -> datetime:
    if moment.year not in _YEARS:
        raise BadBundle(f"The bundle is damaged at {where}. Ask for a new copy.")
    return moment.astimezone(UTC)


def _validated(shared: SharedExchange, where: str) -> SharedExchange:
    """Return an exchange whose values are all usable.

    Raises:
        BadBundle: its URL is not valid, its time is out of range, or a header contains a line break.
    """
    try:
        parts = (split_address if REDACTED in shared.url else urlsplit)(shared.url)
        port = parts.port  # raises for what is no port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise BadBundle(f"The bundle is damaged at {where}.url. Ask for a new copy.")
    for name, pairs in (("headers", shared.headers), ("response_headers", shared.response_headers)):
        if any(mark in word for pair in pairs for word in pair for mark in "\r\n\0"):
            raise BadBundle(f"The bundle is damaged at {where}.{name}. Ask for a new copy.")
    return msgspec.structs.replace(shared, started=_in_utc(shared.started, f"{where}.started"))


def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), "system": platform.system()}


def _shared(exchange: Exchange, fingerprints: Fingerprints | None, *, with_token: bool) -> SharedExchange:
    body = safe_body(exchange.request.body)
    token = exchange.request.header("Kochava-Auth-Token") or ""
    whole = _is_complete(token)  # history does not store whole tokens
    outcome = exchange.outcome
    times = {} if outcome is None else msgspec.structs.asdict(outcome.timing)
    shared = SharedExchange(
        title=redact(exchange.title).encode(errors="backslashreplace").decode(),
        started=exchange.started,
        method=exchange.request.method,
        url=safe_url(exchange.request.url),
        headers=list(safe_headers(head(exchange.request), with_token=with_token, token_shown=exchange.token_shown)),
        body=body.body,
        redacted_bytes=body.redacted_bytes + sum(length for _offset, length in exchange.replaced),
        wire_form=exchange.wire_form,
        payload_hash=exchange.payload_hash,
        token=token if whole and with_token else mask(token) if whole else exchange.token_prefix,
        api_key_fingerprint=fingerprints.api_key if fingerprints else "",
        secret_fingerprint=fingerprints.secret if fingerprints else "",
        options=redact(exchange.options),
        sent_sha1=getattr(outcome, "sent_sha1", None) or "",
        request_left=None if outcome is None else outcome.request_left,
        verdict=judge(outcome, exchange.annotations.recorded).text,
        says=redact(judge(outcome).steps[1].says),
        times_ms={
            name.removesuffix("_s"): round(seconds * 1000, 3) for name, seconds in times.items() if seconds is not None
        },
    )
    if not isinstance(outcome, Response):
        return shared
    return msgspec.structs.replace(
        shared,
        status=outcome.status,
        reason=redact(outcome.reason),
        http_version=outcome.http_version,
        flaw=outcome.flaw,
        response_headers=list(safe_headers(outcome.headers)),
        response_body=safe_body(outcome.body).body,
    )


def _is_complete(token: str) -> bool:
    return len(token) == 64


def _same(claimed: str, value: str) -> bool | None:
    return fingerprint(value) == claimed if claimed else None


def _token_matches(claimed: str, token: str) -> bool | None:
    """Compare with a claimed token that is whole, masked, or only its start."""
    if len(claimed) < _MIN_DIGITS:
        return None
    if "•" in claimed:
        return mask(token) == claimed
    return token.startswith(claimed)


def _message(same_key: bool | None, same_secret: bool | None, token_matches: bool | None) -> str:
    wrong = [name for name, same in (("API key", same_key), ("secret", same_secret)) if same is False]
    if token_matches and wrong:
        return "Your credentials produce this token, but the fingerprints in the bundle differ: it was changed."
    if token_matches:
        return "Your credentials produce this token from these bytes."
    if wrong:
        verb = "differs" if len(wrong) == 1 else "differ"
        return f"Your credentials do not produce this token: your {' and '.join(wrong)} {verb}."
    if token_matches is None:
        return "The bytes match the hash in the bundle, which contains no token to compare."
    return "Your credentials do not produce this token from these bytes."
