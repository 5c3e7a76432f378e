"""Makes the request to send the document in front. Sends nothing."""

from workbench.gui.core.placeholder_text import unknown_placeholders_text
from workbench.gui.core.session import Session
from workbench.operations import SLASH_CONFIRMED, Headers, SendRequest
from workbench.transport import TransportOptions


def request_for_document(
    session: Session, title: str, headers: Headers, transport: TransportOptions, refusal: str = ""
) -> SendRequest:
    """Return the request for the front document as it is shown; `refusal` says why it cannot be sent."""
    unknown = unknown_placeholders_text(session.expanded.unknown)
    if not refusal and session.credentials is None and session.endpoint.takes_token:
        refusal = session.why_no_credentials
    return SendRequest(
        session.expanded.body,
        session.front.form,
        session.profile,
        session.credentials,
        session.endpoint,
        title=title,
        metadata=session.metadata,
        headers=headers,
        transport=transport,
        confirmed=frozenset({SLASH_CONFIRMED} if session.front.slashes_accepted else ()),
        refusal=refusal,
        notes=(unknown,) if unknown else (),
        typed=session.body,
    )


def is_unchanged(request: SendRequest, session: Session) -> bool:
    """Return whether the session still has the same body, wire form, profile, credentials and endpoint."""
    own = request.typed, request.form, request.profile, request.credentials, request.endpoint
    return own == (session.body, session.front.form, session.profile, session.credentials, session.endpoint)
