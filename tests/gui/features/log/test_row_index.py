"""Which row shows what, with runs open or closed: held against a plain list of the same."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.features.log.row_index import Place, RowIndex
from workbench.history import Found

FIRST = 1 << 60


@st.composite
def listings(draw: st.DrawFn) -> tuple[RowIndex, list[Place]]:
    """A listing, and all its rows written out."""
    held = tuple(FIRST + number for number in reversed(range(draw(st.integers(0, 4)))))
    found = Found(sorted(draw(st.sets(st.integers(1, 60), max_size=12)), reverse=True))
    anchors = tuple(sorted((draw(st.integers(0, 61)) for _ in held), reverse=True))
    keys = tuple(sorted((*held, *found), key=lambda key: _stands(key, dict(zip(held, anchors, strict=True)))))
    opened = {}
    for key in draw(st.sets(st.sampled_from(keys))) if keys else set():
        first = 1000 + 10 * keys.index(key)
        sends = sorted({key, *draw(st.sets(st.integers(first, first + 5), max_size=4))}, reverse=True)
        opened[key] = Found(sends)
    rows = []
    for key in keys:
        rows += [Place(key, inside=False), *(Place(send, inside=True) for send in opened.get(key, ()))]
    return RowIndex(held, found, {**opened, 999_999: Found([5])}, anchors), rows


def _stands(key: int, anchors: dict[int, int]) -> tuple[float, int]:
    """Where a key stands: a held one just above its anchor, a newer held one above an older."""
    return (-anchors[key] - 0.5, -key) if key in anchors else (-key, 0)


@given(listings())
def test_every_row_shows_what_it_should_and_is_found_again(given: tuple[RowIndex, list[Place]]) -> None:
    listing, rows = given
    assert len(listing) == len(rows)
    assert [listing.at(row) for row in range(len(listing))] == rows
    for row, place in enumerate(rows):
        assert listing.row_of(place) == row
        if place.inside:
            assert rows[listing.parent(row)].inside is False
            assert place.key in listing.opened[rows[listing.parent(row)].key]
        else:
            assert listing.parent(row) == row
    assert listing.entries == sum(not place.inside for place in rows)


def test_what_is_held_stands_where_it_came_and_newer_rows_stand_above_it() -> None:
    listing = RowIndex((FIRST + 1, FIRST), Found([9, 7, 4]), {}, (7, 4))
    assert [listing.at(row).key for row in range(5)] == [9, FIRST + 1, 7, FIRST, 4]
    assert [key for row in range(4) for key in [RowIndex((FIRST,), Found([9, 7, 4])).at(row).key]] == [FIRST, 9, 7, 4]


def test_what_is_not_there_has_no_row() -> None:
    listing = RowIndex((FIRST,), Found([9, 4]), {4: Found([5, 4])})
    assert listing.row_of(Place(5, inside=False)) is None
    assert listing.row_of(Place(9, inside=True)) is None
    assert list(listing.rows_of(4)) == [2, 4]
    assert listing.sends_at(2) == (3, 2)
    assert listing.sends_at(1) is None
