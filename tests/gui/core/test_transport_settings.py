"""The login of a proxy is read from the keyring once, and the read can be cancelled."""

import json

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from tests.gui.keyrings import WaitingKeyring, calls
from tests.gui.profile_services import ProfileServices
from workbench.credentials import Vault
from workbench.gui.core.notices import Notices
from workbench.gui.core.session import Session
from workbench.gui.core.state import Notice
from workbench.gui.core.tasks import Tasks
from workbench.gui.core.transport_settings import TransportController, TransportSettings, from_text, to_text
from workbench.operations import LIVE
from workbench.redaction import Secret

PROXY = "http://proxy.example:8080"


@pytest.mark.parametrize("text", ["5", "{", "[" * 100_000, '{"proxy": "gone", "user_agent": "Kiosk"}', '{"proxy": 5}'])
def test_unreadable_settings_are_the_defaults(text: str) -> None:
    settings, invalid = from_text(text)
    assert settings == TransportSettings()
    assert invalid


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("deadline", "1e999"),
        ("deadline", "-1.0"),
        ("connect_s", '"soon"'),
        ("content_type", '"a\\nb"'),
        ("proxy_url", '"http://user:word@proxy.example"'),
        ("ca_file", '"a\\u0000b"'),
        ("has_login", "1"),
    ],
)
def test_an_invalid_value_is_replaced_alone_and_named(name: str, value: str) -> None:
    settings, invalid = from_text(f'{{"{name}": {value}, "user_agent": "Kiosk", "verify": false}}')
    assert settings == TransportSettings().with_values(user_agent="Kiosk")
    assert invalid == (name,)


def test_saved_settings_are_read_again_in_the_order_of_the_fields() -> None:
    settings = TransportSettings().with_values(user_agent="Kiosk", content_type="text/json", proxy="system")
    assert from_text(to_text(settings)) == (settings, ())
    assert list(json.loads(to_text(settings))) == ["content_type", "user_agent", "proxy"]


def test_a_login_is_read_once_and_again_after_a_cancelled_read(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    Vault(backend).set("proxy proxy.example:8080/proxy-login", Secret("dana:hunter2hunter2"))
    tasks = Tasks()
    kept = {LIVE.host: to_text(replace(TransportSettings().with_values(proxy="url", proxy_url=PROXY), has_login=True))}
    poster, notices = Notices(), list[Notice]()
    poster.follow_up.connect(notices.append)
    transport = TransportController(Session(tasks), services.active, poster, kept)
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
