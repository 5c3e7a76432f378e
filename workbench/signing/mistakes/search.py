"""Explains a token, a payload hash, or both: which searches are made, in which order, and what is said of them."""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Callable, Iterable, Iterator

from workbench.signing.findings import Explanation, Finding, Mistake, Remark
from workbench.signing.mistakes import remarks
from workbench.signing.mistakes.digests import Hashes
from workbench.signing.mistakes.formulas import Formulas
from workbench.signing.mistakes.merging import merged
from workbench.signing.mistakes.targets import Match, Target, hash_target, token_target
from workbench.signing.mistakes.token_search import PAIRS, Cancelled, HashTexts, Hit, Progress, Text, Texts, TokenSearch
from workbench.signing.pasted import read_pasted
from workbench.signing.values import Credentials, Scheme

_MAX_FINDINGS = 5
_HEX_SIZES = (16, 20, 28, 32, 48, 64)
_hex = re.compile(b"(?:[0-9a-f]{2})+")
_USE_OWN = "Sign with the API key and the secret of the same profile, that of this environment."


def search(
    body: bytes,
    credentials: Credentials | None,
    token: str | None,
    payload_hash: str | None,
    others: tuple[tuple[str, Credentials], ...],
    earlier: tuple[tuple[str, bytes], ...],
    scheme: Scheme,
    cancelled: Callable[[], bool] | None,
    progress: Callable[[float], None] | None,
) -> Explanation:
    """Return the explanation; see `workbench.signing.explain`."""
    return _Explaining(body, credentials, scheme, Progress(cancelled, progress)).explain(
        token, payload_hash, others, earlier
    )


class _Explaining:
    def __init__(self, body: bytes, credentials: Credentials | None, scheme: Scheme, progress: Progress) -> None:
        self._started = time.perf_counter()
        self._body, self._credentials, self._scheme, self._progress = body, credentials, scheme, progress
        self._hashes = Hashes(scheme.hash, credentials)
        self._texts = Texts(body, self._hashes, progress)
        self._remarks: list[Remark] = [*remarks.of_body(body)]

    def explain(
        self,
        token: str | None,
        payload_hash: str | None,
        others: tuple[tuple[str, Credentials], ...],
        earlier: tuple[tuple[str, bytes], ...],
    ) -> Explanation:
        """Search with what is given, and return what was found."""
        hits: list[Hit] = []
        whole = 64
        try:
            if token is None:
                whole = 40
                hits = [] if payload_hash is None else self._hash(payload_hash)
            elif self._credentials is None:
                self._remarks.append(remarks.NO_CREDENTIALS)
            elif payload_hash is not None:
                hits = self._both(token, payload_hash, others, earlier)
            else:
                hits = self._token(token, others, earlier)
        except Cancelled:
            self._remarks.append(remarks.CANCELLED)
        hits = [hit._replace(mistakes=merged(hit.mistakes)) for hit in hits]
        hits.sort(key=lambda hit: (len(hit.mistakes), hit.rank))
        verified = bool(hits) and not hits[0].mistakes
        digits = hits[0].match.digits if hits else whole
        if digits < 40:
            self._remarks.append(remarks.few_digits(digits, whole, self._progress.tried))
        findings = () if verified else tuple(_findings(hits))
        return Explanation(
            verified, findings, tuple(self._remarks), self._progress.tried, time.perf_counter() - self._started
        )

    def _token(
        self, token: str, others: tuple[tuple[str, Credentials], ...], earlier: tuple[tuple[str, bytes], ...]
    ) -> list[Hit]:
        """Search for a token, with each further mistake allowed in turn."""
        assert self._credentials is not None  # noqa: S101 - checked by the caller
        target = token_target(token)
        sent = self._sent_credential(token, target)
        if sent:
            return sent
        if not target.sizes:
            self._remarks.append(remarks.UNREADABLE)
            return []
        hits = self._computed(target, self._texts, others, earlier)
        if not hits:
            self._remarks.append(remarks.ASK_FOR_HASH)
        return hits

    def _computed(
        self,
        target: Target,
        texts: Texts | HashTexts,
        others: tuple[tuple[str, Credentials], ...],
        earlier: tuple[tuple[str, bytes], ...],
    ) -> list[Hit]:
        """Search for a token that was computed from these texts; other credentials and bodies count as a mistake."""
        assert self._credentials is not None  # noqa: S101 - checked by the caller
        own = TokenSearch(target, texts, self._formulas(self._credentials, target), self._progress)
        if own.none() or own.one():
            return own.hits
        self._progress.reached(0.1)
        elsewhere = [*self._other_credentials(target, texts, others), *self._earlier_bodies(target, earlier)]
        for other in elsewhere:
            other.none()
        if any(other.hits for other in elsewhere):
            return [hit for other in elsewhere for hit in other.hits]
        if own.two():
            return own.hits
        for other in elsewhere:
            other.one()
        if any(other.hits for other in elsewhere):
            return [hit for other in elsewhere for hit in other.hits]
        self._progress.reached(0.5)
        if own.three():
            return own.hits
        self._progress.reached(1.0)
        return []

    def _formulas(self, credentials: Credentials, target: Target) -> Formulas:
        return Formulas(credentials, self._scheme, self._texts.bodies.app_ids, target.sizes)

    def _sent_credential(self, token: str, target: Target) -> list[Hit]:
        """Return a hit if the API key or the secret was sent as the token."""
        assert self._credentials is not None  # noqa: S101 - checked by the caller
        text = read_pasted(token).text.encode("utf-8", "surrogatepass")
        for name, value in (("API key", self._credentials.api_key), ("secret", self._credentials.secret)):
            if value and hmac.compare_digest(text, value.encode("utf-8", "surrogatepass")):
                slug = name.lower().replace(" ", "-")
                says = f"The {name} itself was sent as the token."
                fix = "Send the HMAC as the token, and have the secret replaced if it was sent anywhere."
                return [Hit(1, (Mistake(f"{slug}-sent-as-token", says, fix),), Match((), target.digits), None)]
        return []

    def _other_credentials(
        self, target: Target, texts: Texts | HashTexts, others: tuple[tuple[str, Credentials], ...]
    ) -> Iterator[TokenSearch]:
        """Yield searches with other credentials, and with either half of them."""
        assert self._credentials is not None  # noqa: S101 - checked by the caller
        own = self._credentials
        for name, pair in others:
            if pair == own:
                continue
            for slug, says, mixed in (
                ("other-profile", f"The token was made with the credentials “{name}”.", pair),
                ("other-secret", f"The token was made with the secret of “{name}” and the right API key.",
                 Credentials(own.api_key, pair.secret)),
                ("other-api-key", f"The token was made with the API key of “{name}” and the right secret.",
                 Credentials(pair.api_key, own.secret)),
            ):  # fmt: skip
                if slug == "other-profile" or mixed not in (own, pair):
                    mistake = Mistake(slug, says, _USE_OWN)
                    yield TokenSearch(target, texts, self._formulas(mixed, target), self._progress, name, (mistake,))

    def _earlier_bodies(self, target: Target, earlier: tuple[tuple[str, bytes], ...]) -> Iterator[TokenSearch]:
        """Yield searches with earlier bodies."""
        assert self._credentials is not None  # noqa: S101 - checked by the caller
        for label, body in earlier:
            says = f"The token belongs to an earlier body: {label}."
            mistake = Mistake(
                "token-of-earlier-body", says, "Compute the token anew for every request, over its own body."
            )
            texts = Texts(body, self._hashes, self._progress)
            formulas = self._formulas(self._credentials, target)
            yield TokenSearch(target, texts, formulas, self._progress, None, (mistake,))

    def _hash(self, payload_hash: str) -> list[Hit]:
        """Search for a payload hash alone."""
        target = hash_target(payload_hash)
        if not target.sizes:
            self._remarks.append(remarks.UNREADABLE_HASH)
            return []
        hits = self._hash_hits(target)
        if not hits:
            self._remarks.append(remarks.HASH_UNKNOWN)
        return hits

    def _hash_hits(self, target: Target) -> list[Hit]:
        for portion in self._portions():
            self._progress.tried += len(portion)
            hits = [*_hits(portion, target)]
            if hits:
                return hits
        return []

    def _portions(self) -> Iterator[list[Text]]:
        """Yield what the payload hash may be, with fewest mistakes first."""
        yield self._texts.correct
        yield self._texts.hashed()
        yield from self._texts.changed()
        self._progress.reached(0.3)
        for total in PAIRS:
            yield from self._texts.two(total)
        self._progress.reached(1.0)

    def _both(
        self,
        token: str,
        payload_hash: str,
        others: tuple[tuple[str, Credentials], ...],
        earlier: tuple[tuple[str, bytes], ...],
    ) -> list[Hit]:
        """Explain the hash by the body, then the token by the hash."""
        assert self._credentials is not None  # noqa: S101 - checked by the caller
        target, hash_sought = token_target(token), hash_target(payload_hash)
        if not hash_sought.sizes:
            self._remarks.append(remarks.UNREADABLE_HASH)
            return self._token(token, others, earlier)
        if not target.sizes:
            self._remarks.append(remarks.UNREADABLE)
            return []
        left = self._hash_hits(hash_sought)
        raw = hash_sought.whole()
        if raw is None:  # only a part is known: use it to check the findings' bodies
            return self._token(token, others, earlier)
        right = self._computed(target, HashTexts(raw, self._hashes), others, ())
        if left and right:
            if not left[0].mistakes and right[0].mistakes:
                self._remarks.append(remarks.HASH_IS_RIGHT)
            best = left[0]
            return [hit._replace(mistakes=best.mistakes + hit.mistakes, rank=best.rank + hit.rank) for hit in right]
        if right:
            self._remarks.append(remarks.other_bytes(right[0].mistakes))
            return []
        if left and not left[0].mistakes:
            self._remarks.append(remarks.COMPARE_CREDENTIALS)
            return []
        hits = self._token(token, others, earlier)
        if hits:
            self._remarks.append(remarks.NOT_OF_HASH)
        elif left:
            self._remarks.append(remarks.HASH_EXPLAINED)
        return hits


def _hits(texts: Iterable[Text], target: Target) -> Iterator[Hit]:
    """Yield the texts whose digits are sought."""
    for text in texts:
        if len(text.text) // 2 in _HEX_SIZES and _hex.fullmatch(text.text):
            match = target.match(bytes.fromhex(text.text.decode()))
            if match is not None:
                yield Hit(text.rank, text.mistakes, match, None)


def _findings(hits: list[Hit]) -> Iterator[Finding]:
    """Yield the hits with the fewest mistakes, each set of mistakes once."""
    seen: set[tuple[str, ...]] = set()
    for hit in hits:
        ids = tuple(sorted(mistake.id for mistake in hit.mistakes))
        if len(hit.mistakes) == len(hits[0].mistakes) and ids not in seen and len(seen) < _MAX_FINDINGS:
            seen.add(ids)
            yield Finding(hit.mistakes, hit.profile, hit.match.digits)
