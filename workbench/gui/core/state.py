"""The frozen values that the session shows to the panes. No widget, no service, no rule."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workbench.credentials import Part, Profile, ProfileMetadata
from workbench.operations import Derivation, Reading
from workbench.redaction import Secret
from workbench.signing import WireForm


@dataclass(frozen=True, slots=True)
class Document:
    """One open payload, apart from its bytes, which its editor holds."""

    id: int
    name: str
    path: Path | None
    saved_sha1: str
    """SHA-1 of the bytes last loaded or saved: another value means unsaved edits."""
    form: WireForm = WireForm.AS_TYPED
    slashes_accepted: bool = False
    """The person chose to send bare slashes to Kochava as typed, for this document."""
    identity_link: bool = False
    """It was made from a template of the IdentityLink call."""


@dataclass(frozen=True, slots=True)
class UnreadText:
    """A text that is too long to be searched on the GUI thread: call `answer` with `pii.ranges(text, known)`."""

    text: str
    known: frozenset[str]
    answer: Callable[[tuple[tuple[int, int], ...]], None]


@dataclass(frozen=True, slots=True)
class SignatureState:
    """What the signature pane shows."""

    form: WireForm
    derivation: Derivation
    reading: Reading | None
    """None while a large body is still being read."""
    profile: str
    api_key_masked: str
    """Empty without credentials."""
    why_no_credentials: str
    takes_token: bool
    edited: bool
    """Whether a keystroke caused this, so that what it changed is tinted."""
    placeholders: str = ""
    """What the placeholders became, in words; empty if there are none."""
    unknown_placeholders: tuple[str, ...] = ()
    """Names in the same brackets that mean nothing here."""


ProfileKind = Literal["sample", "environment", "session", "stored"]
"""Where a pair comes from: published, the environment, typed for this session only, or the keyring."""


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """One entry of the profile list."""

    name: str
    """What the profile goes by in intents; the title is what people read."""
    title: str
    badge: str
    """A word or two that must not be missed, such as `public sample`; empty if none."""
    detail: str
    kind: ProfileKind = "stored"
    client: str = ""
    profile: Profile | None = None
    """All that is known of it without asking the keyring; None for a pair from elsewhere."""

    @property
    def removable(self) -> bool:
        """Whether it can be deleted."""
        return self.kind in ("session", "stored")


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """A profile as the form was filled in.

    Attributes:
        before: the name of the profile that is edited; empty for a new one.
        api_key, secret: empty on an edited profile: the values stay as they are.
        extras: Datafly Signal's values that were typed; an empty one on an edited profile stays as it is.
        session_only: use it until the program ends, and write nothing.
        accepted: ids of the slips that the person has seen and keeps as they are.
        seen: what was said of the profile when the form was opened.
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


@dataclass(frozen=True, slots=True)
class Values:
    """A profile's own values, fetched because a person asked to see or compare them; kept no longer than that."""

    api_key: Secret
    secret: Secret
    api_key_fingerprint: str
    secret_fingerprint: str
    old_api_key_fingerprint: str = ""
    """Empty when no older pair is kept."""
    old_secret_fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class EndpointChoice:
    """One entry of the endpoint list."""

    key: str
    title: str
    url: str
    note: str
    plain_http: bool


NoticeKind = Literal["ask", "bad", "warn", "good"]


@dataclass(frozen=True, slots=True)
class NoticeAction:
    """One button of a notice: its object name is `notice-` and `id`, and `callback` is called when it is pressed."""

    id: str
    label: str
    callback: Callable[[], None]


@dataclass(frozen=True, slots=True, eq=False)
class Notice:
    """A message in the bar above the editor, with what can be done about it.

    Whoever shows a question keeps the notice, to withdraw this one and no other.

    Attributes:
        actions: its buttons, apart from the one that closes it.
        dismissed: is called when it is closed by that one.
    """

    kind: NoticeKind
    message: str
    actions: tuple[NoticeAction, ...] = ()
    dismissed: Callable[[], None] | None = None
