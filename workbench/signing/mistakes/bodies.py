"""The bodies that a client may have hashed in place of the one that was received."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from itertools import product
from typing import NamedTuple, TypeAlias

from workbench.signing.findings import Mistake
from workbench.signing.mistakes import forms
from workbench.signing.mistakes.frequency import ranked
from workbench.signing.mistakes.json_styles import COMPACT, LAYOUTS, NUMBERS, PRINTED_MAPS, STRINGS, Layout, escaped
from workbench.signing.mistakes.json_text import Flat, Node, flatten, laid_out, parse
from workbench.signing.mistakes.json_values import DROPS, ORDERS, Value, other_values
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
ALONE = 4
"""The rank of what is tried alone only, and not combined with another mistake."""


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

    @cached_property
    def string_styles(self) -> list[tuple[_Option | None, _Changes]]:
        """The styles of strings that differ in effect, with the one that changes nothing first."""
        return _distinct(
            (_Option(rank, name, says), self._changed(self._special, name, partial(escaped, style)))
            for rank, name, says, style in STRINGS
        )

    @cached_property
    def number_styles(self) -> list[tuple[_Option | None, _Changes]]:
        """The styles of numbers that differ in effect, with the one that changes nothing first."""
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


class _Writer:
    """A layout with its option (None for the body's own layout), and the tokens to lay out."""

    def __init__(self, option: _Option | None, layout: Layout | None, text: _Text) -> None:
        self.option, self.layout, self.text = option, layout, text


class _Style(NamedTuple):
    """A combination of features: its rank, its options, and how the payload is written with it."""

    rank: int
    chosen: list[_Option]
    writer: _Writer
    changes: tuple[_Changes, _Changes]


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
        self._styles: dict[int, list[_Style]] | None = None
        self._written_texts = {self._text}
        self._values_found: list[Value] | None = None
        self.app_ids = re.findall(r'"(?:kochava_app_id|app_guid)"\s*:\s*"([^"\\]{1,100})"', self._text or "")[:2]

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON."""
        return self._root is not None

    def single(self, most: int) -> Iterator[Body]:
        """Yield each body that one mistake of at most a rank makes, the more likely ones first."""
        for rank in range(1, most + 1):
            for change in _CHANGES.get(rank, ()):
                yield from _edited(Body(0, (), self.body), change, rank)
            yield from self._written(rank)
            yield from self._values(rank)
            if rank == 1:
                yield from self._arrived()

    def double(self, singles: Iterable[Body], rank: int) -> Iterator[Body]:
        """Yield each body with this sum of ranks that a further edit or encoding makes of one with a mistake."""
        for one in singles:
            first = one.mistakes[0].id
            # A line end is easily added to any body, in a file or by echo.
            changes = _LINE_END if one.rank == rank == _MAX_RANK else _CHANGES.get(rank - one.rank, ())
            for change in changes:
                if change.mistake.id != first:
                    yield from _edited(one, change, rank)

    def _own_layout(self) -> Layout | None:
        """Return the layout that the body has, if it is a usual one."""
        if self._root is None or self._text is None:
            return None
        text = _Text(flatten(self._root), self._cache)
        return next((layout for _, layout in LAYOUTS if text.written(layout) == self._text), None)

    def _written(self, rank: int) -> Iterator[Body]:
        """Yield the payload written again: each combination of features that changes the text and has this rank."""
        if self._styles is None:
            self._styles = {}
            for options, writers in self._all_writers():
                for writer in writers:
                    for style in _styles(writer, options):
                        self._styles.setdefault(style.rank, []).append(style)
        tables: dict[_Writer, list[str]] = {}
        for _, chosen, writer, changes in self._styles.get(rank, ()):
            table = tables.get(writer) or tables.setdefault(writer, writer.text.laid_out(writer.layout))
            text = writer.text.joined(table, *changes)
            if text not in self._written_texts:
                self._written_texts.add(text)
                yield Body(rank, (_rewritten(chosen),), _bytes(text))

    def _all_writers(self) -> Iterator[tuple[list[_Option], list[_Writer]]]:
        """Yield the writers of each reduced or reordered form of the payload."""
        if self._root is None or self._text is None:
            return
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
            texts = _Text(flat, self._cache)
            own_layout = self._layout or COMPACT
            writers = [_Writer(None, own_layout, texts)]
            if not options and self._layout is None:
                writers = [
                    _Writer(None, None, _Text(laid_out(self._text), self._cache)),
                    _Writer(_Option(1, COMPACT.name, COMPACT.says), COMPACT, texts),
                ]
            writers += [
                _Writer(_Option(each, layout.name, layout.says), layout, texts)
                for each, layout in (LAYOUTS if self._large else (*LAYOUTS, *PRINTED_MAPS))
                if layout is not own_layout
            ]
            yield options, writers

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
                for _, table in text.string_styles[:5]:
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
        for value in self._other_values():
            value_rank = ranked(value.rank, value.id)
            if value_rank == rank:
                mistake = Mistake(value.id, value.says, value.fix)
                for number, text in enumerate(self._writings(value.value, every=value.rank == 1)):
                    yield Body(min(value_rank + (number > 0), _MAX_RANK), (mistake,), _bytes(text))

    def _other_values(self) -> list[Value]:
        """Return the values that differ from the one that was sent; a change without effect must not be named."""
        if self._values_found is None and self._root is not None:
            own = flatten(self._root)
            self._values_found = [value for value in other_values(self._root) if flatten(value.value) != own]
        return self._values_found or []

    def written_values(self) -> Iterator[Body]:
        """Yield other values than the one that was sent, in other layouts too, and with sorted keys."""
        if self._root is None:
            return
        for value in self._other_values():
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
            styles = product(text.string_styles[:4], text.number_styles[:4])
            changes = [(strings, numbers) for (_, strings), (_, numbers) in styles]
            for layout in (own, *[layout for _, layout in LAYOUTS[:5]]):
                table = text.laid_out(layout)
                for each in changes:
                    other = text.joined(table, *each)
                    if other not in seen:
                        seen.add(other)
                        yield other


def _styles(writer: _Writer, options: list[_Option]) -> Iterator[_Style]:
    """Yield the combinations of a layout and options with the styles of strings and numbers."""
    before = [*([] if writer.option is None else [writer.option]), *options]
    cost = sum(map(_cost, before))
    for string_option, string_changes in writer.text.string_styles:
        chosen = before if string_option is None else [*before, string_option]
        string_cost = cost if string_option is None else cost + _cost(string_option)
        if string_cost > ALONE:
            continue
        for number_option, number_changes in writer.text.number_styles:
            every = chosen if number_option is None else [*chosen, number_option]
            # Who writes a payload again prints its numbers again: that is no further feature.
            counted = chosen if chosen and number_option and number_option.name in _USUAL_NUMBERS else every
            total = string_cost if counted is chosen or number_option is None else string_cost + _cost(number_option)
            if 0 < total <= ALONE and sum(each.rank > 1 for each in every) < _TWO:
                rank = 1 if total == 1 else ranked(total - 1, _slug(counted))
                yield _Style(rank, every, writer, (string_changes, number_changes))


def _cost(option: _Option) -> int:
    return 1 if option.rank == 1 else _TWO


_TWO = 2
"""The cost of a seldom feature; and how many of them are not combined."""


def _slug(chosen: list[_Option]) -> str:
    return "json-" + "+".join(each.name for each in chosen)


def _edited(body: Body, change: Change, rank: int) -> Iterator[Body]:
    try:
        other = change.apply(body.data)
    except ValueError:  # half of a surrogate pair, which not every encoding can write
        return
    if other is not None and other != body.data:
        yield Body(rank, (*body.mistakes, change.mistake), other)


_USUAL_NUMBERS = ("numbers-javascript", "numbers-python", "numbers-php")
_LINE_END = [change for change in EDITS if change.mistake.id in ("final-line-feed", "final-crlf")]
_CHANGES: dict[int, list[Change]] = {}
for _change in (*EDITS, *ENCODINGS):
    _CHANGES.setdefault(ranked(_change.rank, _change.mistake.id), []).append(_change)


def _distinct(options: Iterable[tuple[_Option, _Changes]]) -> list[tuple[_Option | None, _Changes]]:
    """Return the options that differ in effect, with the one that changes nothing first."""
    found: list[tuple[_Option | None, _Changes]] = [(None, [])]
    for option, table in options:
        if all(table != other for _, other in found):
            found.append((option, table))
    return found


def _rewritten(chosen: list[_Option]) -> Mistake:
    says = ", ".join(each.says for each in chosen)
    return Mistake(_slug(chosen), f"The client hashed the payload written {says}; it sent it written otherwise.", _FIX)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
