"""Poses of a window about to send, and of one that has sent many times."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from workbench.exchange import Exchange, Failure, FailureKind, Response, Timing
from workbench.gui.app import App
from workbench.operations import Prepared, SendRequest, endpoint_from, prepare
from workbench.operations.run_plan import RunProgress
from workbench.operations.run_results import Bin, Results
from workbench.payloads import template
from workbench.signing import SAMPLE, WireForm

URL = "http://127.0.0.1:8765/track/json"
MOMENT = datetime.now(UTC).replace(hour=9, minute=26, second=53, microsecond=0)  # of another day the day is shown, too

_RUN = "run"
_COUNT, _REFUSED = 500, 3
_SHARES = (2, 31, 118, 152, 96, 47, 22, 12, 7, 4, 3, 1, 0, 1, 0, 1)  # of the sends, a bar each
_STEP_S = 0.0004
_REFUSAL = Failure(FailureKind.REFUSED, "Nobody listens there.", Timing(0.001), request_left=False)


def transport(app: App) -> None:
    """Show the panel for headers and transport."""
    app.features.parts("send").sender.type_endpoint(URL)
    app.commands.run("transport.show")


def run(app: App) -> None:
    """Show the results of a repeat run."""
    log = app.features.parts("log").pane
    log.results_wanted.disconnect()  # no history has this run: what it came to is told here
    log.show_exchanges([_of_run(number) for number in range(1, _COUNT + 1)])
    log.table.setCurrentIndex(log.table.model().index(0, 0))
    bins = tuple(
        Bin(0.001 + number * _STEP_S, 0.001 + (number + 1) * _STEP_S, share) for number, share in enumerate(_SHARES)
    )
    answered = sum(_SHARES)
    results = Results((("success", answered), ("refused", _REFUSED)), answered, 0.0023, 0.0041, 0.0074, bins)
    log.show_progress(_RUN, RunProgress(_COUNT, _COUNT, 0, answered, _REFUSED, 4.2, ended=True))
    log.show_results(_RUN, results)


def _of_run(number: int) -> Exchange:
    answer = _answer(200, "OK", b'{"success":"1"}') if number > _REFUSED else _REFUSAL
    return replace(
        _exchange(str(number), MOMENT + timedelta(milliseconds=number), answer),
        run=_RUN,
        run_number=number,
    )


def _exchange(id_: str, started: datetime, outcome: Response | Failure) -> Exchange:
    ready = prepare(SendRequest(template("install-ios").body, WireForm.AS_TYPED, "sample", SAMPLE, endpoint_from(URL)))
    assert isinstance(ready, Prepared)
    digits = ready.signature.payload_hash
    return Exchange(id_, started, "install-ios.json", "sample", "Sandbox", "as-typed", ready.request, digits, outcome)


def _answer(status: int, reason: str, body: bytes) -> Response:
    headers = (("Content-Type", "application/json"), ("Content-Length", str(len(body))))
    return Response(status, reason, "HTTP/1.1", headers, body, Timing(0.0046, wait_s=0.0039))
