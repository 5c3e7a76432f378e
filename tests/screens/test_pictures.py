"""The window looks as it did when a person last looked at it: fifteen pictures, light and dark.

A difference is written beside the picture that was taken, in a folder that the failure names. To renew them:
`pytest tests/screens --update-pictures`, and look at each one before it is committed.
"""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from tests.screens.comparing import apart, marked
from tests.screens.conftest import GOLDEN

pytestmark = pytest.mark.slow

LEVELS = 2
"""How far a channel may be off, of 255: the rounding of another processor, and nothing that an eye can see."""
MOST = 15
MOST_BYTES = 2_700_000
NAMES = sorted(path.stem for path in GOLDEN.glob("*.png"))


@pytest.mark.parametrize("name", NAMES)
def test_the_window_looks_as_it_did(name: str, taken: Path) -> None:
    golden, actual = QImage(str(GOLDEN / f"{name}.png")), QImage(str(taken / f"{name}.png"))
    assert not golden.isNull()
    assert golden.size() == actual.size(), f"another size than the golden picture: {taken / name}.png"
    places = apart(golden, actual, LEVELS)
    if places:
        marked(actual, places).save(str(taken / f"{name}-difference.png"))
        (left, top), (right, bottom) = map(min, zip(*places, strict=True)), map(max, zip(*places, strict=True))
        pytest.fail(
            f"{len(places)} pixels differ, from {left},{top} to {right},{bottom}: see {taken}/{name}.png and "
            f"{name}-difference.png there. If it should look so: pytest tests/screens --update-pictures"
        )


def test_every_picture_taken_is_compared_and_they_stay_few_and_small(taken: Path) -> None:
    golden = sorted(GOLDEN.glob("*.png"))
    names = [path.name for path in golden]
    assert sorted(path.name for path in taken.glob("*.png") if not path.stem.endswith("-difference")) == names
    assert 0 < len(names) <= MOST
    assert sum(path.stat().st_size for path in golden) <= MOST_BYTES


def test_a_channel_may_be_off_by_two_levels_and_no_more() -> None:
    first = QImage(3, 2, QImage.Format.Format_RGB888)
    first.fill(QColor(100, 100, 100))
    second = first.copy()
    second.setPixelColor(0, 1, QColor(102, 98, 100))
    assert apart(first, second, LEVELS) == []
    second.setPixelColor(2, 1, QColor(100, 100, 103))
    assert apart(first, second, LEVELS) == [(2, 1)]
    assert marked(second, [(2, 1)]).pixelColor(2, 1) == QColor("red")


def test_pictures_of_two_sizes_are_never_alike() -> None:
    with pytest.raises(ValueError, match="3x2 against 2x3"):
        apart(QImage(3, 2, QImage.Format.Format_RGB888), QImage(2, 3, QImage.Format.Format_RGB888), LEVELS)
