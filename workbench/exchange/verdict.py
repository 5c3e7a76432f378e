"""What an outcome proves, step by step: sent, answered, success, recorded.

Owns the judgement that an accepted request is not a recorded one: the last step is never climbed by the program,
because a free account is answered with success and its data is dropped. Must never treat a bare 200 as success.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workbench.exchange.decoding import characters, unpacked
from workbench.exchange.values import Cancelled, Failure, Flaw, Interrupted, Outcome, Response

StepName = Literal["sent", "answered", "success", "recorded"]
StepState = Literal["yes", "no", "unknown", "pending"]

LARGEST_JUDGED = 1_000_000
"""Bytes of an answer, unpacked, that are searched for its `success` member; the real one has 15."""

_MARKS: dict[StepState, str] = {"yes": "✓", "no": "✗", "unknown": "?", "pending": "…"}
_RECORDED_SAYS = "Nobody but Kochava's dashboard can say; a free account is told success while its data is dropped."


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder, with one sentence that says why it stands as it does."""

    name: StepName
    state: StepState
    says: str

    @property
    def known(self) -> bool | None:
        """True for yes, False for no, None for all else."""
        return {"yes": True, "no": False}.get(self.state)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The ladder of one exchange, always its four steps in order."""

    steps: tuple[Step, Step, Step, Step]

    @property
    def sent(self) -> bool | None:
        """Whether the whole request left; None if that cannot be known."""
        return self.steps[0].known

    @property
    def answered(self) -> bool | None:
        """Whether a usable answer came, of any status."""
        return self.steps[1].known

    @property
    def success(self) -> bool | None:
        """Whether the answer's body says success; None if the request may have arrived and nothing was heard."""
        return self.steps[2].known

    @property
    def recorded(self) -> bool | None:
        """Whether the data was kept: never known to the program, only to a person who ticked it."""
        return self.steps[3].known

    @property
    def text(self) -> str:
        """The ladder in one line, each step with its mark and its word."""
        return " ▸ ".join(f"{_MARKS[step.state]} {step.name}" for step in self.steps)


def judge(outcome: Outcome | None, recorded: datetime | None = None) -> Verdict:
    """Return what `outcome` proves; None stands for an exchange that is under way.

    `recorded`: when a person saw the data in the dashboard, in UTC; the program never knows of itself.
    """
    verdict = _judged(outcome)
    if recorded is None:
        return verdict
    seen = Step("recorded", "yes", f"A person saw it in the dashboard, and ticked it on {recorded:%Y-%m-%d %H:%M} UTC.")
    return Verdict((*verdict.steps[:3], seen))


def _judged(outcome: Outcome | None) -> Verdict:
    if outcome is None:
        waiting = "The exchange is under way."
        return _verdict(("pending", waiting), ("pending", waiting), ("pending", waiting))
    if isinstance(outcome, Interrupted):
        lost = "The program ended while this was under way, so its outcome is not known."
        return _verdict(("unknown", lost), ("unknown", lost), ("unknown", lost))
    if isinstance(outcome, Response):
        line = f"{outcome.status} {outcome.reason}".rstrip()
        sent: tuple[StepState, str] = ("yes", "The whole request left.")
        if outcome.request_left is not True:
            sent = ("unknown", "The server answered before it had the whole request; part of it left.")
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
    came = "its answer was whole" if begun else "an answer came"
    why = f"The send was cancelled before {came}." if isinstance(outcome, Cancelled) else outcome.says
    sent: tuple[StepState, str]
    if outcome.request_left:
        sent = ("yes", "The whole request left.")
    elif outcome.request_left is None:
        sent = ("unknown", "Part of the request left; how much arrived is not known.")
    else:
        return _verdict(("no", why), ("no", why), ("no", "Nothing was sent."))
    return _verdict(
        sent, ("no", why), ("unknown", f"The request may have arrived, but no {'whole ' * begun}answer was read.")
    )


def _success(response: Response) -> tuple[StepState, str]:
    if 300 <= response.status < 400:
        if response.header("Location") is None:
            return "no", f"The server answered {response.status}, which is no acceptance, and names no other address."
        return "no", "The server redirects to another address; redirects are shown and never followed."
    if not 200 <= response.status < 300:
        return "no", f"The server did not accept the request: status {response.status}."
    if response.flaw is Flaw.TRUNCATED or response.flaw is Flaw.GARBLED:
        return "unknown", "The answer broke off before it was whole, so it cannot be said whether it says success."
    body, _notes, whole = unpacked(response, LARGEST_JUDGED + 1)
    if len(body) > LARGEST_JUDGED:
        return "unknown", "The answer is far larger than a success message and was not searched for one."
    try:
        document = _document(response, body)
    except (ValueError, RecursionError):
        if not whole:
            return "unknown", "The answer's body could not be unpacked, so it cannot be said whether it says success."
        if response.flaw is Flaw.OVERLONG:
            return "unknown", "More came than the answer announced, so it cannot be said whether it says success."
        if not body:
            return "no", f"The answer has no body, so nothing says success; a bare {response.status} proves nothing."
        return (
            "no",
            f"The answer's body is not JSON, so it does not say success; a bare {response.status} proves nothing.",
        )
    if not isinstance(document, dict) or "success" not in document:
        return "no", f"The answer's body does not say success; a bare {response.status} proves nothing."
    said = document["success"]
    if said is True or said == "1" or (type(said) is int and said == 1):
        return "yes", "The answer's body says success."
    if said is False or said == "0" or (type(said) is int and said == 0):
        return "no", "The answer's body says that it was no success."
    return "no", "The answer's body has a “success” that is not “1”; what this one means is not published."


def _document(response: Response, body: bytes) -> object:
    """Return what a body says as JSON, by JSON's own encodings or the one it names. Raises ValueError if nothing."""
    try:
        return json.loads(body)
    except UnicodeDecodeError:
        return json.loads(characters(response, body)[1])
