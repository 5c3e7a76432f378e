"""Compares two pictures, channel by channel. Knows nothing of windows."""

from PySide6.QtGui import QColor, QImage


def apart(first: QImage, second: QImage, levels: int) -> list[tuple[int, int]]:
    """Return where (x, y) two pictures of one size differ by more than `levels` of 255 in a channel.

    Raises:
        ValueError: they differ in size.
    """
    if first.size() != second.size():
        raise ValueError(f"{first.width()}x{first.height()} against {second.width()}x{second.height()}")
    found: list[tuple[int, int]] = []
    for y, (left, right) in enumerate(zip(_rows(first), _rows(second), strict=True)):
        if left != right:
            far = [at for at, (one, other) in enumerate(zip(left, right, strict=True)) if abs(one - other) > levels]
            found += [(x, y) for x in sorted({at // 3 for at in far})]
    return found


def marked(picture: QImage, places: list[tuple[int, int]]) -> QImage:
    """Return the picture, faint, with these places in red."""
    made = picture.convertToFormat(QImage.Format.Format_RGB32)
    for y in range(made.height()):
        for x in range(made.width()):
            grey = 160 + made.pixelColor(x, y).lightness() // 3
            made.setPixelColor(x, y, QColor(grey, grey, grey))
    for x, y in places:
        made.setPixelColor(x, y, QColor("red"))
    return made


def _rows(picture: QImage) -> list[bytes]:
    plain = picture.convertToFormat(QImage.Format.Format_RGB888)
    raw, stride, width = bytes(plain.constBits()), plain.bytesPerLine(), 3 * plain.width()
    return [raw[y * stride : y * stride + width] for y in range(plain.height())]
