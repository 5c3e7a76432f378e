"""Provides the view of a profile's metadata: everything that is known without reading the keyring."""

from collections.abc import Iterator
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from workbench.credentials import EXTRA_TITLES, Profile
from workbench.credentials.profile_fields import PROFILE_FIELDS
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.features.credentials.text import LABEL, TextLines
from workbench.gui.widgets.layouts import clear
from workbench.gui.widgets.parts import muted


class MetadataView(QWidget):
    """A table of labels and values."""

    def __init__(self, privacy: ScreenPrivacy) -> None:
        super().__init__()
        self._privacy = privacy
        privacy.mask_changed.connect(self._show_again)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, LABEL)
        self._grid.setColumnStretch(1, 1)
        self._shown: list[tuple[str, str]] = []
        self._profile: Profile | None = None

    def show_profile(self, profile: Profile | None) -> None:
        """Show the metadata of a profile; None shows nothing."""
        self._profile = profile
        metadata = () if profile is None else _rows(profile)
        rows = [(name, self._privacy.hide(text)) for name, text in metadata]
        if rows == self._shown:
            return
        self._shown = rows
        for value in self.findChildren(TextLines):
            value.show_value("")  # now: the widget itself is deleted later
        clear(self._grid)
        for row, (name, text) in enumerate(rows):
            label = muted(name)
            label.setFixedHeight(18)
            value = TextLines(f"{name} of the profile", f"metadata{name.title().replace(' ', '')}", "text")
            value.show_value(text)
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1)
            label.show()
            value.show()

    def _show_again(self) -> None:
        self.show_profile(self._profile)


def _rows(profile: Profile) -> Iterator[tuple[str, str]]:
    yield from _values(profile, "")
    known = profile.known_to_sandbox
    yield "Sandbox", "Accepted by the sandbox" if known else "Not accepted by the sandbox"
    for name, moment in (("Created", profile.created), ("Rotated", profile.rotated), ("Last used", profile.used)):
        if moment is not None:
            yield name, _date(moment, exact=name == "Last used")
    yield from _values(profile, "Signal")
    if profile.extras:
        yield "Stored", "Signal " + ", ".join(title for part, title in EXTRA_TITLES.items() if part in profile.extras)


def _values(profile: Profile, group: str) -> Iterator[tuple[str, str]]:
    """Yield label and value of each text of a group; the built-in profile has no lists."""
    for field in PROFILE_FIELDS:
        if field.group == group and not (profile.built_in and field.kind == "list"):
            value = getattr(profile.metadata, field.name)
            text = value if isinstance(value, str) else "\n".join(value)
            if text or field.empty:
                yield field.label, text or field.empty


def _date(moment: datetime, *, exact: bool) -> str:
    """Return the date, with the time if `exact`, in the local time zone."""
    local = moment.astimezone()
    return f"{local.day} {local:%B %Y, %H:%M}" if exact else f"{local.day} {local:%B %Y}"
