"""A row whose address held a secret is shown in the detail like every other."""

from msgspec.structs import replace

from tests.history.making import done, exchange
from tests.journeys.conftest import Make
from tests.journeys.test_history import keep
from workbench.exchange import Request
from workbench.redaction import REDACTED, Secret, remember

SECRET = "hush-0123456789-of-ours"


def test_the_detail_follows_the_selected_row(new_driver: Make) -> None:
    remember(Secret(SECRET))
    rows = [
        replace(made, request=Request("POST", f"http://{SECRET}.example/track/{name}", made.request.headers, b"{}"))
        for name, made in (("one", exchange()), ("two", exchange()))
    ]
    keep(*map(done, rows))
    driver = new_driver()
    driver.start()
    driver.qtbot.waitUntil(lambda: driver.table.model().rowCount() == 2)
    for row, name in ((0, "two"), (1, "one"), (0, "two")):
        driver.table.selectRow(row)
        driver.qtbot.waitUntil(lambda name=name: f"/track/{name}" in driver.lines("Request as sent"))  # type: ignore[misc]
        assert f"{REDACTED}.example" in driver.lines("Request as sent")
        assert SECRET not in driver.everything()
