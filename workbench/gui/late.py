"""Work that most windows are never asked for: each part is loaded, made and connected when something first asks for it.

Owns when that is, and nothing of the work. An open window that nobody has sent from yet pays for none of it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from workbench.gui import wiring

if TYPE_CHECKING:
    from workbench.gui.app import Workbench
    from workbench.gui.documents.rewriting import Rewriting
    from workbench.gui.profiles.profile_notes import ProfileNotes
    from workbench.gui.profiles.profile_work import ProfileWork
    from workbench.gui.sends.again import Again
    from workbench.gui.sends.marking import Marking
    from workbench.gui.sends.taking import Taking


class Late:
    """The late parts of one window."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    @cached_property
    def rewriting(self) -> Rewriting:
        """What rewrites the document in front as a whole."""
        from workbench.gui.documents.rewriting import Rewriting

        bench = self._bench
        made = Rewriting(bench.session, bench)
        wiring.connect_rewriting(bench, made)
        return made

    @cached_property
    def again(self) -> Again:
        """What takes an exchange of the log up again."""
        from workbench.gui.sends.again import Again

        bench = self._bench
        made = Again(bench.session, bench.sending, bench.records, bench.keys, bench.bridge, bench)
        wiring.connect_again(bench, made)
        return made

    @cached_property
    def marking(self) -> Marking:
        """What notes, pins and deletes rows of the log."""
        from workbench.gui.sends.marking import Marking

        bench = self._bench
        made = Marking(bench.records, bench.bridge, bench)
        wiring.connect_marking(bench, made)
        return made

    @cached_property
    def taking(self) -> Taking:
        """What copies and saves exchanges, and opens share bundles."""
        from workbench.gui.sends.taking import Taking

        bench = self._bench
        made = Taking(bench.session, bench.records, bench.files, bench.bridge, bench.window)
        wiring.connect_taking(bench, made)
        return made

    @cached_property
    def profile_work(self) -> ProfileWork:
        """What changes profiles."""
        from workbench.gui.profiles.profile_work import ProfileWork

        bench = self._bench
        made = ProfileWork(bench.keys, bench.bridge, bench)
        wiring.connect_profile_work(bench, made)
        return made

    @cached_property
    def profile_notes(self) -> ProfileNotes:
        """What a send teaches about its profile."""
        from workbench.gui.profiles.profile_notes import ProfileNotes

        bench = self._bench
        made = ProfileNotes(bench.keys, bench.bridge, bench)
        wiring.connect_profile_notes(bench, made)
        return made

    def forget(self) -> None:
        """Let go of the secrets that the work has kept, if it was ever begun."""
        if "profile_work" in self.__dict__:
            self.profile_work.forget()
