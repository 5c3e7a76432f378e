"""The profiles of a window without the window: what they show, in the order in which they show it."""

from workbench.credentials import Disagreement, InputWarning, ProfileMetadata
from workbench.gui.core.active_profile import ActiveProfile
from workbench.gui.core.profile_usage import ProfileUsage
from workbench.gui.core.state import Notice, ProfileChoice, ProfileDraft, Values
from workbench.gui.core.tasks import Tasks
from workbench.gui.features.credentials.profile_editing import ProfileEditing
from workbench.redaction import Secret
from workbench.signing import Credentials

KEY, SECRET = "5B8E2C70-4D1F-4A93-8E6A-7C1D0B9F3E52", "a-secret-of-ours"


class Keyed:
    """Keys, profile work and notes over one keyring."""

    def __init__(self, bridge: Tasks) -> None:
        self.keys = ActiveProfile(bridge)
        self.work = ProfileEditing(self.keys, bridge)
        self.notes = ProfileUsage(self.keys, bridge)
        self.had: list[tuple[str, Credentials | None, str, ProfileMetadata]] = []
        self.shown: list[tuple[tuple[ProfileChoice, ...], str]] = []
        self.problems: list[str] = []
        self.keyrings: list[tuple[str, str, bool]] = []
        self.told: list[tuple[str, Credentials | None]] = []
        self.values: list[tuple[str, Values | None, str]] = []
        self.copied: list[Secret] = []
        self.saved: list[str] = []
        self.warnings: list[tuple[InputWarning, ...]] = []
        self.undos: list[str] = []
        self.found: list[tuple[tuple[Disagreement, ...], bool]] = []
        self.notices: list[Notice] = []
        self.waits: list[bool] = []
        keys, work = self.keys, self.work
        keys.credentials_changed.connect(lambda *had: self.had.append(had))
        keys.profiles_changed.connect(lambda *shown: self.shown.append(shown))
        keys.keyring_changed.connect(lambda *shown: self.keyrings.append(shown))
        keys.sandbox_pair_changed.connect(lambda *told: self.told.append(told))
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
        for speaker in (keys, work, self.notes):
            speaker.notice_posted.connect(self.notices.append)

    @property
    def names(self) -> list[str]:
        """The names of the profiles as they were shown last."""
        return [each.name for each in self.shown[-1][0]]

    @property
    def problem(self) -> str:
        """What went wrong last, or nothing."""
        return self.problems[-1] if self.problems else ""

    def pair(self) -> Credentials | None:
        """The pair that signs."""
        return self.had[-1][1]

    def choice(self, name: str) -> ProfileChoice:
        """A profile as it was shown last."""
        return next(each for each in self.shown[-1][0] if each.name == name)

    def told_now(self) -> dict[str, Credentials]:
        """What the sandbox may verify with."""
        known: dict[str, Credentials] = {}
        for name, pair in self.told:
            if pair is None:
                del known[name]
            else:
                known[name] = pair
        return known


def draft(name: str, api_key: str = KEY, secret: str = SECRET, **more: object) -> ProfileDraft:
    """A form as it was filled in for a new profile, unless `before` says which one it is about."""
    whole: dict[str, object] = {"before": "", "metadata": ProfileMetadata()} | more
    return ProfileDraft(name=name, api_key=Secret(api_key), secret=Secret(secret), **whole)  # type: ignore[arg-type]
