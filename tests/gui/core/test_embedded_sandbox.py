"""The embedded sandbox: nobody pays for it before somebody connects, and whoever connects is answered."""

import http.client
import os

from pytestqt.qtbot import QtBot

from workbench.gui.core.embedded_sandbox import EmbeddedSandbox
from workbench.gui.core.tasks import Tasks


def test_the_sandbox_serves_any_client_without_a_send(qtbot: QtBot) -> None:
    tasks = Tasks()
    sandbox = EmbeddedSandbox(tasks)
    listening = sandbox._socket
    assert listening is not None
    sandbox.serve_on_demand()
    answers: list[int] = []

    def ask() -> int:
        client = http.client.HTTPConnection("127.0.0.1", listening.getsockname()[1], timeout=120)
        try:
            client.request("GET", "/_sandbox/requests", headers={"Sandbox-Key": os.environ["WORKBENCH_SANDBOX_KEY"]})
            return client.getresponse().status
        finally:
            client.close()

    def broke(error: Exception) -> None:
        raise error

    try:
        tasks.call(ask, answers.append, broke)
        qtbot.waitUntil(lambda: answers == [200])
    finally:
        tasks.close()
        sandbox.close()


def test_a_server_that_is_ended_before_it_begins_leaves_no_socket(qtbot: QtBot) -> None:
    tasks = Tasks()
    sandbox = EmbeddedSandbox(tasks)
    listening = sandbox._socket
    assert listening is not None
    sandbox.serve()
    tasks.close()
    sandbox.close()
    assert listening.fileno() == -1
