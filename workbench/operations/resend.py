"""An exchange of the history sent again, or as it was signed: the same bytes and headers, signed afresh.

Owns what "the same" means. It must never send, and never make up a byte that was not kept.
"""

from collections.abc import Container, Iterable
from dataclasses import replace

from workbench.credentials import Profile, ProfileMetadata
from workbench.exchange import Exchange
from workbench.operations.endpoints import Endpoint
from workbench.operations.prepare import Asks, Headers, Prepared, Refused, pair_fingerprint, prepare
from workbench.redaction import Secret, remember_derived
from workbench.signing import Credentials, WireForm, sign
from workbench.transport import TransportOptions

_NO_FACTS = ProfileMetadata()
_DEFAULT_OPTIONS = TransportOptions()


def prepare_resend(
    exchange: Exchange,
    profile: str,
    credentials: Credentials,
    endpoint: Endpoint,
    *,
    facts: ProfileMetadata = _NO_FACTS,
    agreed: Container[str] = (),
    options: TransportOptions = _DEFAULT_OPTIONS,
) -> Prepared | Refused | Asks:
    """Make the request for sending an exchange again, as `prepare` does; its bytes are those that were kept.

    A body that held a secret is kept without it, so that there are no same bytes to send.
    """
    if exchange.replaced:
        return Refused(
            "The body held a secret, which the history does not keep, so the same bytes cannot be sent again. "
            "Nothing was sent; send the payload from its file."
        )
    headers = Headers(exchange.request.header("Content-Type") or "", exchange.request.header("User-Agent") or "")
    # The body is in its wire form already, whichever that was.
    answer = prepare(
        exchange.request.body,
        WireForm.AS_TYPED,
        profile,
        credentials,
        endpoint,
        facts=facts,
        agreed=agreed,
        headers=headers,
        options=options,
    )
    return replace(answer, form=form_of(exchange)) if isinstance(answer, Prepared) else answer


def form_of(exchange: Exchange) -> WireForm:
    """Return the wire form an exchange left in."""
    try:
        return WireForm(exchange.wire_form)
    except ValueError:
        return WireForm.AS_TYPED


def signed_by(exchange: Exchange, credentials: Credentials) -> bool:
    """Say whether this pair signed an exchange, as far as its fingerprint tells."""
    return bool(exchange.pair) and exchange.pair == pair_fingerprint(credentials)


def signer(
    exchange: Exchange, names: Container[str], in_memory: Iterable[tuple[str, Credentials]], kept: Iterable[Profile]
) -> tuple[str, ...]:
    """Return the names of the profiles that may sign an exchange again; the keyring is not asked.

    It is the one of that name. Without such a one, it may have been renamed: then it is the one in memory whose pair
    signed the exchange, or one of those that were called so before, if the keyring's pair of it is that pair.
    """
    if exchange.profile in names:
        return (exchange.profile,)
    same = tuple(name for name, pair in in_memory if signed_by(exchange, pair))
    return same[:1] or tuple(each.name for each in kept if exchange.profile in each.former_names)


def pair_change(exchange: Exchange, credentials: Credentials) -> str:
    """Say in one sentence that this pair is not the one that signed an exchange; empty if it is, or none did."""
    now = pair_fingerprint(credentials)
    if not exchange.pair or exchange.pair == now:
        return ""
    return (
        f"The pair is another than the one that signed it then (fingerprint {exchange.pair}, now {now}): "
        "it was rotated since, or the profile is another."
    )


def restored(exchange: Exchange, credentials: Credentials) -> Exchange | None:
    """Return an exchange of the history with its API key and token in its headers again, computed from its body.

    None if this pair did not sign it, or the body that was signed was not kept.
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
