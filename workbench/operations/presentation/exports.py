"""Exports exchanges in each format, and words what was written.

API key and secret are never exported; whole auth tokens only if the user asked for them.
"""

from collections.abc import Callable, Sequence
from typing import Final

from workbench.evidence.bundle import Fingerprints, bundle, fingerprints_of
from workbench.evidence.har import har
from workbench.evidence.raw import raw_http
from workbench.exchange import Exchange
from workbench.operations.prepare import pair_fingerprint
from workbench.operations.presentation.markdown import markdown
from workbench.operations.presentation.outcomes import exchange_count
from workbench.operations.resend import with_auth_headers
from workbench.operations.run_results import as_csv, as_jsonl
from workbench.signing import Credentials

TOKEN_WARNING: Final = "Whoever has the auth token can send these bytes again, at any time."  # noqa: S105 - a sentence


def export(
    form: str, exchanges: Sequence[Exchange], credentials: Credentials | None = None, *, with_token: bool = False
) -> bytes:
    """Return exchanges as `raw` (the first one), `har`, `markdown`, `csv`, `jsonl` or `bundle`.

    A bundle has the fingerprints of the credentials if they signed all exchanges.

    Raises:
        BadBundle: the bundle would be too large to open.
    """
    makers: dict[str, Callable[[], bytes]] = {
        "raw": lambda: raw_http(exchanges[0], with_token=with_token),
        "har": lambda: har(exchanges, with_token=with_token).encode(errors="backslashreplace"),
        "markdown": lambda: markdown(exchanges).encode(errors="backslashreplace"),
        "csv": lambda: as_csv(exchanges).encode(),
        "jsonl": lambda: as_jsonl(exchanges).encode(),
        "bundle": lambda: bundle(exchanges, _fingerprints(exchanges, credentials), with_token=with_token),
    }
    return makers[form]()


def with_tokens(exchanges: Sequence[Exchange], credentials: Credentials | None) -> tuple[list[Exchange], str]:
    """Return the exchanges with their tokens computed again, and for how many that is impossible; empty for none."""
    made, missing = [], []
    for each in exchanges:
        signed = each if not each.token_prefix else credentials and with_auth_headers(each, credentials)
        made.append(signed or each)
        missing += [] if signed else [each.id[:8]]
    if not missing:
        return made, ""
    first = f"{missing[0]}{', …' if len(missing) > 1 else ''}"
    return made, (
        f"{len(missing):,} of {len(made):,} tokens cannot be computed again ({first}): the request was signed with "
        "other credentials, or its body contained a secret."
    )


def saved_text(name: str, count: int, *, with_token: bool = False) -> str:
    """Return what was saved, and how secret it is."""
    tokens = f"with full tokens, without keys and secrets. {TOKEN_WARNING}"
    return f"Saved {exchange_count(count)} in {name}, {tokens if with_token else 'without keys, secrets and tokens.'}"


def _fingerprints(exchanges: Sequence[Exchange], credentials: Credentials | None) -> Fingerprints | None:
    if credentials is None or any(each.pair != pair_fingerprint(credentials) for each in exchanges):
        return None
    return fingerprints_of(credentials)
