"""Two windows in one home folder do not overwrite each other's settings."""

from tests.journeys.conftest import Make
from workbench.workspace.settings import SettingsStore


def test_settings_from_both_windows_are_stored(new_driver: Make) -> None:
    first, second = new_driver(), new_driver()
    first.start()
    second.start()
    first.app.commands.action("window.mask").trigger()
    for driver, url, agent in (
        (first, "https://one.example/track/json", "One"),
        (second, "https://two.example/", "Two"),
    ):
        driver.app.features.parts("send").sender.type_endpoint(url)
        driver.app.transport.change("user_agent", agent)
    second.app.choose_theme("dark")
    first.window.close()
    second.window.close()
    kept = SettingsStore().load()
    assert (kept.masked, kept.theme) == (True, "dark")
    assert sorted(kept.transport) == ["one.example", "two.example"]
