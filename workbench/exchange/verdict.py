"""Judges what an outcome proves, in four steps: sent, answered, success, recorded.

An accepted request is not necessarily a recorded one: a free account receives a success response although its data
is discarded. So the program never sets `recorded` itself, and never treats a status of 200 alone as success.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Literal

from msgspec import Struct

from workbench.exchange.decoding import characters, decompressed
from workbench.exchange.values import Cancelled, Failure, Flaw, Interrupted, Outcome, Response

StepName = Literal["sent", "answered", "success", "recorded"]
StepState = Literal["yes", "no", "unknown", "pending"]

LARGEST_JUDGED = 1_000_000
"""Bytes of a decompressed response that are searched for its `success` member; Kochava's response has 15."""

NO_SUCCESS = "The response body says no success."

MARKS: dict[StepState, str] = {"yes": "✓", "no": "✗", "unknown": "?", "pending": "…"}
"""The mark of each state."""

_RECORDED_SAYS = "Only Kochava's dashboard shows this; a free account receives success although its data is discarded."


class Step(Struct, frozen=True):
    """One step of the verdict, with one sentence that gives the reason."""

    name: StepName
    state: StepState
    says: str

    @property
    def known(self) -> bool | None:
        """True for yes, False for no, else None."""
        return {"yes": True, "no": False}.get(self.state)


class Verdict(Struct, frozen=True):
    """The verdict on one exchange: always four steps, in order."""

    steps: tuple[Step, Step, Step, Step]

    @property
    def sent(self) -> bool | None:
        """Whether the whole request was sent; None if that is unknown."""
        return self.steps[0].known

    @property
    def answered(self) -> bool | None:
        """Whether there was a usable response, with any status."""
        return self.steps[1].known

    @property
    def success(self) -> bool | None:
        """Whether the response body says success; None if the request may have arrived without a response."""
        return self.steps[2].known

    @property
    def recorded(self) -> bool | None:
        """Whether the data was recorded; known only if the user marked the exchange as recorded."""
        return self.steps[3].known

    @property
    def text(self) -> str:
        """The verdict in one line, each step with its mark and name."""
        return " ▸ ".join(f"{MARKS[step.state]} {step.name}" for step in self.steps)


def judge(outcome: Outcome | None, recorded: datetime | None = None) -> Verdict:
    """Return what `outcome` proves; None means that the exchange is in progress.

    `recorded`: when the user saw the data in the dashboard, in UTC; None if not.
    """
    verdict = _judged(outcome)
    if recorded is None:
        return verdict
    seen = Step("recorded", "yes", f"Marked as seen in the dashboard on {recorded:%Y-%m-%d %H:%M} UTC.")
    return Verdict((*verdict.steps[:3], seen))


def _judged(outcome: Outcome | None) -> Verdict:
    if outcome is None:
        waiting = "The exchange is in progress."
        return _verdict(("pending", waiting), ("pending", waiting), ("pending", waiting))
    if isinstance(outcome, Interrupted):
        lost = "The program ended during the send, so the outcome is unknown."
        return _verdict(("unknown", lost), ("unknown", lost), ("unknown", lost))
    if isinstance(outcome, Response):
        line = f"{outcome.status} {outcome.reason}".rstrip()
        sent: tuple[StepState, str] = ("yes", "The whole request was sent.")
        if outcome.request_left is not True:
            sent = ("unknown", "The server answered before it received the whole request; part of it was sent.")
        return _verdict(sent, ("yes", f"The server answered {line}."), _success(outcome))
    return _unanswered(outcome)


def _verdict(*steps: tuple[StepState, str]) -> Verdict:
    sent, answered, success = steps
    return Verdict(
        (
            Step("sent", *sent),
            Step("answered", *answered),
            Step("success", *success),
            Step("recorded", "unknown", _RECORDED_SAYS),
        )
    )


def _unanswered(outcome: Failure | Cancelled) -> Verdict:
    begun = outcome.channel is not None and outcome.channel.bytes_received > 0
    end = "the response was complete" if begun else "there was a response"
    why = f"The send was cancelled before {end}." if isinstance(outcome, Cancelled) else outcome.says
    sent: tuple[StepState, str]
    if outcome.request_left:
        sent = ("yes", "The whole request was sent.")
    elif outcome.request_left is None:
        sent = ("unknown", "Part of the request was sent; how much arrived is unknown.")
    else:
        return _verdict(("no", why), ("no", why), ("no", "Nothing was sent."))
    return _verdict(
        sent,
        ("no", why),
        ("unknown", f"The request may have arrived, but no {'complete ' * begun}response was received."),
    )


def _success(response: Response) -> tuple[StepState, str]:
    if 300 <= response.status < 400:
        if response.header("Location") is None:
            return "no", f"The server answered {response.status} without a new address, which is not an acceptance."
        return "no", "The server redirects to another address; redirects are never followed."
    if not 200 <= response.status < 300:
        return "no", f"The server did not accept the request: status {response.status}."
    if response.flaw is Flaw.TRUNCATED or response.flaw is Flaw.GARBLED:
        return "unknown", "The response is incomplete, so whether it says success is unknown."
    body, _notes, whole = decompressed(response, LARGEST_JUDGED + 1)
    if len(body) > LARGEST_JUDGED:
        return "unknown", "The response is too large to be a success message and was not searched."
    try:
        document = _document(response, body)
    except RecursionError:
        if body.lstrip()[:1] != b"{":  # an array has no members
            return "no", f"The response body does not say success; a status of {response.status} alone proves nothing."
        return "unknown", "The response body is nested too deeply to be searched for “success”."
    except ValueError:
        if not whole:
            return "unknown", "The response body could not be decompressed, so whether it says success is unknown."
        if response.flaw is Flaw.OVERLONG:
            return "unknown", "The response is longer than announced, so whether it says success is unknown."
        if not body:
            return "no", f"The response has no body; a status of {response.status} alone proves nothing."
        return "no", f"The response body is not JSON; a status of {response.status} alone proves nothing."
    values = [value for name, value in document if name == "success"] if isinstance(document, _Members) else []
    if not values:
        return "no", f"The response body does not say success; a status of {response.status} alone proves nothing."
    state, says = _of_value(values[-1])
    if any(_of_value(each) != (state, says) for each in values):
        last = {"yes": "says success", "no": "does not"}[state]
        return "unknown", (
            f"The response body has “success” {len(values)} times with different values. JSON does not say which one"
            f" counts; most programs take the last one, which {last}."
        )
    return state, says if len(values) == 1 else f"{says} It has “success” {len(values)} times with the same meaning."


def _of_value(success: object) -> tuple[Literal["yes", "no"], str]:
    """Return what one value of `success` means."""
    if success is True or success == "1" or (type(success) is int and success == 1):
        return "yes", "The response body says success."
    if success is False or success == "0" or (type(success) is int and success == 0):
        return "no", NO_SUCCESS
    return "no", "The response body has a “success” that is not “1”; its meaning is not published."


def _document(response: Response, body: bytes) -> object:
    """Return the body as JSON, in one of JSON's encodings or the one it names. Raises ValueError."""
    try:
        return json.loads(body, object_pairs_hook=_Members)
    except UnicodeDecodeError:
        return json.loads(characters(response, body)[1], object_pairs_hook=_Members)


class _Members(list[tuple[str, object]]):
    """The members of a JSON object in order; a name may stand more than once."""
