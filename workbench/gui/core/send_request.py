"""What a send was asked for: everything its request is made from, as one value.

Only makes requests ready; it asks nobody, and sends nothing.
"""

from dataclasses import dataclass

from workbench.credentials import ProfileMetadata
from workbench.exchange import Exchange
from workbench.gui.core.placeholder_text import unknown_words
from workbench.gui.core.session import Session
from workbench.operations import SLASH_CONFIRMED, ConfirmationNeeded, Endpoint, Headers, Prepared, Refused, prepare
from workbench.operations.resend import prepare_resend
from workbench.signing import Credentials, WireForm
from workbench.transport import TransportOptions

_NO_CREDENTIALS = Credentials("", "")
_NO_FACTS = ProfileMetadata()
_PLAIN_HEADERS = Headers()
_DEFAULT_OPTIONS = TransportOptions()


@dataclass(frozen=True, slots=True)
class SendRequest:
    """One request to be.

    Attributes:
        why_no_credentials: said when the endpoint takes a token and there are none.
        slashes_accepted: whether bare slashes may leave as they are.
        refusal: why it may not be made at all; empty if it may.
        typed: the body before its placeholders were made into bytes; empty if that is not known.
        again: the exchange that is sent again; its bytes and headers leave, in place of `body` and `headers`.
        notes: what must be known of it, one sentence each.
    """

    title: str
    body: bytes
    form: WireForm
    profile: str
    credentials: Credentials | None
    endpoint: Endpoint
    why_no_credentials: str = ""
    facts: ProfileMetadata = _NO_FACTS
    slashes_accepted: bool = False
    headers: Headers = _PLAIN_HEADERS
    options: TransportOptions = _DEFAULT_OPTIONS
    refusal: str = ""
    typed: bytes = b""
    again: Exchange | None = None
    notes: tuple[str, ...] = ()

    def ready(self, confirmed: frozenset[str]) -> Prepared | Refused | ConfirmationNeeded:
        """Return the request, or why there is none; `confirmed` as `prepare` takes it."""
        if self.refusal:
            return Refused(f"{self.refusal} Nothing was sent.")
        if self.credentials is None and self.endpoint.takes_token:
            return Refused(f"{self.why_no_credentials} Nothing was sent.")
        credentials = self.credentials or _NO_CREDENTIALS
        if self.again is None:
            return prepare(
                self.body,
                self.form,
                self.profile,
                credentials,
                self.endpoint,
                metadata=self.facts,
                confirmed=confirmed,
                headers=self.headers,
                transport=self.options,
            )
        return prepare_resend(
            self.again,
            self.profile,
            credentials,
            self.endpoint,
            metadata=self.facts,
            confirmed=confirmed | {SLASH_CONFIRMED},  # the same bytes are what was asked for
            transport=self.options,
        )

    def is_of(self, session: Session) -> bool:
        """Say whether it is what this session has in front, signs with and aims at."""
        mine = self.typed, self.form, self.profile, self.credentials, self.endpoint
        return mine == (session.body, session.front.form, session.profile, session.credentials, session.endpoint)


def of_document(
    session: Session, title: str, headers: Headers, options: TransportOptions, refusal: str = ""
) -> SendRequest:
    """Return the attempt to send the document in front as it is shown."""
    unknown = unknown_words(session.expanded.unknown)
    return SendRequest(
        title=title,
        body=session.expanded.body,
        form=session.front.form,
        profile=session.profile,
        credentials=session.credentials,
        endpoint=session.endpoint,
        why_no_credentials=session.why_no_credentials,
        facts=session.facts,
        slashes_accepted=session.front.slashes_accepted,
        headers=headers,
        options=options,
        refusal=refusal,
        typed=session.body,
        notes=(unknown,) if unknown else (),
    )
