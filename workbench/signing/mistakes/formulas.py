"""The right half of the search: every way to make a token from a payload hash and one pair of credentials."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

from workbench.signing.findings import Mistake
from workbench.signing.mistakes.credential_changes import CredentialChange, changes, joint_changes
from workbench.signing.mistakes.frequency import ranked
from workbench.signing.mistakes.macs import Mac, macs
from workbench.signing.mistakes.recipes import RECIPES, WRAPPINGS, Recipe, Wrapping
from workbench.signing.values import HASH, KEY, SECRET, Credentials, Parts, Scheme


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


class Formula(NamedTuple):
    """A way to compute a token from the text that stands for the payload hash.

    `before` and `after` are the fixed texts around the hash. A formula with the hash in its key, or more than once, has
    its key and message in `parts` instead.
    """

    rank: int
    mistakes: tuple[Mistake, ...]
    mac: Mac
    key: bytes
    before: bytes
    after: bytes
    uses_hash: bool
    function: Callable[[bytes], bytes] | None
    parts: tuple[Parts, Parts] | None

    def token(self, text: bytes) -> bytes:
        """Return the bytes of the token."""
        key, message = self.key, self.before + (text + self.after if self.uses_hash else b"")
        if self.parts is not None:
            key, message = (_put_together(parts, text) for parts in self.parts)
        return self.mac.function(key, message if self.function is None else self.function(message))

    def matches(self, texts: Sequence[bytes], wanted: Container[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Yield each text whose token is wanted, with the token's bytes."""
        if self.function is None and self.parts is None and self.mac.kind and len(texts) > _FEW:
            yield from self._fast(texts, wanted)
            return
        for text in texts:
            token = self.token(text)
            if token in wanted:
                yield text, token

    def _fast(self, texts: Sequence[bytes], wanted: Container[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Hash the key and the text before the payload hash only once; most of a search is spent here."""
        after, algorithm = self.after, self.mac.algorithm
        if self.mac.kind == "plain":
            start = _started(algorithm, self.before)
            for text in texts:
                inner = start()
                inner.update(text + after)
                token = inner.digest()
                if token in wanted:
                    yield text, token
            return
        block = hashlib.new(algorithm, usedforsecurity=False).block_size
        key = self.key if len(self.key) <= block else _digest(algorithm, self.key)
        key = key.ljust(block, b"\0")
        start, start_outer = (
            _started(algorithm, key.translate(_INNER) + self.before),
            _started(algorithm, key.translate(_OUTER)),
        )
        for text in texts:
            inner = start()
            inner.update(text + after)
            outer = start_outer()
            outer.update(inner.digest())
            token = outer.digest()
            if token in wanted:
                yield text, token


_FEW = 4
"""Texts for which computing each HMAC as a whole is quicker."""


def _put_together(parts: Parts, text: bytes) -> bytes:
    """Join parts of which each is fixed or the payload hash."""
    return b"".join([part if isinstance(part, bytes) else text for part in parts])


def _started(algorithm: str, data: bytes) -> Callable[[], _Hash]:
    return hashlib.new(algorithm, data, usedforsecurity=False).copy


def _digest(algorithm: str, data: bytes) -> bytes:
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()


_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


Pair = tuple[int, tuple[Mistake, ...], bytes, bytes]
"""Rank, mistakes, API key and secret."""


class Formulas:
    """The formulas for one pair of credentials, by number of mistakes and rank; each is yielded only once.

    Args:
        scheme: the correct formula.
        app_ids: App GUIDs in the body, which people take for a credential.
        sizes: in bytes, of the tokens that are sought.
    """

    def __init__(self, credentials: Credentials, scheme: Scheme, app_ids: Iterable[str], sizes: Container[int]) -> None:
        key, secret = (value.encode("utf-8", "surrogatepass") for value in (credentials.api_key, credentials.secret))
        self._seen: set[tuple[object, ...]] = set()
        # What is equal to another value of a credential, such as an empty one, is better described as a recipe.
        self._recipes = [*map(_ranked, RECIPES), Recipe(0, _NONE, scheme.key, scheme.message)]
        self._wrappings = [None, *map(_ranked, WRAPPINGS)]
        self._macs = [_ranked(mac) for mac in macs(scheme.mac) if mac.size in sizes]
        keys, secrets = [*map(_ranked, changes("API key", key))], [*map(_ranked, changes("secret", secret))]
        for app_id in app_ids:
            keys.append(_app_guid("API key", app_id))
            secrets.append(_app_guid("secret", app_id))
        pairs: list[tuple[int, Pair]] = [
            (0, (0, (), key, secret)),
            *((1, (each.rank, (each.mistake,), each.value, secret)) for each in keys),
            *((1, (each.rank, (each.mistake,), key, each.value)) for each in secrets),
            *(
                (1, (ranked(rank, mistake.id), (mistake,), both_key, both_secret))
                for rank, mistake, both_key, both_secret in joint_changes(key, secret)
            ),
            *(
                (2, (one.rank + two.rank, (one.mistake, two.mistake), one.value, two.value))
                for one in keys
                if one.rank <= _COMMON
                for two in secrets
                if one.rank + two.rank <= _MAX_PAIR_RANK
            ),
        ]
        self._pairs: dict[tuple[int, int], list[Pair]] = {}
        for number, pair in pairs:
            self._pairs.setdefault((number, pair[0]), []).append(pair)

    def formulas(self, count: int, ranks: Sequence[int]) -> Iterator[Formula]:
        """Yield the formulas with so many mistakes and a sum of ranks in `ranks`."""
        highest = max(ranks)
        for mac in self._macs:
            for wrapping in self._wrappings:
                outer = (mac.mistake is not None) + (wrapping is not None)
                outer_rank = mac.rank + (wrapping.rank if wrapping else 0)
                if outer > count or outer_rank > highest:
                    continue
                for recipe in self._recipes:
                    rest = count - outer - (recipe.rank > 0)
                    rank = outer_rank + recipe.rank
                    if rest >= 0 and rank <= highest:
                        for total in ranks:
                            for pair in self._pairs.get((rest, total - rank), ()):
                                yield from self._formula(mac, wrapping, recipe, pair)

    def _formula(self, mac: Mac, wrapping: Wrapping | None, recipe: Recipe, pair: Pair) -> Iterator[Formula]:
        pair_rank, pair_mistakes, key, secret = pair
        values = {KEY: key, SECRET: secret}
        key_parts, message = (
            tuple(values.get(part, part) if isinstance(part, str) else part for part in each)
            for each in (recipe.key, recipe.message)
        )
        before, after = (wrapping.before, wrapping.after) if wrapping else (b"", b"")
        mine = (mac.mistake, wrapping, _joined(key_parts), _joined(message))
        if mine in self._seen:
            return
        self._seen.add(mine)
        mistakes = [*pair_mistakes]
        rank = pair_rank + recipe.rank + mac.rank + (wrapping.rank if wrapping else 0)
        if recipe.rank:
            mistakes.append(recipe.mistake)
        if wrapping is not None:
            mistakes.append(wrapping.mistake)
        if mac.mistake is not None:
            mistakes.append(mac.mistake)
        function = wrapping.function if wrapping else None
        if HASH in key_parts or message.count(HASH) > 1:
            full = (key_parts, (before, *message, after))
            yield Formula(rank, tuple(mistakes), mac, b"", b"", b"", True, function, full)
            return
        uses_hash = HASH in message
        at = message.index(HASH) if uses_hash else len(message)
        before += _put_together(message[:at], b"")
        after = _put_together(message[at + 1 :], b"") + after
        yield Formula(
            rank,
            tuple(mistakes),
            mac,
            _put_together(key_parts, b""),
            before if uses_hash else before + after,
            after,
            uses_hash,
            function,
            None,
        )


def _joined(parts: Parts) -> Parts:
    """Join neighbouring texts, so that equal formulas are recognised."""
    if HASH not in parts:
        return (_put_together(parts, b""),)
    at = parts.index(HASH)
    return (*_joined(parts[:at]), HASH, *_joined(parts[at + 1 :]))


_NONE = Mistake("", "", "")
_Ranked = TypeVar("_Ranked", Recipe, Wrapping, Mac, CredentialChange)


def _ranked(item: _Ranked) -> _Ranked:
    """Return a table's entry with its rank in the search."""
    mistake: Mistake | None = item.mistake
    return item if mistake is None else item._replace(rank=ranked(item.rank, mistake.id))


_COMMON = 2
_MAX_PAIR_RANK = 3


def _app_guid(credential: str, app_id: str) -> CredentialChange:
    slug = credential.lower().replace(" ", "-")
    says = f"The App GUID was used in place of the {credential}."
    fix = "The App GUID is not a credential: use the API key and the secret that Kochava issued for the account."
    return CredentialChange(2, Mistake(f"{slug}-is-app-guid", says, fix), app_id.encode())
