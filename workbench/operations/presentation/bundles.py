"""Opens share bundles: their exchanges, verified, and what there is to say of it."""

import hashlib
from collections import Counter

from msgspec import Struct

from workbench.evidence.bundle import Bundle, BundleCheck, SharedExchange, check, read_bundle
from workbench.exchange import Annotations, Exchange, Failure, FailureKind, Outcome, Request, Response, Timing
from workbench.operations.presentation.outcomes import exchange_count
from workbench.signing import Credentials

FROM_BUNDLE = "from a bundle"
"""Shown instead of a profile, which a bundle does not contain."""


class OpenedBundle(Struct, frozen=True):
    """A bundle that was read and verified; `exchanges` and `checks` in the order of the bundle."""

    content: Bundle
    exchanges: tuple[Exchange, ...]
    checks: tuple[BundleCheck, ...]

    @property
    def valid(self) -> bool:
        """Whether nothing contradicts the bundle."""
        return all(each.valid for each in self.checks)


def open_bundle(data: bytes, credentials: Credentials | None) -> OpenedBundle:
    """Return the exchanges of a bundle, newest last, verified with these credentials.

    Raises:
        BadBundle: the data is not a share bundle.
    """
    content = read_bundle(data)
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()[:12]
    checks = tuple(check(each, credentials) for each in content.exchanges)
    made = (
        _exchange(shared, f"bundle-{digest}-{number}", checked.message)
        for number, (shared, checked) in enumerate(zip(content.exchanges, checks, strict=True), 1)
    )
    return OpenedBundle(content, tuple(made), checks)


def bundle_text(opened: OpenedBundle, profile: str) -> str:
    """Return what a bundle contains and the result of its verification; `profile` is empty without credentials."""
    messages = Counter(each.message for each in opened.checks)
    results = " ".join(f"{text} ({times:,}×)" if len(messages) > 1 else text for text, times in messages.items())
    origin = f"created by {opened.content.program}, {opened.content.made:%Y-%m-%d %H:%M:%S} UTC"
    checked_with = f" Checked with “{profile}”." if profile else ""
    return f"{exchange_count(len(opened.checks))}, {origin}. {results}{checked_with}"


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
