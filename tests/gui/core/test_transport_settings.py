"""The login of a proxy is read from the keyring once, and the read can be cancelled."""

from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from tests.gui.keyrings import WaitingKeyring, calls
from tests.gui.profile_services import ProfileServices
from workbench.credentials import Vault
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice
from workbench.gui.core.tasks import Tasks
from workbench.gui.core.transport_settings import TransportController, TransportSettings, to_text
from workbench.operations import LIVE
from workbench.redaction import Secret

PROXY = "http://proxy.example:8080"


def test_a_login_is_read_once_and_again_after_a_cancelled_read(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    Vault(backend).set("proxy proxy.example:8080/proxy-login", Secret("dana:hunter2hunter2"))
    tasks = Tasks()
    kept = {LIVE.host: to_text(replace(TransportSettings().with_values(proxy="url", proxy_url=PROXY), has_login=True))}
    transport, notices = TransportController(Session(tasks), services.active, kept), list[Notice]()
    transport.notice_posted.connect(notices.append)
    backend.slow = ("proxy",)
    for _ in range(2):
        assert "from the keyring" in transport.problem(LIVE)
        assert len(calls()) <= 1  # asking reads nothing
        transport.load_login(LIVE)
    assert len(calls()) == 1

    services.active.keyring_calls.stop()
    (said,) = notices
    assert "cancelled" in said.message
    backend.go.set()
    qtbot.waitUntil(lambda: not calls())
    assert transport.of(LIVE)[1].proxy_login is None  # what came too late was not taken

    assert transport.problem(LIVE)
    transport.load_login(LIVE)
    qtbot.waitUntil(lambda: len(notices) == 2)
    assert transport.problem(LIVE) == ""
    assert transport.of(LIVE)[1].proxy_login == Secret("dana:hunter2hunter2")
    tasks.close()
