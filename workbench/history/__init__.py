"""Stores every exchange in SQLite: search, annotations, retention.

One database file, shared by all windows and terminal commands. An exchange is committed before its bytes are sent and
completed afterwards. No secret, key or full token is stored: credential headers are redacted, and known secret values
in a body are masked, with their positions. A process killed at any moment leaves the file consistent; a power failure
may lose the newest commits, never part of one.
"""

from workbench.history.errors import HistoryError
from workbench.history.query import QueryError
from workbench.history.store import History, default_history
from workbench.history.values import Found, Retention, Row, Usage

__all__ = ["Found", "History", "HistoryError", "QueryError", "Retention", "Row", "Usage", "default_history"]
