"""`workbench send` and the hosts, apps and sandbox setting of a profile."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.answering import answering
from tests.cli.running import add_profile, command
from workbench.disk import locked

APP = "koconversionsdemo174ea19bc63928c"


@pytest.fixture
def unsent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Store addresses instead of sending, as if each connection was refused."""
    from workbench.exchange import Failure, FailureKind, Request, Timing
    from workbench.transport.connection import Connection

    addresses: list[str] = []

    async def send(_: Connection, request: Request, **__: object) -> Failure:
        addresses.append(request.url)
        return Failure(FailureKind.REFUSED, "The host refused.", Timing(0.0), request_left=False)

    monkeypatch.setattr(Connection, "send", send)
    return addresses


def _used() -> object:
    return command("profiles", "show", "mine", "--json").json["used"]


@pytest.mark.usefixtures("memory")
def test_another_host_needs_any_host_without_a_terminal(install: str, unsent: list[str]) -> None:
    add_profile("mine", "--host", "control.kochava.com")
    words = ("send", install, "--profile", "mine", "--wire", "escape-slashes", "--to")
    ended = command(*words, "https://example.com/track/json")
    assert ended.status == 2
    assert "is for control.kochava.com, and the endpoint is example.com" in ended.err
    assert "Add --any-host" in ended.err
    assert unsent == []
    assert command(*words, "live").status == 3
    assert command(*words, "https://example.com/track/json", "--any-host").status == 3
    assert unsent == ["https://control.kochava.com/track/json", "https://example.com/track/json"]


@pytest.mark.usefixtures("memory")
def test_loopback_is_always_allowed(install: str) -> None:
    add_profile("mine", "--host", "control.kochava.com")
    with answering() as server:
        assert command("send", install, "--profile", "mine", "--to", server.url).status == 0


@pytest.mark.usefixtures("memory")
def test_another_app_needs_any_app_without_a_terminal(install: str) -> None:
    add_profile("mine", "--app-guid", "koours")
    words = ("send", install, "--profile", "mine", "--to", "sandbox")
    ended = command(*words, "--json")
    assert ended.status == 2
    assert APP in ended.err
    assert "koours" in ended.err
    assert "Add --any-app" in str(ended.json["error"])
    assert command(*words, "--any-app").status == 0
    command("profiles", "edit", "mine", "--app-guid", "koours", "--app-guid", APP)
    assert command(*words).status == 0


@pytest.mark.usefixtures("memory")
def test_any_host_does_not_imply_any_app(install: str, unsent: list[str]) -> None:
    add_profile("mine", "--app-guid", "koours", "--host", "control.kochava.com")
    words = ("send", install, "--profile", "mine", "--to", "https://example.com/")
    assert "--any-app" in command(*words, "--any-host").err
    assert "--any-host" in command(*words, "--any-app").err
    assert unsent == []
    assert command(*words, "--any-host", "--any-app").status == 3


@pytest.mark.usefixtures("memory")
def test_a_temporary_sandbox_refuses_a_profile_that_is_not_accepted(install: str) -> None:
    add_profile("mine", "--not-accepted-by-sandbox")
    ended = command("send", install, "--profile", "mine", "--to", "sandbox", "--json")
    assert (ended.status, ended.json["status"]) == (1, 401)
    assert "mine is not accepted by the sandbox" in ended.err
    refused = command("sandbox", "--profile", "mine")
    assert refused.status == 2
    assert "--accepted-by-sandbox" in refused.err
    command("profiles", "edit", "mine", "--accepted-by-sandbox")
    assert command("send", install, "--profile", "mine", "--to", "sandbox").status == 0


@pytest.mark.usefixtures("memory")
def test_a_send_updates_last_sent(install: str) -> None:
    add_profile("mine")
    assert _used() is None
    assert command("send", install, "--profile", "mine", "--to", "sandbox").status == 0
    assert datetime.now(UTC) - datetime.fromisoformat(str(_used())) < timedelta(minutes=1)


@pytest.mark.usefixtures("memory", "unsent")
def test_a_refused_send_does_not_update_last_sent(install: str) -> None:
    add_profile("mine")
    assert command("send", install, "--profile", "mine", "--to", "https://example.com/").status == 3
    assert _used() is None


@pytest.mark.usefixtures("memory")
def test_updating_last_sent_does_not_wait_for_a_lock(install: str, home: Path) -> None:
    add_profile("mine")
    with locked(home / "workbench" / "config" / "profiles.json"):
        assert command("send", install, "--profile", "mine", "--to", "sandbox").status == 0


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(
    "words", [("sign", "BODY"), ("send", "BODY", "--to", "sandbox"), ("sandbox",)], ids=["sign", "send", "sandbox"]
)
def test_a_damaged_list_is_reported_by_the_first_command(install: str, home: Path, words: tuple[str, ...]) -> None:
    add_profile()
    (home / "workbench" / "config" / "profiles.json").write_text("{")
    ended = command(*(install if word == "BODY" else word for word in words), "--profile", "mine")
    assert ended.status == 4
    assert ended.err.count("The profile list is damaged") == 1
    assert "Check the profiles to add" in ended.err
    assert ended.err.count("--profile NAME") == 0  # a profile was chosen: what to do is said once
    assert ended.err.rstrip().endswith("Choose one of “sample”.")
