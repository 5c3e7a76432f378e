"""Creates the exchange of a request that is about to be sent."""

import uuid
from datetime import UTC, datetime
from pathlib import PurePath

from workbench.exchange import Exchange
from workbench.operations.prepare import Prepared

_PREFIX = 8  # digits of a token that are saved: enough to find it, too few to replay it


def title_for(file: str) -> str:
    """Return the title of a send: the name of the payload's file; `-` is standard input."""
    return "standard input" if file == "-" else PurePath(file).name


def new_exchange(prepared: Prepared, *, title: str, resend_of: str = "", run: str = "", number: int = 0) -> Exchange:
    """Return the exchange of a request that is about to be sent.

    Args:
        prepared: the request.
        title: the title of the exchange.
        resend_of: the id of the exchange whose bytes are sent again; empty if there is none.
        run: the id of the repeat run; empty if there is none.
        number: the number within the run, from 1.
    """
    return Exchange(
        id=uuid.uuid4().hex,
        started=datetime.now(UTC),
        title=title,
        profile=prepared.profile,
        endpoint=prepared.endpoint.title,
        wire_form=prepared.form.value,
        request=prepared.request,
        payload_hash=prepared.signature.payload_hash,
        token_prefix=prepared.signature.auth_token[:_PREFIX] if prepared.signed else "",
        pair=prepared.pair if prepared.signed else "",
        again=resend_of,
        run=run,
        run_number=number,
        options=prepared.transport.summary(),
    )
