"""What is asked before the window closes, each thing once: closing again closes all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.core.state import Answer, Notice

if TYPE_CHECKING:
    from workbench.gui.app import Workbench


class CloseGuard:
    """Whether the window may close."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._lossy_told = False
        self._asked: Notice | None = None  # about the run that goes on

    def may_close(self) -> bool:
        """Keep what is open; if that cannot be done, or a run goes on, say so and stay, unless it was said before."""
        bench = self._bench
        if bench.repeating.going and self._asked is None:
            says = f"A repeat run is going on ({bench.repeating.says()}). Closing cancels it; what is left is not sent."
            close = Answer("close-and-cancel", "Cancel the run and close", self._close)
            self._asked = Notice("ask", says, (close,))
            bench.panes.notice.show_notice(self._asked)
            return False
        problem = bench.drafting.finish()
        edited = any(bench.session.is_edited(document.id) for document, _body in bench.session.documents())
        if problem is None or not edited or self._lossy_told:
            return True
        self._lossy_told = True
        bench.panes.notice.show_notice(Notice("bad", f"{problem}. Or close again to close all the same."))
        return False

    def _close(self) -> None:
        self._bench.window.close()

    def drafts_kept(self) -> None:
        """Note that what is open is kept: the next close that cannot keep it is refused again."""
        self._lossy_told = False

    def run_changed(self, going: bool) -> None:
        """Ask no longer about a run that has ended, and again about the next."""
        if not going and self._asked is not None:
            self._bench.panes.notice.withdraw(self._asked)
            self._asked = None
