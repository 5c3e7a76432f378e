"""Work that most windows are never asked for: each part is loaded, made and connected when something first asks for it.

Owns when that is, and nothing of the work. An open window that nobody has sent from yet pays for none of it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from workbench.gui import connections

if TYPE_CHECKING:
    from workbench.gui.app import Workbench
    from workbench.gui.features.compose.transforms import Transforms
    from workbench.gui.features.credentials.profile_editing import ProfileEditing
    from workbench.gui.features.credentials.profile_usage import ProfileUsage
    from workbench.gui.features.log.annotations import AnnotationActions
    from workbench.gui.features.log.export import Exporter
    from workbench.gui.features.log.resend import Resender


class Late:
    """The late parts of one window."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    @cached_property
    def rewriting(self) -> Transforms:
        """What rewrites the document in front as a whole."""
        from workbench.gui.features.compose.transforms import Transforms

        bench = self._bench
        made = Transforms(bench.session, bench)
        connections.connect_rewriting(bench, made)
        return made

    @cached_property
    def again(self) -> Resender:
        """What takes an exchange of the log up again."""
        from workbench.gui.features.log.resend import Resender

        bench = self._bench
        made = Resender(bench.session, bench.sending, bench.records, bench.keys, bench.bridge, bench)
        connections.connect_again(bench, made)
        return made

    @cached_property
    def marking(self) -> AnnotationActions:
        """What notes, pins and deletes rows of the log."""
        from workbench.gui.features.log.annotations import AnnotationActions

        bench = self._bench
        made = AnnotationActions(bench.records, bench.bridge, bench)
        connections.connect_marking(bench, made)
        return made

    @cached_property
    def taking(self) -> Exporter:
        """What copies and saves exchanges, and opens share bundles."""
        from workbench.gui.features.log.export import Exporter

        bench = self._bench
        made = Exporter(bench.session, bench.records, bench.files, bench.bridge, bench.window)
        connections.connect_taking(bench, made)
        return made

    @cached_property
    def profile_work(self) -> ProfileEditing:
        """What changes profiles."""
        from workbench.gui.features.credentials.profile_editing import ProfileEditing

        bench = self._bench
        made = ProfileEditing(bench.keys, bench.bridge, bench)
        connections.connect_profile_work(bench, made)
        return made

    @cached_property
    def profile_notes(self) -> ProfileUsage:
        """What a send teaches about its profile."""
        from workbench.gui.features.credentials.profile_usage import ProfileUsage

        bench = self._bench
        made = ProfileUsage(bench.keys, bench.bridge, bench)
        connections.connect_profile_notes(bench, made)
        return made

    def forget(self) -> None:
        """Let go of the secrets that the work has kept, if it was ever begun."""
        if "profile_work" in self.__dict__:
            self.profile_work.forget()
