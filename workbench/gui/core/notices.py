"""Posts notifications to the notice bar."""

from PySide6.QtCore import QObject, Signal

from workbench.gui.core.state import Notice


class Notices(QObject):
    """The notifications of the window.

    Signals:
        shown(Notice): a notice, shown until the user closes it.
        passing(Notice | None): a notice, shown until the next passing one; None removes the last one.
        follow_up(Notice): a notice that replaces the last refusal.
        withdrawn(Notice): a question that is no longer open.
    """

    shown = Signal(object)
    passing = Signal(object)
    follow_up = Signal(object)
    withdrawn = Signal(object)

    def show(self, notice: Notice) -> None:
        """Show a notice until the user closes it."""
        self.shown.emit(notice)

    def warn(self, text: str) -> None:
        """Show a warning without buttons."""
        self.shown.emit(Notice("warn", text))

    def show_passing(self, notice: Notice | None) -> None:
        """Show a notice that the next passing one replaces; None removes it."""
        self.passing.emit(notice)

    def show_follow_up(self, notice: Notice) -> None:
        """Show a notice in place of the last refusal, if one is shown."""
        self.follow_up.emit(notice)

    def withdraw(self, notice: Notice) -> None:
        """Withdraw a question."""
        self.withdrawn.emit(notice)
