"""The bodies that a client may have hashed in place of the one that was received."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import product
from typing import NamedTuple, TypeAlias

from workbench.signing.explanation import Mistake
from workbench.signing.mistakes import forms
from workbench.signing.mistakes.frequency import ranked
from workbench.signing.mistakes.json_styles import COMPACT, LAYOUTS, NUMBERS, PRINTED_MAPS, STRINGS, Layout, escaped
from workbench.signing.mistakes.json_text import Flat, Node, flatten, laid_out, parse
from workbench.signing.mistakes.json_values import DROPS, ORDERS, other_values
from workbench.signing.mistakes.texts import EDITS, ENCODINGS, Change


class Body(NamedTuple):
    """Bytes that a client may have hashed, and the mistakes that made them."""

    rank: int
    mistakes: tuple[Mistake, ...]
    data: bytes


_plain_string = re.compile(r'"[ !#$%()*,\-.0-9:;?-\[\]^_a-~]*"')
LARGE = 131_072
"""Bytes of a body above which only the usual styles of writing are tried."""

_FIX = "Serialise the payload once, keep the bytes, and hash and send exactly those bytes."
_MAX_RANK = 3
"""A style of writing with a higher rank is not tried."""


class _Option(NamedTuple):
    """One choice for a feature of a writer: its rank, part of an id, and a phrase."""

    rank: int
    name: str
    says: str


_Changes: TypeAlias = "list[tuple[int, str]]"
"""Tokens that a style writes differently, by number."""


_Cache: TypeAlias = "dict[str, dict[str, str]]"
"""What a style makes of a token, by the name of the style."""


class _Text:
    """The tokens of a value, numbered, to be joined in many styles."""

    def __init__(self, flat: Flat, cache: _Cache) -> None:
        self._cache = cache
        numbers = {token: number for number, token in enumerate(dict.fromkeys(flat))}
        self._join = [numbers[token] for token in flat]
        self._same = [token if isinstance(token, str) else "" for token in numbers]
        self._marks = [(number, token) for token, number in numbers.items() if isinstance(token, tuple)]
        texts = [(number, token) for token, number in numbers.items() if isinstance(token, str)]
        self._strings = [(number, token) for number, token in texts if token[0] == '"']
        self._special = [(number, token) for number, token in self._strings if not _plain_string.fullmatch(token)]
        self._numbers = [(number, token) for number, token in texts if token[0] in "-0123456789"]
        self._literals = [(number, token) for number, token in texts if token[0] in "tfn"]

    def string_styles(self) -> list[tuple[_Option | None, _Changes]]:
        """Return the styles of strings that differ in effect, with the one that changes nothing first."""
        return _distinct(
            (_Option(rank, name, says), self._changed(self._special, name, partial(escaped, style)))
            for rank, name, says, style in STRINGS
        )

    def number_styles(self) -> list[tuple[_Option | None, _Changes]]:
        """Return the styles of numbers that differ in effect, with the one that changes nothing first."""
        return _distinct(
            (_Option(rank, name, says), self._changed(self._numbers, name, style))
            for rank, name, says, style in NUMBERS
        )

    def _changed(self, tokens: Iterable[tuple[int, str]], name: str, style: Callable[[str], str]) -> _Changes:
        """Return what a style changes; each token is written only once in each style."""
        written = self._cache.setdefault(name, {})
        found = []
        for number, token in tokens:
            other = written.get(token)
            if other is None:
                try:
                    other = style(token)
                except (ValueError, OverflowError):
                    other = token
                written[token] = other
            if other != token:
                found.append((number, other))
        return found

    def laid_out(self, layout: Layout | None) -> list[str]:
        """Return the text of each token in a layout, or with its own white space."""
        table = self._same.copy()
        for number, mark in self._marks:
            table[number] = mark[0].removeprefix("as-is:") if layout is None else layout.mark(*mark)
        if layout is not None and layout.string is not None:
            for number, token in self._strings:
                table[number] = escaped(layout.string, token)
            for number, token in self._literals:
                table[number] = layout.words.get(token, token)
        return table

    def joined(self, table: list[str], *changes: _Changes) -> str:
        """Return the text with some tokens written differently."""
        if any(changes):
            table = table.copy()
            for each in changes:
                for number, text in each:
                    table[number] = text
        return "".join(map(table.__getitem__, self._join))

    def written(self, layout: Layout | None, *changes: _Changes) -> str:
        """Return the text in a layout."""
        return self.joined(self.laid_out(layout), *changes)


class Bodies:
    """The bodies that were perhaps hashed, by number of mistakes.

    A body of which other bytes were hashed is only written in the styles that change something.
    """

    def __init__(self, body: bytes) -> None:
        self.body = body
        self._large = len(body) > LARGE
        self._cache: _Cache = {}
        try:
            self._text: str | None = body.decode("utf-8")
        except UnicodeDecodeError:
            self._text = None
        self._root = None if self._text is None else parse(self._text)
        self._layout = self._own_layout()
        self.app_ids = re.findall(r'"(?:kochava_app_id|app_guid)"\s*:\s*"([^"\\]{1,100})"', self._text or "")[:2]

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON."""
        return self._root is not None

    def single(self, rank: int) -> Iterator[Body]:
        """Yield each body that one mistake of at most this rank makes, the more likely ones first."""
        yield from self._edited(self.body, (), EDITS, rank)
        yield from self._edited(self.body, (), ENCODINGS, rank)
        yield from self._written(rank)
        yield from self._arrived()
        yield from self._values(rank)

    def double(self, singles: Iterable[Body], rank: int) -> Iterator[Body]:
        """Yield each body that a further edit or encoding makes of one with a mistake."""
        for one in singles:
            first = one.mistakes[0].id
            for changes in (EDITS, ENCODINGS):
                for two in self._edited(one.data, one.mistakes, changes, rank - one.rank):
                    if two.mistakes[-1].id != first:
                        yield two._replace(rank=one.rank + two.rank)

    @staticmethod
    def _edited(data: bytes, before: tuple[Mistake, ...], changes: tuple[Change, ...], rank: int) -> Iterator[Body]:
        for change in changes:
            own = ranked(change.rank, change.mistake.id)
            if own <= rank:
                try:
                    other = change.apply(data)
                except ValueError:  # half of a surrogate pair, which not every encoding can write
                    continue
                if other is not None and other != data:
                    yield Body(own, (*before, change.mistake), other)

    def _own_layout(self) -> Layout | None:
        """Return the layout that the body has, if it is a usual one."""
        if self._root is None or self._text is None:
            return None
        text = _Text(flatten(self._root), self._cache)
        return next((layout for _, layout in LAYOUTS if text.written(layout) == self._text), None)

    def _written(self, rank: int) -> Iterator[Body]:
        """Yield the payload written again: each combination of features that changes the text."""
        if self._root is None or self._text is None:
            return
        seen: set[str] = {self._text}
        own = flatten(self._root)
        shapes: list[tuple[list[_Option], Node, Flat]] = [([], self._root, own)]
        for drop in DROPS:
            reduced = drop.change(self._root)
            flat = flatten(reduced)
            if flat != own:
                shapes.append(([_Option(drop.rank, drop.name, drop.says)], reduced, flat))
        for options, root, flat in shapes[:1] if self._large else [*shapes]:
            for order in ORDERS[:1] if self._large else ORDERS:
                if options and order.rank + options[0].rank > 2:
                    continue
                reordered = order.change(root)
                ordered = flatten(reordered)
                if ordered != flat:
                    shapes.append(([*options, _Option(order.rank, order.name, order.says)], reordered, ordered))
        for options, _, flat in shapes:
            yield from self._styled(options, flat, rank, seen)

    def _styled(self, options: list[_Option], flat: Flat, rank: int, seen: set[str]) -> Iterator[Body]:
        texts = _Text(flat, self._cache)
        own_layout = self._layout or COMPACT
        writers: list[tuple[_Option | None, Layout | None, _Text]] = [(None, own_layout, texts)]
        if not options and self._layout is None:
            writers = [
                (None, None, _Text(laid_out(self._text or ""), self._cache)),
                (_Option(1, COMPACT.name, COMPACT.says), COMPACT, texts),
            ]
        writers += [
            (_Option(each, layout.name, layout.says), layout, texts)
            for each, layout in (LAYOUTS if self._large else (*LAYOUTS, *PRINTED_MAPS))
            if layout is not own_layout and each <= rank
        ]
        styles = {id(writer): (writer.string_styles(), writer.number_styles()) for _, _, writer in writers[:2]}
        for layout_option, layout, writer in writers:
            strings, numbers = styles[id(writer)]
            table = None
            for string_option, string_changes in strings:
                for number_option, number_changes in numbers:
                    chosen = [
                        each for each in (layout_option, *options, string_option, number_option) if each is not None
                    ]
                    slug = "json-" + "+".join(each.name for each in chosen)
                    own_rank = _rank(slug, chosen)
                    if not chosen or own_rank > min(rank, _MAX_RANK):
                        continue
                    table = table or writer.laid_out(layout)
                    text = writer.joined(table, string_changes, number_changes)
                    if text not in seen:
                        seen.add(text)
                        yield Body(own_rank, (_rewritten(slug, chosen),), _bytes(text))

    def _arrived(self) -> Iterator[Body]:
        """Yield the texts that a form-encoded or cut body may have been made from."""
        for name, value in forms.fields_of(self.body):
            says = (
                f"The client hashed the text in the form field “{name}”."
                if name
                else "The client hashed the text before form encoding."
            )
            yield Body(2, (Mistake("form-field-hashed", says, forms.FORM_FIX),), value)
        for document in forms.documents_of(self.body):
            for layout in (COMPACT, *[layout for _, layout in LAYOUTS[1:5]]):
                text = _Text(flatten(document.value), self._cache)
                for _, table in text.string_styles()[:5]:
                    written = text.written(layout, table)
                    yield Body(2, (Mistake(document.id, document.says, document.fix),), _bytes(written))
        whole = None if self.is_json else forms.completed(self.body)
        if whole is not None:
            says = f"The body arrived cut short by {len(whole) - len(self.body)} bytes; the whole text was hashed."
            yield Body(2, (Mistake("cut-after-hash", says, forms.LENGTH_FIX),), whole)

    def _values(self, rank: int) -> Iterator[Body]:
        """Yield other values than the one that was sent; the usual ones in the usual layouts too."""
        if self._root is None:
            return
        for value in other_values(self._root):
            value_rank = ranked(value.rank, value.id)
            if value_rank <= rank:
                mistake = Mistake(value.id, value.says, value.fix)
                for number, text in enumerate(self._writings(value.value, every=value.rank == 1)):
                    yield Body(min(value_rank + (number > 0), _MAX_RANK), (mistake,), _bytes(text))

    def written_values(self) -> Iterator[Body]:
        """Yield other values than the one that was sent, in other layouts too, and with sorted keys."""
        if self._root is None:
            return
        for value in other_values(self._root):
            mistake = Mistake(value.id, value.says, value.fix)
            for text in self._writings(value.value, every=value.rank > 1):
                yield Body(_MAX_RANK, (mistake,), _bytes(text))
            flat = flatten(value.value)
            for shape in (ORDERS[0], *DROPS) if value.rank == 1 else ORDERS[:1]:
                other = shape.change(value.value)
                if flatten(other) != flat:
                    says = f"{value.says.rstrip('.')}; it was written {shape.says}."
                    changed = Mistake(f"{value.id}-{shape.name}", says, value.fix)
                    for text in self._writings(other, every=True):
                        yield Body(_MAX_RANK, (changed,), _bytes(text))

    def _writings(self, value: Node, *, every: bool) -> Iterator[str]:
        """Yield the texts of a value: as the body is written, and with `every` in the usual layouts."""
        text = _Text(flatten(value), self._cache)
        own = self._layout or COMPACT
        seen = {text.written(own)}
        yield from seen
        if every:
            styles = product(text.string_styles()[:4], text.number_styles()[:3])
            changes = [(strings, numbers) for (_, strings), (_, numbers) in styles]
            for layout in (own, *[layout for _, layout in LAYOUTS[:5]]):
                table = text.laid_out(layout)
                for each in changes:
                    other = text.joined(table, *each)
                    if other not in seen:
                        seen.add(other)
                        yield other


def _rank(slug: str, chosen: list[_Option]) -> int:
    """Return the rank of a combination of features: a usual one is 1, one more for each feature up to 3."""
    seldom = sum(each.rank > 1 for each in chosen)
    if len(chosen) + seldom > 4 or seldom > 1:
        return _MAX_RANK + 1
    return ranked(min(len(chosen) + seldom, _MAX_RANK) - 1, slug)


def _distinct(options: Iterable[tuple[_Option, _Changes]]) -> list[tuple[_Option | None, _Changes]]:
    """Return the options that differ in effect, with the one that changes nothing first."""
    found: list[tuple[_Option | None, _Changes]] = [(None, [])]
    for option, table in options:
        if all(table != other for _, other in found):
            found.append((option, table))
    return found


def _rewritten(slug: str, chosen: list[_Option]) -> Mistake:
    says = ", ".join(each.says for each in chosen)
    return Mistake(slug, f"The client hashed the payload written {says}; it sent it written otherwise.", _FIX)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
