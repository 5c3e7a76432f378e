"""Describes a request to send: everything that it is made from, as one value. Sends nothing."""

from msgspec import Struct

from workbench.credentials import ProfileMetadata
from workbench.exchange import Exchange
from workbench.gui.core.placeholder_text import unknown_placeholders_text
from workbench.gui.core.session import Session
from workbench.operations import SLASH_CONFIRMED, ConfirmationNeeded, Endpoint, Headers, Prepared, Refused, prepare
from workbench.operations.resend import prepare_resend
from workbench.signing import Credentials, WireForm
from workbench.transport import TransportOptions

_NO_CREDENTIALS = Credentials("", "")
_NO_METADATA = ProfileMetadata()
_PLAIN_HEADERS = Headers()
_DEFAULT_OPTIONS = TransportOptions()


class SendRequest(Struct, frozen=True):
    """A request to be prepared and sent.

    Attributes:
        why_no_credentials: the error message if the endpoint takes a token and there are no credentials.
        slashes_accepted: whether unescaped slashes may be sent.
        refusal: why the request cannot be sent; empty if it can.
        typed: the body before placeholders were expanded; empty if unknown.
        resend_of: the exchange to resend; its bytes and headers are used instead of `body` and `headers`.
        notes: warnings, one sentence each.
    """

    title: str
    body: bytes
    form: WireForm
    profile: str
    credentials: Credentials | None
    endpoint: Endpoint
    why_no_credentials: str = ""
    metadata: ProfileMetadata = _NO_METADATA
    slashes_accepted: bool = False
    headers: Headers = _PLAIN_HEADERS
    options: TransportOptions = _DEFAULT_OPTIONS
    refusal: str = ""
    typed: bytes = b""
    resend_of: Exchange | None = None
    notes: tuple[str, ...] = ()

    def prepare(self, confirmed: frozenset[str]) -> Prepared | Refused | ConfirmationNeeded:
        """Return the request, or why it cannot be sent; `confirmed` is passed to `operations.prepare`."""
        if self.refusal:
            return Refused(f"{self.refusal} Nothing was sent.")
        if self.credentials is None and self.endpoint.takes_token:
            return Refused(f"{self.why_no_credentials} Nothing was sent.")
        credentials = self.credentials or _NO_CREDENTIALS
        if self.resend_of is None:
            return prepare(
                self.body,
                self.form,
                self.profile,
                credentials,
                self.endpoint,
                metadata=self.metadata,
                confirmed=confirmed,
                headers=self.headers,
                transport=self.options,
            )
        return prepare_resend(
            self.resend_of,
            self.profile,
            credentials,
            self.endpoint,
            metadata=self.metadata,
            confirmed=confirmed | {SLASH_CONFIRMED},  # a resend never changes the bytes
            transport=self.options,
        )

    def matches(self, session: Session) -> bool:
        """Return whether the session still has the same body, wire form, profile, credentials and endpoint."""
        own = self.typed, self.form, self.profile, self.credentials, self.endpoint
        return own == (session.body, session.front.form, session.profile, session.credentials, session.endpoint)


def request_for_document(
    session: Session, title: str, headers: Headers, options: TransportOptions, refusal: str = ""
) -> SendRequest:
    """Return a request for the front document as it is shown."""
    unknown = unknown_placeholders_text(session.expanded.unknown)
    return SendRequest(
        title=title,
        body=session.expanded.body,
        form=session.front.form,
        profile=session.profile,
        credentials=session.credentials,
        endpoint=session.endpoint,
        why_no_credentials=session.why_no_credentials,
        metadata=session.metadata,
        slashes_accepted=session.front.slashes_accepted,
        headers=headers,
        options=options,
        refusal=refusal,
        typed=session.body,
        notes=(unknown,) if unknown else (),
    )
