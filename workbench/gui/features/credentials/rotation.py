"""Provides the page that starts a rotation: where to get a new pair, and the two fields for it."""

from workbench.gui.core.theme import ThemeSource
from workbench.gui.features.credentials.intents import Intents
from workbench.gui.features.credentials.pair_fields import PairFields
from workbench.gui.features.credentials.pair_page import PairPage
from workbench.gui.features.credentials.text import TextLines, note
from workbench.gui.widgets.layouts import STRETCH, column, row
from workbench.gui.widgets.parts import button, title

_WHERE = (
    "If anyone else may know the secret, reach out to your Kochava account management team to generate a new "
    "API-Secret key pair for your application."
)
_WHAT = (
    "The new pair signs from then on. The old one stays stored until you finish the rotation, so that you can compare "
    "and go back."
)


class Rotation(PairPage):
    """A new pair for a profile."""

    def __init__(self, intents: Intents, name: str, themes: ThemeSource) -> None:
        pair = PairFields(
            themes, names=("New API key", "New secret"), object_names=("newApiKey", "newSecret"), places=False
        )
        super().__init__(name, pair, intents)
        self.setObjectName("profileRotation")
        profile = TextLines("Rotated profile", "rotatedProfile", "text")
        profile.setProperty("weight", "heading")
        profile.show_value(name)
        self.rotate = button(
            "Keep both, sign with the new pair", "outline", "rotate", "Store the new pair beside the old one (Enter)"
        )
        self.cancel = button("Cancel", "link", "rotateCancel", "Close without changing anything (Esc)")
        self.cancel.setAccessibleName("Cancel the rotation")
        heading, buttons = title("Rotate", themes.current.title), row(self.rotate, STRETCH, self.cancel, spacing=16)
        texts = (heading, 4, profile, note(_WHERE), 4, note(_WHAT))
        self.setLayout(column(*texts, 8, pair, 8, buttons, STRETCH, spacing=4))
        self.rotate.clicked.connect(self.finish)
        self.cancel.clicked.connect(self.closed)

    def show_keyring(self, advice: str, *, usable: bool) -> None:  # noqa: ARG002 - problem_changed where the profiles are
        """Disable the rotation without a usable keyring."""
        self.rotate.setEnabled(usable)

    def take_focus(self) -> None:
        """Focus the first field."""
        self.pair.api_key.line.setFocus()

    def finish(self) -> None:
        """Emit the new pair."""
        needed = (("The new API key", self.pair.api_key.line), ("The new secret", self.pair.secret.line))
        if self.rotate.isEnabled() and self.may_finish(needed):
            self.intents.rotate_requested.emit(self.profile_name, *self.pair.values())
