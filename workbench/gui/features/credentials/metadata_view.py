"""What is known of a profile without asking the keyring, one line for each thing."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from workbench.gui.features.credentials.text import LABEL, TextLines
from workbench.gui.widgets.parts import muted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.credentials import Profile
    from workbench.gui.core.screen_privacy import ScreenPrivacy


class MetadataView(QWidget):
    """Names at the left, words beside them."""

    def __init__(self, privacy: "ScreenPrivacy") -> None:
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

    def show_profile(self, profile: "Profile | None") -> None:
        """Show what is known of it."""
        self._profile = profile
        known = () if profile is None else _known(profile)
        facts = [(name, self._privacy.hide(words)) for name, words in known]
        if facts == self._shown:
            return
        self._shown = facts
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                if isinstance(widget, TextLines):
                    widget.show_value("")  # at once: nothing of it may be read any longer
                widget.hide()
                widget.deleteLater()
        for row, (name, words) in enumerate(facts):
            label = muted(name)
            label.setFixedHeight(18)
            value = TextLines(f"{name} of the profile", f"fact{name.title().replace(' ', '')}", "text")
            value.show_value(words)
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1)
            label.show()
            value.show()

    def _show_again(self) -> None:
        self.show_profile(self._profile)


def _known(profile: "Profile") -> "Iterator[tuple[str, str]]":
    facts = profile.metadata
    if facts.client:
        yield "Client", facts.client
    if not profile.built_in:
        yield "Hosts", "\n".join(facts.hosts) or "any"
        yield "App GUIDs", "\n".join(facts.app_guids) or "any"
    yield "Sandbox", "knows this pair" if facts.known_to_sandbox else "does not know this pair"
    for name, moment in (("Created", profile.created), ("Rotated", profile.rotated), ("Last used", profile.used)):
        if moment is not None:
            yield name, _day(moment, exact=name == "Last used")
    if facts.partner_id:
        yield "Partner ID", facts.partner_id
    for name, text in (
        ("Signal admin", facts.signal_admin_url),
        ("Ingestion", facts.signal_ingestion_url),
        ("Login", facts.signal_login),
    ):
        if text:
            yield name, text
    if profile.extras:
        yield "Kept", ", ".join(words for part, words in _EXTRAS if part in profile.extras)
    if facts.notes:
        yield "Notes", facts.notes


_EXTRAS = (
    ("signal-event-key", "Signal event key"),
    ("signal-event-secret", "event secret"),
    ("signal-password", "password"),
)


def _day(moment: "datetime", *, exact: bool) -> str:
    """Return a moment in the person's own time zone."""
    here = moment.astimezone()
    return f"{here.day} {here:%B %Y, %H:%M}" if exact else f"{here.day} {here:%B %Y}"
