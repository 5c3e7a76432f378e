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


def new_exchange(prepared: Prepared, *, run: str = "", number: int = 0) -> Exchange:
    """Return the exchange of a request that is about to be sent.

    `run` is the id of the repeat run, empty if there is none, and `number` the number within it, from 1.
    """
    send = prepared.send
    return Exchange(
        id=uuid.uuid4().hex,
        started=datetime.now(UTC),
        title=send.title,
        profile=send.profile,
        endpoint=send.endpoint.title,
        wire_form=send.form.value,
        request=prepared.request,
        payload_hash=prepared.signature.payload_hash,
        token_prefix=prepared.signature.auth_token[:_PREFIX] if prepared.signed else "",
        pair=prepared.pair,
        again=send.resend_of.id if send.resend_of else "",
        run=run,
        run_number=number,
        options=send.transport.summary(),
    )
