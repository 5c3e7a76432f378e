"""The search for one token: combines deviations of all stages, fewest first, until the digits are reproduced.

The left half makes the text that stands for the payload hash (body, hash), the right half the token of that text
(message, key, MAC). The notation of the token is read from it and costs nothing. Seldom mistakes are combined less: the
ranks of a combination are added up, and each number of mistakes has a limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from workbench.signing.findings import Mistake
from workbench.signing.mistakes.bodies import ALONE, LARGE, Bodies, Body
from workbench.signing.mistakes.digests import RANKS, Hashes
from workbench.signing.mistakes.formulas import Formula, Formulas
from workbench.signing.mistakes.targets import Match, Target

_SMALL = 16_384
"""Bytes of a body up to which any two changes of it are combined; up to LARGE, frequent ones are."""

_ANY = 9
PAIRS = (2, 3, 4)
"""The sums of ranks of two mistakes, in the order in which they are searched."""
PAIR, _TRIPLE = PAIRS[-1], 3
"""The highest sum of ranks of two and of three mistakes."""

_OFTEN = 64
"""Bodies after which the caller is asked whether the search was cancelled."""


class Text(NamedTuple):
    """A text that may stand for the payload hash in the message, and the mistakes that made it."""

    rank: int
    mistakes: tuple[Mistake, ...]
    text: bytes


class Hit(NamedTuple):
    """Mistakes that reproduce the wanted digits."""

    rank: int
    mistakes: tuple[Mistake, ...]
    match: Match
    profile: str | None


class Cancelled(Exception):  # noqa: N818 - the caller's wish, not an error
    """The search was cancelled."""


class Progress:
    """Counts hypotheses, and tells the caller how much is done."""

    def __init__(self, cancelled: Callable[[], bool] | None, progress: Callable[[float], None] | None) -> None:
        self.tried = 0
        self._cancelled, self._progress = cancelled, progress

    def check(self) -> None:
        """Raise if the caller has cancelled the search."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled

    def reached(self, fraction: float) -> None:
        """Tell the caller the fraction that is done."""
        self.check()
        if self._progress is not None:
            self._progress(fraction)


class HashTexts:
    """The left half, if the payload hash is known: the hash itself, and other notations of it."""

    def __init__(self, digest: bytes, hashes: Hashes) -> None:
        self._digest, self._hashes = digest, hashes
        self.correct = [Text(0, (), digest.hex().encode())]

    def hashed(self) -> list[Text]:
        """Return the hash in other notations."""
        return [Text(*each) for each in self._hashes.written(self._digest)]

    def changed(self) -> Iterator[list[Text]]:
        """Yield nothing: the body is not part of this search."""
        yield from ()

    def two(self, total: int) -> Iterator[list[Text]]:
        """Yield nothing, whatever the ranks are."""
        del total
        yield from ()

    three = changed


class Texts:
    """The left half: what may stand for the hash of one body, each text with the fewest mistakes that make it."""

    def __init__(self, body: bytes, hashes: Hashes, progress: Progress) -> None:
        self._body, self._hashes, self._progress = body, hashes, progress
        self.bodies = Bodies(body)
        self._size = len(body)
        self._singles: list[Body] = []
        self._hashed: list[Text] = []
        self._changed: list[list[Text]] = []
        self._changed_all = False
        correct = hashes.correct(body)
        self._seen = {correct}
        self.correct = [Text(0, (), correct)]

    def hashed(self) -> list[Text]:
        """Return the body's own hash with one mistake of algorithm or notation."""
        if not self._hashed:
            self._hashed = self._new(Text(*each) for rank in RANKS for each in self._hashes.single(self._body, rank))
        return self._hashed

    def changed(self) -> Iterator[list[Text]]:
        """Yield the correct hashes of bodies with one mistake, in portions; they are computed once."""
        yield from self._changed
        if self._changed_all:
            return
        for portion in _portions(self.bodies.single(ALONE if self._size <= LARGE else 1)):
            if self._size <= LARGE:
                self._singles += portion
            self._changed.append(self._of(portion))
            yield self._changed[-1]
        self._changed_all = True

    def two(self, total: int) -> Iterator[list[Text]]:
        """Yield the texts that two mistakes of body and hash with a sum of ranks make, in portions."""
        limit = PAIR if self._size <= _SMALL else 2
        if total == PAIRS[0]:
            yield self._new(Text(*each) for each in self._hashes.double(self._body, PAIR))
        if total > limit:
            return
        for body in self._singles:
            # The many seldom styles of writing are not combined with a seldom notation of the hash.
            if body.rank < min(total, PAIR - body.mistakes[0].id.startswith("json-")):
                self._progress.check()
                yield self._new(
                    Text(total, body.mistakes + mistakes, text)
                    for _, mistakes, text in self._hashes.single(body.data, total - body.rank)
                )
        if total < PAIR:
            for portion in _portions(self.bodies.double(self._singles, total)):
                yield self._of(portion)
        if total == PAIR - 1 and self._size <= _SMALL:
            for portion in _portions(self.bodies.written_values()):
                yield self._of(portion)

    def three(self) -> Iterator[list[Text]]:
        """Yield the texts that two mistakes of the body and one of the hash make."""
        if self._size > _SMALL:
            return
        frequent = [body for body in self._singles if body.rank == 1]
        for body in self.bodies.double(frequent, _TRIPLE - 1):
            yield self._new(
                Text(_TRIPLE, body.mistakes + mistakes, text) for _, mistakes, text in self._hashes.single(body.data, 1)
            )

    def _of(self, bodies: Iterable[Body]) -> list[Text]:
        self._progress.check()
        correct = self._hashes.correct
        return self._new(Text(body.rank, body.mistakes, correct(body.data)) for body in bodies)

    def _new(self, texts: Iterable[Text]) -> list[Text]:
        found = []
        for text in texts:
            if text.text not in self._seen:
                self._seen.add(text.text)
                found.append(text)
        return found


def _portions(bodies: Iterable[Body]) -> Iterator[list[Body]]:
    """Yield the bodies in lists of limited length."""
    iterator = iter(bodies)
    while portion := [*islice(iterator, _OFTEN)]:
        yield portion


_HASH_AS_TOKEN = Mistake(
    "hash-sent-as-token",
    "The payload hash was sent as the token; the HMAC was not computed.",
    "Send the HMAC-SHA256 of secret and payload hash as Kochava-Auth-Token.",
)
_hex = re.compile(b"(?:[0-9a-f]{2}){16,64}")


class TokenSearch:
    """The search for a token with one pair of credentials, one number of mistakes at a time.

    `profile` and `before` are what a hit has in addition: the name of other credentials, and the mistake of using them.
    """

    def __init__(
        self,
        target: Target,
        texts: Texts | HashTexts,
        formulas: Formulas,
        progress: Progress,
        profile: str | None = None,
        before: tuple[Mistake, ...] = (),
    ) -> None:
        self._target, self._texts, self._progress = target, texts, progress
        self._formulas = formulas
        self._profile, self._before = profile, before
        self._correct = [*formulas.formulas(0, (0,))]
        self._one: list[Formula] = []
        self._two: list[Formula] = []
        self._hashed: list[Text] = []
        self._changed: list[Text] = []
        self._both: list[Text] = []
        self.hits: list[Hit] = []

    def none(self) -> bool:
        """Try the correct formula for the body itself."""
        return self.tried(self._texts.correct, self._correct)

    def one(self) -> bool:
        """Try one mistake; the more likely places first."""
        self._one = [*self._formulas.formulas(1, range(_ANY))]
        if self.tried(self._texts.correct, self._one):
            return True
        self._hashed = self._texts.hashed()
        if self.tried(self._hashed, self._correct):
            return True
        for portion in self._texts.changed():
            self._changed += portion
            if self.tried(portion, self._correct):
                return True
        return False

    def two(self) -> bool:
        """Try two mistakes."""
        left = self._hashed + self._changed
        for total in PAIRS:
            if self.crossed(left, self._one, total):
                return True
            formulas = [*self._formulas.formulas(2, (total,))]
            if self.tried(self._texts.correct, formulas):
                return True
            self._two += formulas
            for portion in self._texts.two(total):
                self._both += (text for text in portion if text.rank < _TRIPLE)
                if self.tried(portion, self._correct):
                    return True
            self._progress.reached(total / 10)
        return False

    def three(self) -> bool:
        """Try three mistakes, frequent ones only."""
        frequent = [text for text in self._hashed + self._changed if text.rank == 1]
        if self.crossed(self._both, [formula for formula in self._one if formula.rank == 1], _TRIPLE):
            return True
        self._progress.reached(0.8)
        if self.crossed(frequent, [formula for formula in self._two if formula.rank == 2], _TRIPLE):
            return True
        self._progress.reached(0.9)
        if self.tried(self._texts.correct, self._formulas.formulas(3, (3,))):
            return True
        return any(self.tried(portion, self._correct) for portion in self._texts.three())

    def crossed(self, texts: Sequence[Text], formulas: Iterable[Formula], total: int) -> bool:
        """Try the texts with the formulas, where the sum of ranks is `total`."""
        by_rank = {rank: [text for text in texts if text.rank == rank] for rank in range(1, total)}
        for formula in formulas:
            fitting = by_rank.get(total - formula.rank)
            if fitting and formula.uses_hash:
                self.tried(fitting, (formula,))
        return bool(self.hits)

    def tried(self, texts: Sequence[Text], formulas: Iterable[Formula]) -> bool:
        """Compute the tokens of these texts with each formula; return whether there is a hit so far."""
        by_text = {text.text: text for text in texts}
        sought = [*by_text]
        for number, formula in enumerate(formulas):
            if not number % _OFTEN:
                self._progress.check()
            self._progress.tried += len(sought)
            wanted: Container[bytes] = self._target.lookup(formula.mac.size)
            for found, token in formula.matches(sought, wanted):
                self._hit(by_text[found], formula.rank, formula.mistakes, token)
        if formulas is self._correct:
            for text in texts:
                if _hex.fullmatch(text.text) and (raw := bytes.fromhex(text.text.decode())) in self._target:
                    self._hit(text, 0, (_HASH_AS_TOKEN,), raw)
        return bool(self.hits)

    def _hit(self, text: Text, rank: int, mistakes: tuple[Mistake, ...], token: bytes) -> None:
        match = self._target.match(token)
        if match is not None:
            every = self._before + text.mistakes + mistakes + match.mistakes
            self.hits.append(Hit(text.rank + rank, every, match, self._profile))
