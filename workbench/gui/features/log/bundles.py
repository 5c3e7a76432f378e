"""Reads share bundles as exchanges for the log, and verifies their tokens."""

import hashlib

from workbench.evidence.bundle import SharedExchange, check, read_bundle
from workbench.exchange import Annotations, Exchange, Failure, FailureKind, Outcome, Request, Response, Timing
from workbench.gui.core.state import Notice
from workbench.signing import Credentials

FROM_BUNDLE = "from a bundle"
"""Shown instead of a profile, which a bundle does not contain."""


def open_bundle(
    data: bytes, name: str, credentials: Credentials | None, profile: str
) -> tuple[tuple[Exchange, ...], Notice]:
    """Return the exchanges of a bundle, newest last, and a notice with the result of the verification.

    Raises:
        BadBundle: the data is not a share bundle.
    """
    content = read_bundle(data)
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()[:12]
    exchanges: list[Exchange] = []
    messages: dict[str, int] = {}
    all_valid = True
    for number, shared in enumerate(content.exchanges, 1):
        checked = check(shared, credentials)
        all_valid = all_valid and checked.valid
        messages[checked.message] = messages.get(checked.message, 0) + 1
        exchanges.append(_exchange(shared, f"bundle-{digest}-{number}", checked.message))
    count = "1 exchange" if len(exchanges) == 1 else f"{len(exchanges):,} exchanges"
    verdicts = " ".join(f"{text} ({times:,}×)" if len(messages) > 1 else text for text, times in messages.items())
    checked_with = f" Checked with “{profile}”." if credentials is not None else ""
    return tuple(exchanges), Notice(
        "good" if all_valid else "bad",
        f"{name}: {count}, created by {content.program}; in the log until this window closes. {verdicts}{checked_with}",
    )


def _exchange(shared: SharedExchange, id_: str, note: str) -> Exchange:
    return Exchange(
        id=id_,
        started=shared.started,
        title=shared.title,
        profile=FROM_BUNDLE,
        endpoint=shared.url.partition("://")[2].partition("/")[0],
        wire_form=shared.wire_form,
        request=Request(
            shared.method,
            shared.url,
            tuple(pair for pair in shared.headers if pair[0].lower() not in ("host", "content-length")),
            shared.body,
        ),
        payload_hash=shared.payload_hash,
        outcome=_outcome(shared),
        options=shared.options,
        token_prefix=shared.token[:8].rstrip("•"),
        replaced=((0, 0),) if shared.redacted_bytes else (),
        annotations=Annotations(note=note, tags=("bundle",)),
    )


def _outcome(shared: SharedExchange) -> Outcome:
    times = {f"{name}_s": value / 1000 for name, value in shared.times_ms.items()}
    known = {name: times[name] for name in Timing.__struct_fields__ if name in times}
    timing = Timing(**{"total_s": 0.0} | known)
    if shared.status is None:
        return Failure(
            FailureKind.OTHER, shared.says or "The bundle contains no response.", timing, shared.request_left
        )
    return Response(
        shared.status,
        shared.reason,
        shared.http_version,
        tuple(shared.response_headers),
        shared.response_body,
        timing,
        None,  # SHA-1 of the bytes sent: cannot be verified here
        shared.flaw,
        request_left=shared.request_left,
    )
