"""The resend of an exchange from the history: the same bytes and headers, signed again. Never sends."""

from collections.abc import Container, Iterable

from msgspec.structs import replace

from workbench.credentials import Profile, ProfileMetadata
from workbench.exchange import Exchange
from workbench.operations.endpoints import Endpoint
from workbench.operations.prepare import Headers, SendRequest, pair_fingerprint
from workbench.redaction import Secret, remember_derived
from workbench.signing import Credentials, WireForm, sign
from workbench.transport import TransportOptions

_NO_METADATA = ProfileMetadata()
_DEFAULT_TRANSPORT = TransportOptions()


def resend_request(
    exchange: Exchange,
    profile: str,
    credentials: Credentials | None,
    endpoint: Endpoint,
    *,
    metadata: ProfileMetadata = _NO_METADATA,
    transport: TransportOptions = _DEFAULT_TRANSPORT,
) -> SendRequest:
    """Return the request to send the saved bytes and headers of an exchange again."""
    return SendRequest(
        exchange.request.body,
        wire_form_of(exchange),
        profile,
        credentials,
        endpoint,
        title=exchange.title,
        metadata=metadata,
        headers=Headers(exchange.request.header("Content-Type") or "", exchange.request.header("User-Agent") or ""),
        transport=transport,
        resend_of=exchange,
    )


def wire_form_of(exchange: Exchange) -> WireForm:
    """Return the wire form in which an exchange was sent."""
    try:
        return WireForm(exchange.wire_form)
    except ValueError:
        return WireForm.AS_TYPED


def signed_by(exchange: Exchange, credentials: Credentials) -> bool:
    """Return whether an exchange was signed with these credentials, judged by the fingerprint."""
    return bool(exchange.pair) and exchange.pair == pair_fingerprint(credentials)


def signing_profiles(
    exchange: Exchange, names: Container[str], in_memory: Iterable[tuple[str, Credentials]], stored: Iterable[Profile]
) -> tuple[str, ...]:
    """Return the names of the profiles that may sign a resend, without access to the keyring.

    This is the profile that the exchange names. If it does not exist, it may have been renamed: then it is the profile
    in memory whose credentials signed the exchange, or else each profile that had this name before, of which the
    caller must check the credentials.
    """
    if exchange.profile in names:
        return (exchange.profile,)
    same = tuple(name for name, pair in in_memory if signed_by(exchange, pair))
    return same[:1] or tuple(each.name for each in stored if exchange.profile in each.former_names)


def pair_change(exchange: Exchange, credentials: Credentials) -> str:
    """Return a sentence if an exchange was signed with other credentials than these; empty otherwise."""
    now = pair_fingerprint(credentials)
    if not exchange.pair or exchange.pair == now:
        return ""
    return (
        f"The exchange was signed with other credentials (fingerprint {exchange.pair}, now {now}): "
        "they were rotated since, or the profile is a different one."
    )


def with_auth_headers(exchange: Exchange, credentials: Credentials) -> Exchange | None:
    """Return an exchange of the history with API key and token in its headers, computed again from its body.

    None if it was not signed with these credentials, or if a secret in its body was replaced.
    """
    if exchange.replaced or not exchange.token_prefix or exchange.pair != pair_fingerprint(credentials):
        return None
    signature = sign(exchange.request.body, credentials)
    if not signature.auth_token.startswith(exchange.token_prefix):
        return None
    remember_derived(Secret(signature.auth_token))
    values = {name.lower(): value for name, value in signature.headers().items()}
    headers = tuple((name, values.get(name.lower(), value)) for name, value in exchange.request.headers)
    return replace(exchange, request=replace(exchange.request, headers=headers))
