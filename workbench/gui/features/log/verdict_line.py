"""The controls below a verdict: recorded check box, countdown of Retry-After, target of a redirect."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.exchange import Exchange, Response
from workbench.exchange.advice import LOOK
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.widgets.check_box import CheckBox
from workbench.gui.widgets.parts import button, muted
from workbench.gui.widgets.plain_text import plain_tip, without_mnemonic
from workbench.operations.presentation.verdict import wait_until
from workbench.redaction import redact

_INTERVAL_MS = 1000
_MARGIN, _GAP, _MIN_WIDTH = 12, 16, 160  # pixels
_MAX_URL = 2_000  # characters
_MAX_AGE = timedelta(hours=1)  # an older countdown is not shown


def _now() -> datetime:
    return datetime.now(UTC)


class VerdictLine(QWidget):
    """The controls below a verdict.

    Signals:
        recorded_toggled(bool): mark the exchange as recorded, or not.
        address_wanted(str): use this URL as the endpoint.
    """

    recorded_toggled = Signal(bool)
    address_wanted = Signal(str)

    def __init__(self, privacy: ScreenPrivacy, clock: Callable[[], datetime] = _now) -> None:
        super().__init__()
        self._privacy = privacy
        privacy.mask_changed.connect(self._name_target)
        self._clock = clock
        self._until: datetime | None = None
        self._address = ""
        self.recorded = CheckBox("I saw it in the dashboard (recorded)")
        self.recorded.setObjectName("verdictRecorded")
        self.recorded.setAccessibleName("Recorded: I saw it in the dashboard")
        self.recorded.setToolTip(f"{LOOK} The program cannot know it (Ctrl+T in the log)")
        self.recorded.toggled.connect(self.recorded_toggled)
        self.waiting = muted("")
        self.waiting.setObjectName("verdictWaiting")
        self.target = button("", "link", "verdictTarget", "")
        self.target.setAccessibleName("Use the redirect target as endpoint")
        self.target.setMinimumWidth(1)
        self.target.clicked.connect(lambda: self.address_wanted.emit(self._address))
        self.timer = QTimer(self, interval=_INTERVAL_MS)
        self.timer.timeout.connect(self._update_countdown)
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        row.addWidget(self.waiting)
        row.addWidget(self.target)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 4, _MARGIN, 8)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.recorded)

    def show_exchange(self, exchange: Exchange | None) -> None:
        """Show the controls that apply to an exchange."""
        with QSignalBlocker(self.recorded):
            self.recorded.setChecked(exchange is not None and exchange.annotations.recorded is not None)
        self.recorded.setEnabled(exchange is not None and exchange.outcome is not None)
        self._until = None if exchange is None else wait_until(exchange)
        self._address = "" if exchange is None else redirect_target(exchange)
        self._name_target()
        self._update_countdown()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shorten the URL to the new width."""
        super().resizeEvent(event)
        self._name_target()

    def _name_target(self) -> None:
        address = self._privacy.hide(redact(self._address))
        waiting = self.waiting.sizeHint().width() + _GAP if self._until is not None else 0
        room = max(self.width() - 2 * _MARGIN - waiting, _MIN_WIDTH)
        words = f"Use as endpoint: {address}"
        shorten = self.target.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        self.target.setText(without_mnemonic(shorten))
        self.target.setToolTip(plain_tip(f"Nothing is sent: the address becomes the endpoint\n{address}"))
        self.target.setVisible(bool(address))

    def _update_countdown(self) -> None:
        now = self._clock()
        counts = self._until is not None and now - self._until < _MAX_AGE
        self.waiting.setVisible(counts)
        if self._until is not None:
            self.waiting.setText(countdown(self._until, now))
        if self._until is not None and self._until > now:
            self.timer.start()
        else:
            self.timer.stop()


def countdown(until: datetime, now: datetime) -> str:
    """Return the remaining time as text."""
    left = -int(-(until - now).total_seconds() // 1)  # rounded up
    if left <= 0:
        return "The server accepts requests again now."
    minutes, seconds = divmod(left, 60)
    hours, minutes = divmod(minutes, 60)
    time_left = f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    return f"The server asks to wait: {time_left} left."


def redirect_target(exchange: Exchange) -> str:
    """Return the absolute URL of a redirect; empty if there is none that can be sent to."""
    outcome = exchange.outcome
    if not isinstance(outcome, Response) or not 300 <= outcome.status < 400:
        return ""
    location = (outcome.header("Location") or "").strip()
    if not location or len(location) > _MAX_URL:
        return ""
    try:
        address = urljoin(exchange.request.url, location)
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return address if usable and address.isprintable() else ""
