"""Names the mistakes that make a wrong token, within the bounds of a server."""

from __future__ import annotations

import time
from collections.abc import Iterable

from workbench.sandbox.addresses import TRACK_PATHS
from workbench.sandbox.request_reader import ReceivedRequest
from workbench.sandbox.verification import MistakeSearch, Reading, Verification, same_value
from workbench.signing import SAMPLE, Credentials, explain

LONGEST_BODY = 64 * 1024
"""Bytes; tokens of longer bodies are not explained."""

PROCESSOR_S = 0.3
"""Seconds of processor time after which a search is ended."""

AT_A_TIME = 2
"""Searches at the same time."""


_NOTHING_FOUND = MistakeSearch()
NOT_SEARCHED = MistakeSearch(says="The mistake was not searched, use workbench explain.")
NOT_ALL_SEARCHED = MistakeSearch(says="No simple mistake makes it; workbench explain searches further.")


def needs_search(request: ReceivedRequest, verification: Verification, reading: Reading) -> bool:
    """Return whether a request has a token that is wrong."""
    return (
        request.problem is None
        and request.method == "POST"
        and request.path in TRACK_PATHS
        and bool(request.header("Kochava-Auth-Token"))
        and not verification.accepted(reading)
    )


def search_mistakes(request: ReceivedRequest, pairs: Iterable[Credentials]) -> MistakeSearch:
    """Search for the mistakes that make the token of a request.

    It is searched for with the accepted credentials whose API key was sent, and with all the others.
    """
    if len(request.body) > LONGEST_BODY:
        return NOT_SEARCHED
    key = request.header("Kochava-Api-Key") or ""
    accepted = list(dict.fromkeys((*pairs, SAMPLE)))
    accepted.sort(key=lambda pair: not same_value(key, pair.api_key))
    started = time.thread_time()

    def out_of_time() -> bool:
        return time.thread_time() - started > PROCESSOR_S

    others = [(f"other accepted credentials {number}", pair) for number, pair in enumerate(accepted[1:], start=1)]
    found = explain(
        request.body, accepted[0], request.header("Kochava-Auth-Token"), others=others, cancelled=out_of_time
    )
    if not found.findings:
        is_accepted = same_value(key, accepted[0].api_key)
        return NOT_ALL_SEARCHED if is_accepted and out_of_time() else _NOTHING_FOUND
    mistakes = found.findings[0].mistakes
    return MistakeSearch(mistakes, " ".join(each.says for each in mistakes))
