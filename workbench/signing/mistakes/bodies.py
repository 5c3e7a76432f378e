"""The bodies that a client may have hashed in place of the one that was received."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
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


class _Text:
    """The tokens of a value, numbered, to be joined in many styles."""

    def __init__(self, flat: Flat) -> None:
        numbers = {token: number for number, token in enumerate(dict.fromkeys(flat))}
        self._join = [numbers[token] for token in flat]
        self._same = [token if isinstance(token, str) else "" for token in numbers]
        self._marks = [(number, token) for token, number in numbers.items() if isinstance(token, tuple)]
        texts = [(number, token) for token, number in numbers.items() if isinstance(token, str)]
        self._strings = [(number, token) for number, token in texts if token[0] == '"']
        self._special = [(number, token) for number, token in self._strings if not _plain_string.fullmatch(token)]
        self._numbers = [(number, token) for number, token in texts if token[0] in "-0123456789"]
        self._literals = [(number, token) for number, token in texts if token[0] in "tfn"]

    def strings(self, style: Callable[[str], str]) -> _Changes:
        """Return the strings that a style changes."""
        return _changed(self._special, lambda token: escaped(style, token))

    def string_styles(self) -> list[tuple[_Option | None, _Changes]]:
        """Return the styles of strings that differ in effect, with the one that changes nothing first."""
        return _distinct([(_Option(rank, name, says), self.strings(style)) for rank, name, says, style in STRINGS])

    def number_styles(self) -> list[tuple[_Option | None, _Changes]]:
        """Return the styles of numbers that differ in effect, with the one that changes nothing first."""
        return _distinct([(_Option(rank, name, says), self.numbers(style)) for rank, name, says, style in NUMBERS])

    def numbers(self, style: Callable[[str], str]) -> _Changes:
        """Return the numbers that a style changes."""
        return _changed(self._numbers, style)

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


def _changed(tokens: Iterable[tuple[int, str]], style: Callable[[str], str]) -> _Changes:
    found = []
    for number, token in tokens:
        try:
            other = style(token)
        except (ValueError, OverflowError):
            continue
        if other != token:
            found.append((number, other))
    return found


class Bodies:
    """The bodies that were perhaps hashed, by number of mistakes.

    A body of which other bytes were hashed is only written in the styles that change something.
    """

    def __init__(self, body: bytes) -> None:
        self.body = body
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
                other = change.apply(data)
                if other is not None and other != data:
                    yield Body(own, (*before, change.mistake), other)

    def _own_layout(self) -> Layout | None:
        """Return the layout that the body has, if it is a usual one."""
        if self._root is None or self._text is None:
            return None
        text = _Text(flatten(self._root))
        return next((layout for _, layout in LAYOUTS if text.written(layout) == self._text), None)

    def _written(self, rank: int) -> Iterator[Body]:
        """Yield the payload written again: each combination of features that changes the text."""
        if self._root is None or self._text is None:
            return
        seen: set[str] = {self._text}
        shapes: list[tuple[list[_Option], Node]] = [([], self._root)]
        for drop in DROPS:
            reduced = drop.change(self._root)
            if reduced != self._root:
                shapes.append(([_Option(drop.rank, drop.name, drop.says)], reduced))
        for options, root in [*shapes]:
            before = _keys(root)
            for order in ORDERS:
                if options and order.rank + options[0].rank > 2:
                    continue
                reordered = order.change(root)
                if _keys(reordered) != before:
                    shapes.append(([*options, _Option(order.rank, order.name, order.says)], reordered))
        for options, root in shapes:
            yield from self._styled(options, root, rank, seen)

    def _styled(self, options: list[_Option], root: Node, rank: int, seen: set[str]) -> Iterator[Body]:
        texts = _Text(flatten(root))
        own_layout = self._layout or COMPACT
        writers: list[tuple[_Option | None, Layout | None, _Text]] = [(None, own_layout, texts)]
        if not options and self._layout is None:
            writers = [
                (None, None, _Text(laid_out(self._text or ""))),
                (_Option(1, COMPACT.name, COMPACT.says), COMPACT, texts),
            ]
        writers += [
            (_Option(each, layout.name, layout.says), layout, texts)
            for each, layout in (*LAYOUTS, *PRINTED_MAPS)
            if layout is not own_layout
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
                text = _Text(flatten(document.value))
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
        order = ORDERS[0]
        for value in other_values(self._root):
            mistake = Mistake(value.id, value.says, value.fix)
            reordered = order.change(value.value)
            written = [(mistake, text) for text in self._writings(value.value, every=value.rank > 1)]
            if _keys(reordered) != _keys(value.value):
                says = f"{value.says.rstrip('.')}; it was written {order.says}."
                changed = Mistake(f"{value.id}-{order.name}", says, value.fix)
                written += [(changed, text) for text in self._writings(reordered, every=True)]
            for made, text in written:
                yield Body(_MAX_RANK, (made,), _bytes(text))

    def _writings(self, value: Node, *, every: bool) -> Iterator[str]:
        """Yield the texts of a value: as the body is written, and with `every` in the usual layouts."""
        text = _Text(flatten(value))
        own = self._layout or COMPACT
        seen = {text.written(own)}
        yield from seen
        if every:
            tables = [table for _, table in text.string_styles()[:4]]
            for layout in (own, *[layout for _, layout in LAYOUTS[:5]]):
                for table in tables:
                    other = text.written(layout, table)
                    if other not in seen:
                        seen.add(other)
                        yield other


def _rank(slug: str, chosen: list[_Option]) -> int:
    """Return the rank of a combination of features: one, two usual ones, or up to three with one that is seldom."""
    seldom = sum(each.rank > 1 for each in chosen)
    if len(chosen) + seldom > 4 or seldom > 1:
        return _MAX_RANK + 1
    return ranked(min(len(chosen) - 1, 1) + seldom + (len(chosen) > 2), slug)


def _distinct(options: list[tuple[_Option, _Changes]]) -> list[tuple[_Option | None, _Changes]]:
    """Return the options that differ in effect, with the one that changes nothing first."""
    found: list[tuple[_Option | None, _Changes]] = [(None, [])]
    for option, table in options:
        if all(table != other for _, other in found):
            found.append((option, table))
    return found


def _keys(node: Node) -> object:
    """Return a value to compare the order of keys by: equal dictionaries may have another order."""
    if isinstance(node, dict):
        return [(key, _keys(value)) for key, value in node.items()]
    return node if isinstance(node, str) else [_keys(value) for value in node]


def _rewritten(slug: str, chosen: list[_Option]) -> Mistake:
    says = ", ".join(each.says for each in chosen)
    return Mistake(slug, f"The client hashed the payload written {says}; it sent it written otherwise.", _FIX)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
