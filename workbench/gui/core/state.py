"""Frozen values that the core's signals carry."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from msgspec import Struct

from workbench.credentials import Part, Profile, ProfileMetadata
from workbench.operations import Derivation, Reading
from workbench.redaction import Secret
from workbench.signing import WireForm


class Document(Struct, frozen=True):
    """An open document, without its bytes."""

    id: int
    name: str
    path: Path | None
    saved_sha1: str
    """SHA-1 of the bytes last loaded or saved, to detect unsaved changes."""
    form: WireForm = WireForm.AS_TYPED
    slashes_accepted: bool = False
    """The user chose to send unescaped slashes of this document to Kochava."""
    identity_link: bool = False
    """Whether the document is for the IdentityLink endpoint."""


class UnreadText(Struct, frozen=True):
    """A text that is too long to be searched on the GUI thread: call `answer` with `pii.ranges(text, known)`."""

    text: str
    known: frozenset[str]
    answer: Callable[[tuple[tuple[int, int], ...]], None]


class SignatureState(Struct, frozen=True):
    """What the signature pane shows."""

    form: WireForm
    derivation: Derivation
    reading: Reading | None
    """None while a large body is being parsed."""
    profile: str
    api_key_masked: str
    """Empty without credentials."""
    why_no_credentials: str
    takes_token: bool
    edited: bool
    """Whether a keystroke caused this; changed values are then highlighted."""
    placeholders: str = ""
    """The values of the placeholders, as text; empty if there are none."""
    unknown_placeholders: tuple[str, ...] = ()
    """Unknown names in placeholder brackets."""


ProfileKind = Literal["sample", "environment", "session", "stored"]
"""Where a pair comes from: the public sample, the environment, this session only, or the keyring."""


class ProfileChoice(Struct, frozen=True):
    """An entry of the profile list."""

    name: str
    """The profile's name in the code; the title is shown."""
    title: str
    badge: str
    """A short text beside the title, such as `public sample`; empty for none."""
    detail: str
    kind: ProfileKind = "stored"
    client: str = ""
    profile: Profile | None = None
    """The entry in the list of profiles; None for the environment's pair."""

    @property
    def removable(self) -> bool:
        """Whether the profile can be edited and deleted."""
        return self.kind in ("session", "stored")


class ProfileDraft(Struct, frozen=True):
    """A profile as entered in the form.

    Attributes:
        before: the name of the edited profile; empty for a new one.
        api_key, secret: empty in an edited profile to leave the values unchanged.
        extras: Datafly Signal's values; an empty one in an edited profile leaves the value unchanged.
        session_only: whether to keep the profile in memory only.
        accepted: ids of the input warnings that the user accepted.
        seen: the metadata when the form was opened.
    """

    before: str
    name: str
    api_key: Secret
    secret: Secret
    metadata: ProfileMetadata
    extras: tuple[tuple[Part, Secret], ...] = ()
    session_only: bool = False
    accepted: frozenset[str] = frozenset()
    seen: ProfileMetadata | None = None


class Values(Struct, frozen=True):
    """A profile's values, loaded to be shown or copied."""

    api_key: Secret
    secret: Secret
    api_key_fingerprint: str
    secret_fingerprint: str
    old_api_key_fingerprint: str = ""
    """Empty if there is no previous pair."""
    old_secret_fingerprint: str = ""


NoticeKind = Literal["ask", "bad", "warn", "good"]


class NoticeAction(Struct, frozen=True):
    """A button of a notice; its object name is `notice-<id>`, and `callback` is called when it is clicked."""

    id: str
    label: str
    callback: Callable[[], None]


class Notice(Struct, frozen=True, eq=False):
    """A notification, compared by identity so that one question can be withdrawn.

    Attributes:
        actions: its buttons, without the one that closes it.
        dismissed: called when the notice is closed by that button.
    """

    kind: NoticeKind
    message: str
    actions: tuple[NoticeAction, ...] = ()
    dismissed: Callable[[], None] | None = None
