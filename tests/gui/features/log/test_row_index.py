"""The row index with collapsed and expanded runs, checked against a plain list."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.features.log.row_index import Position, RowIndex
from workbench.history import Found

FIRST = 1 << 60


@st.composite
def row_indexes(draw: st.DrawFn) -> tuple[RowIndex, list[Position]]:
    """A listing, and all its rows written out."""
    unsaved = tuple(FIRST + number for number in reversed(range(draw(st.integers(0, 4)))))
    found = Found(sorted(draw(st.sets(st.integers(1, 60), max_size=12)), reverse=True))
    anchors = dict(zip(unsaved, sorted((draw(st.integers(0, 61)) for _ in unsaved), reverse=True), strict=True))
    keys = tuple(sorted((*unsaved, *found), key=lambda key: _stands(key, anchors)))
    expanded = {}
    for key in draw(st.sets(st.sampled_from(keys))) if keys else set():
        first = 1000 + 10 * keys.index(key)
        sends = sorted({key, *draw(st.sets(st.integers(first, first + 5), max_size=4))}, reverse=True)
        expanded[key] = Found(sends)
    rows = []
    for key in keys:
        rows += [Position(key, inside=False), *(Position(send, inside=True) for send in expanded.get(key, ()))]
    return RowIndex(found, anchors, {**expanded, 999_999: Found([5])}), rows


def _stands(key: int, anchors: dict[int, int]) -> tuple[float, int]:
    """Where a key stands: an unsaved one just above its anchor, a newer one above an older one."""
    return (-anchors[key] - 0.5, -key) if key in anchors else (-key, 0)


@given(row_indexes())
def test_every_row_has_its_position_and_every_position_its_row(given: tuple[RowIndex, list[Position]]) -> None:
    row_index, rows = given
    assert len(row_index) == len(rows)
    assert [row_index.at(row) for row in range(len(row_index))] == rows
    for row, position in enumerate(rows):
        assert row_index.row_of(position) == row
        if position.inside:
            assert rows[row_index.parent(row)].inside is False
            assert position.key in row_index.expanded[rows[row_index.parent(row)].key]
        else:
            assert row_index.parent(row) == row
    assert list(row_index.keys) == [position.key for position in rows if not position.inside]


def test_unsaved_rows_stay_below_newer_rows_of_the_history() -> None:
    row_index = RowIndex(Found([9, 7, 4]), {FIRST + 1: 7, FIRST: 4})
    assert list(row_index.keys) == [9, FIRST + 1, 7, FIRST, 4]
    assert list(RowIndex(Found([9, 7, 4]), {FIRST: 9}).keys) == [FIRST, 9, 7, 4]


def test_an_unknown_position_has_no_row() -> None:
    row_index = RowIndex(Found([9, 4]), {FIRST: 9}, {4: Found([5, 4])})
    assert row_index.row_of(Position(5, inside=False)) is None
    assert row_index.row_of(Position(9, inside=True)) is None
    assert list(row_index.rows_of(4)) == [2, 4]
    assert row_index.expanded_rows(2) == (3, 2)
    assert row_index.expanded_rows(1) is None
