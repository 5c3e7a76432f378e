"""Owns what was sent: every exchange, committed before its bytes leave and completed after; search, marks, retention.

One SQLite file, which windows and the terminal use at once. It holds no secret, no key and no full token: headers that
carry one are struck out, and a value that is known to be secret is replaced in a body, with its place. Safe against a
process that is killed at any moment, not against a power cut: that may take the newest commits, never a part of one.
"""

from workbench.history.errors import HistoryError
from workbench.history.store import History, default_history
from workbench.history.values import Found, Retention, Row, Usage

__all__ = ["Found", "History", "HistoryError", "Retention", "Row", "Usage", "default_history"]
