"""Runs the profile services without a window, and records their signals."""

from workbench.credentials import Disagreement, ProfileMetadata
from workbench.credentials.input_warnings import InputWarning
from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.notices import Notices
from workbench.gui.core.profile_usage import ProfileUsage
from workbench.gui.core.state import Notice, ProfileChoice, ProfileDraft, Values
from workbench.gui.core.tasks import Tasks
from workbench.gui.features.credentials.profile_editing import ProfileEditing
from workbench.redaction import Secret
from workbench.signing import Credentials

KEY, SECRET = "5B8E2C70-4D1F-4A93-8E6A-7C1D0B9F3E52", "a-secret-of-ours"


class ProfileServices:
    """The active profile, profile editing and profile usage with one keyring."""

    def __init__(self, tasks: Tasks) -> None:
        poster = Notices()
        self.active = ActiveProfile(tasks, poster)
        self.editing = ProfileEditing(self.active, poster)
        self.usage = ProfileUsage(self.active, tasks, poster)
        self.credentials: list[tuple[str, Credentials | None, str, ProfileMetadata]] = []
        self.shown: list[tuple[tuple[ProfileChoice, ...], str]] = []
        self.problems: list[str] = []
        self.keyrings: list[tuple[str, str, bool]] = []
        self.sandbox_pairs: list[tuple[str, Credentials | None]] = []
        self.values: list[tuple[str, Values | None, str]] = []
        self.copied: list[Secret] = []
        self.saved: list[str] = []
        self.warnings: list[tuple[InputWarning, ...]] = []
        self.undos: list[str] = []
        self.found: list[tuple[tuple[Disagreement, ...], bool]] = []
        self.notices: list[Notice] = []
        self.waits: list[bool] = []
        keys, work = self.active, self.editing
        keys.credentials_changed.connect(lambda *had: self.credentials.append(had))
        keys.profiles_changed.connect(lambda *shown: self.shown.append(shown))
        keys.keyring_changed.connect(lambda *shown: self.keyrings.append(shown))
        keys.sandbox_pair_changed.connect(lambda *told: self.sandbox_pairs.append(told))
        keys.values_loaded.connect(lambda *shown: self.values.append(shown))
        keys.copy_requested.connect(self.copied.append)
        keys.values_missing.connect(work.check_one)
        keys.keyring_calls.waiting_changed.connect(self.waits.append)
        work.saved.connect(self.saved.append)
        work.input_warnings_shown.connect(self.warnings.append)
        work.undo_shown.connect(self.undos.append)
        work.disagreements_shown.connect(lambda *shown: self.found.append(shown))
        for worker in (keys, work):
            worker.problem_changed.connect(self.problems.append)
        poster.shown.connect(self.notices.append)

    @property
    def names(self) -> list[str]:
        """The names of the profiles as emitted last."""
        return [each.name for each in self.shown[-1][0]]

    @property
    def problem(self) -> str:
        """The last problem; empty if there is none."""
        return self.problems[-1] if self.problems else ""

    def pair(self) -> Credentials | None:
        """The pair of the active profile."""
        return self.credentials[-1][1]

    def choice(self, name: str) -> ProfileChoice:
        """A profile as emitted last."""
        return next(each for each in self.shown[-1][0] if each.name == name)

    def known_pairs(self) -> dict[str, Credentials]:
        """The pairs that the sandbox may verify with."""
        known: dict[str, Credentials] = {}
        for name, pair in self.sandbox_pairs:
            if pair is None:
                del known[name]
            else:
                known[name] = pair
        return known


def draft(name: str, api_key: str = KEY, secret: str = SECRET, **more: object) -> ProfileDraft:
    """Return a draft of a new profile, or of the profile `before`."""
    whole: dict[str, object] = {"before": "", "metadata": ProfileMetadata()} | more
    return ProfileDraft(name=name, api_key=Secret(api_key), secret=Secret(secret), **whole)  # type: ignore[arg-type]
