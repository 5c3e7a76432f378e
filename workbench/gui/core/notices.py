"""The messages of the window: what is to be shown, withdrawn or replaced. The notice bar shows them."""

from PySide6.QtCore import QObject, Signal

from workbench.gui.core.state import Notice


class Notices(QObject):
    """Where every part of the window posts its messages.

    Signals:
        shown(Notice): show this message.
        passing(Notice | None): show a message that holds until the next one of its kind; None ends the last one.
        follow_up(Notice): show what became of the thing that the last refusal waited for, in its place.
        withdrawn(Notice): this question is not asked any more.
    """

    shown = Signal(object)
    passing = Signal(object)
    follow_up = Signal(object)
    withdrawn = Signal(object)

    def show(self, notice: Notice) -> None:
        """Show a message until a person closes it."""
        self.shown.emit(notice)

    def warn(self, text: str) -> None:
        """Show a warning without buttons."""
        self.shown.emit(Notice("warn", text))

    def show_passing(self, notice: Notice | None) -> None:
        """Show a message that the next passing one replaces; None ends it."""
        self.passing.emit(notice)

    def show_follow_up(self, notice: Notice) -> None:
        """Show a message in place of the last refusal, if one is shown."""
        self.follow_up.emit(notice)

    def withdraw(self, notice: Notice) -> None:
        """Take a question back."""
        self.withdrawn.emit(notice)
