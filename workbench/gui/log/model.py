"""The rows of the log, newest first. Holds exchanges as values; words for them are made here, colours by the view."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from workbench.exchange import Cancelled, Exchange, Failure, Response, judge
from workbench.secrecy import redact

if TYPE_CHECKING:
    from workbench.gui.log.masked import LogMask

Index = QModelIndex | QPersistentModelIndex

COLUMNS = ("Time", "Payload", "Profile", "Endpoint", "Answer", "What is known", "Took")
ANSWER, KNOWN, TOOK = 4, 5, 6
DYE_ROLE = Qt.ItemDataRole.UserRole + 1
RUNGS_ROLE = Qt.ItemDataRole.UserRole + 2


class LogModel(QAbstractTableModel):
    """All exchanges of this run."""

    def __init__(self) -> None:
        super().__init__()
        self._exchanges: list[Exchange] = []
        self._mask: LogMask | None = None

    def wear_mask(self, mask: "LogMask | None") -> None:
        """Hide device ids and addresses in every word from now on; None shows them again."""
        self._mask = mask
        if self._exchanges:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._exchanges) - 1, len(COLUMNS) - 1))

    def show(self, exchange: Exchange) -> int:
        """Put an exchange in, or in the place of its earlier state; return its row."""
        for row, known in enumerate(self._exchanges):
            if known.id == exchange.id:
                self._exchanges[row] = exchange
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))
                return row
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._exchanges.insert(0, exchange)
        self.endInsertRows()
        return 0

    def exchange(self, row: int) -> Exchange:
        """Return the exchange of a row."""
        return self._exchanges[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """How many exchanges there are."""
        return 0 if parent.isValid() else len(self._exchanges)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """How many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: ANN401, N802 - Qt's
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Column {COLUMNS[section]}"  # “Profile” and “Endpoint” are names of controls
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = 0) -> Any:  # noqa: ANN401 - Qt's
        """Return the words, the colour's name or the rungs of a cell."""
        exchange = self._exchanges[index.row()]
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._shown(exchange, _cell(exchange, column))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._shown(exchange, redact(_tip(exchange, column)))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == DYE_ROLE:
            return answer_dye(exchange) if column == ANSWER else "text"
        if role == RUNGS_ROLE and column == KNOWN:
            return judge(exchange.outcome).rungs
        return None

    def _shown(self, exchange: Exchange, words: str) -> str:
        return words if self._mask is None else self._mask.words(exchange, words)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == TOOK else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _cell(exchange: Exchange, column: int) -> str:
    match column:
        case 0:
            return exchange.started.astimezone().strftime("%H:%M:%S")
        case 1:
            return exchange.title
        case 2:
            return exchange.profile
        case 3:
            return exchange.endpoint
        case 4:
            return answer_words(exchange)
        case 5:
            return judge(exchange.outcome).text
        case _:
            return took(exchange)


def _tip(exchange: Exchange, column: int) -> str:
    if column == KNOWN:
        return "\n".join(f"{rung.name}: {rung.says}" for rung in judge(exchange.outcome).rungs)
    if column == ANSWER and isinstance(exchange.outcome, Failure):
        return exchange.outcome.says
    if column == 0:
        return exchange.started.strftime("%Y-%m-%d %H:%M:%S UTC")
    return exchange.request.url if column == 3 else ""


def answer_words(exchange: Exchange) -> str:
    """Return the answer in a word or two."""
    match exchange.outcome:
        case None:
            return "…"
        case Response(status=status):
            return str(status)
        case Failure(kind=kind):
            return {"timeout": "timed out", "dns": "no such name", "tls": "TLS failed"}.get(
                kind.value, kind.value.replace("-", " ")
            )
        case Cancelled():
            return "cancelled"


def answer_dye(exchange: Exchange) -> str:
    """Return the name of the colour the answer is written in."""
    match exchange.outcome:
        case Response(status=status):
            # Never green by the status alone: the body has to say success.
            return "good" if judge(exchange.outcome).success else ("bad" if status >= 400 else "warn")
        case Failure():
            return "bad"
        case _:
            return "muted"


def took(exchange: Exchange) -> str:
    """Return how long it took, in milliseconds below a second and in seconds above."""
    if exchange.outcome is None:
        return ""
    seconds = exchange.outcome.timing.total_s
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
