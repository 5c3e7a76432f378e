"""What is asked before the window closes, each thing once: closing again closes all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui.core.state import Notice

if TYPE_CHECKING:
    from workbench.gui.app import Workbench

CLOSE = "close-and-cancel"


class CloseGuard:
    """Whether the window may close."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._lossy_told = self._run_told = False

    def may_close(self) -> bool:
        """Keep what is open; if that cannot be done, or a run goes on, say so and stay, unless it was said before."""
        bench = self._bench
        if bench.repeating.going and not self._run_told:
            self._run_told = True
            says = f"A repeat run is going on ({bench.repeating.says()}). Closing cancels it; what is left is not sent."
            bench.panes.notice.show_notice(Notice("ask", says, ((CLOSE, "Cancel the run and close"),)))
            return False
        problem = bench.drafting.finish()
        edited = any(bench.session.is_edited(document.id) for document, _body in bench.session.documents())
        if problem is None or not edited or self._lossy_told:
            return True
        self._lossy_told = True
        bench.panes.notice.show_notice(Notice("bad", f"{problem}. Or close again to close all the same."))
        return False

    def answer(self, key: str) -> None:
        """Take the answer to whether a run may be cancelled by closing the window."""
        if key == CLOSE:
            self._bench.window.close()

    def drafts_kept(self) -> None:
        """Note that what is open is kept: the next close that cannot keep it is refused again."""
        self._lossy_told = False

    def run_changed(self, going: bool) -> None:
        """Ask again about the next run."""
        if not going:
            self._run_told = False
