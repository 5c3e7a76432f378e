"""The frozen values that the session shows to the panes. No widget, no service, no rule."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from workbench.operations import Derivation, Reading
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
class Shown:
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


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """One entry of the profile list."""

    name: str
    title: str
    badge: str
    """A word or two that must not be missed, such as `public sample`; empty if none."""
    detail: str
    removable: bool = True


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
class Notice:
    """A message in the bar above the editor, with what can be done about it.

    Attributes:
        actions: (key, words) of each button; the pane gives the key back.
    """

    kind: NoticeKind
    says: str
    actions: tuple[tuple[str, str], ...] = ()
