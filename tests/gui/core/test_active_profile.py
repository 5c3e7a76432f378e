"""The active profile: the keyring is read off the GUI thread, and the last choice applies."""

import threading
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked
from pytestqt.qtbot import QtBot

from tests.credentials.fakes import FailingKeyring
from tests.gui.keyrings import WaitingKeyring, calls
from tests.gui.profile_services import KEY, SECRET, ProfileServices, draft
from workbench.credentials import ENVIRONMENT_PROFILE as ENVIRONMENT
from workbench.credentials import ProfileMetadata, Profiles, Vault
from workbench.gui.core import active_profile as active_profile_module
from workbench.gui.core.tasks import Tasks
from workbench.redaction import fingerprint, redact
from workbench.signing import SAMPLE, Credentials

ONE, TWO = Credentials("key-of-one", "secret-of-one"), Credentials("key-of-two", "secret-of-two")


def test_the_sample_is_available_at_once_without_the_keyring(
    services: ProfileServices, backend: WaitingKeyring
) -> None:
    services.active.start("sample")
    assert services.credentials == [("sample", SAMPLE, "", ProfileMetadata())]
    assert backend.threads == set()
    assert (services.names, services.shown[-1][1]) == (["sample", "one", "two"], "sample")
    sample = services.choice("sample")
    assert (sample.badge, sample.removable, sample.kind) == ("public sample", False, "sample")


def test_values_are_read_off_the_gui_thread(services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot) -> None:
    services.active.start("one")
    name, pair, why, _facts = services.credentials[0]
    assert (name, pair) == ("one", None)
    assert why.startswith("Waiting for the keyring")
    qtbot.waitUntil(lambda: len(services.credentials) == 2)
    assert services.credentials[1] == ("one", ONE, "", ProfileMetadata())
    assert backend.threads
    assert threading.main_thread() not in backend.threads


def test_a_pair_that_is_in_memory_already_signs_at_once(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    services.active.start("one")
    qtbot.waitUntil(lambda: services.pair() == ONE)
    services.active.choose("sample")
    asked = backend.asked
    services.active.choose("one")
    assert services.pair() == ONE
    assert backend.asked == asked


def test_metadata_is_emitted_with_the_pair(services: ProfileServices, kept: Profiles, qtbot: QtBot) -> None:
    facts = ProfileMetadata(hosts=("example.org",), app_guids=("koacme",))
    kept.change("one", facts)
    services.active.choose("one")
    qtbot.waitUntil(lambda: services.pair() is not None)
    assert [each[3] for each in services.credentials] == [facts, facts]


def test_the_result_for_a_profile_that_is_no_longer_active_is_ignored(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.slow = ("one/",)
    services.active.choose("one")
    services.active.choose("two")
    qtbot.waitUntil(lambda: services.pair() == TWO)
    backend.go.set()
    qtbot.waitUntil(lambda: not calls())
    services.active.choose("sample")
    assert [name for name, pair, *_rest in services.credentials if pair is not None] == ["two", "sample"]


def test_waiting_for_the_keyring_is_shown_and_can_be_cancelled(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.slow = ("one/",)
    services.active.choose("one")
    qtbot.waitUntil(lambda: services.waits == [True])
    services.active.keyring_calls.stop()
    assert services.waits == [True, False]
    name, pair, why, _facts = services.credentials[-1]
    assert (name, pair) == ("one", None)
    assert "cancelled. To try again, choose the profile" in why
    backend.go.set()
    qtbot.waitUntil(lambda: not calls())
    services.active.choose("sample")
    assert [pair for _name, pair, *_rest in services.credentials] == [None, None, SAMPLE]


def test_the_last_profile_is_restored_or_replaced_by_the_sample(services: ProfileServices) -> None:
    services.active.start("two")
    assert services.active.chosen == "two"
    for gone in ("long gone", "", ENVIRONMENT):
        services.active.start(gone)
        assert services.active.chosen == "sample"
    assert services.notices == []


@pytest.mark.parametrize("named", ["two", "TWO"])
def test_a_named_profile_takes_precedence_over_the_last_one(services: ProfileServices, named: str) -> None:
    services.active.start("one", named=named)
    assert services.active.chosen == "two"
    assert services.notices == []


def test_an_unknown_named_profile_is_reported_and_the_sample_is_used(services: ProfileServices) -> None:
    services.active.start("one", named="three")
    assert services.active.chosen == "sample"
    [notice] = services.notices
    assert (
        notice.message
        == "There is no profile “three”. The public sample is used instead. Available: “Sample”, “one”, “two”."
    )


def test_a_refused_read_keeps_the_choice_and_choosing_again_reads_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = FailingKeyring(KeyringLocked(), ())
    path = tmp_path / "profiles.json"
    Profiles(path, Vault(failing)).add("one", KEY, SECRET)
    failing.failing = {failing.asked + 1}
    monkeypatch.setattr(active_profile_module, "default_profiles", lambda: Profiles(path, Vault(failing)))
    tasks = Tasks()
    seen = ProfileServices(tasks)
    seen.active.choose("one")
    qtbot.waitUntil(lambda: len(seen.credentials) == 2)
    assert seen.pair() is None
    assert "locked" in seen.credentials[1][2]
    assert seen.active.chosen == "one"
    seen.active.choose("one")
    qtbot.waitUntil(lambda: seen.pair() == Credentials(KEY, SECRET))
    tasks.close()


def test_the_keyring_is_checked_once(services: ProfileServices, qtbot: QtBot) -> None:
    services.active.check_keyring_once()
    services.active.check_keyring_once()
    qtbot.waitUntil(lambda: bool(services.keyrings))
    services.active.check_keyring_once()
    qtbot.waitUntil(lambda: not calls())
    [(_name, says, usable)] = services.keyrings
    assert usable
    assert "stored only here" in says


def test_the_keyring_is_named_after_a_read(services: ProfileServices, qtbot: QtBot) -> None:
    services.active.start("one")
    qtbot.waitUntil(lambda: bool(services.keyrings))
    assert services.keyrings[0][2]


def test_the_environment_s_pair_is_available_without_the_keyring(
    services: ProfileServices, monkeypatch: pytest.MonkeyPatch, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", "env-key")
    monkeypatch.setenv("WORKBENCH_SECRET", "env-secret")
    tasks = Tasks()
    other = ProfileServices(tasks)
    other.active.start("sample", named="environment")
    assert (other.active.chosen, other.active.name_to_save) == (ENVIRONMENT, "sample")
    choice = other.shown[-1][0][1]
    assert (choice.title, choice.removable, choice.kind) == ("Environment", False, "environment")
    pair = Credentials("env-key", "env-secret")
    assert other.credentials[-1] == ("environment", pair, "", ProfileMetadata())
    assert other.sandbox_pairs == [(ENVIRONMENT, pair)]
    assert backend.threads == set()
    other.editing.delete(ENVIRONMENT)
    qtbot.waitUntil(lambda: "There is no profile “environment”" in other.problem)
    tasks.close()


def test_half_a_pair_in_the_environment_is_reported(services: ProfileServices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", "env-key")
    tasks = Tasks()
    other = ProfileServices(tasks)
    other.active.start("sample")
    assert "WORKBENCH_SECRET" in other.problem
    assert "env-key" not in other.problem
    assert other.names == ["sample", "one", "two"]
    tasks.close()


def test_only_a_stored_profile_is_saved_for_the_next_start(services: ProfileServices) -> None:
    services.active.start("two")
    assert services.active.name_to_save == "two"
    services.editing.save(draft("brief", session_only=True))
    assert (services.active.chosen, services.active.name_to_save) == ("brief", "sample")


def test_values_are_loaded_with_fingerprints(services: ProfileServices, qtbot: QtBot) -> None:
    services.active.load_values("one")
    qtbot.waitUntil(lambda: bool(services.values))
    name, values, why = services.values[0]
    assert values is not None
    assert (name, why) == ("one", "")
    assert (values.api_key.reveal(), values.secret.reveal()) == (ONE.api_key, ONE.secret)
    assert values.api_key_fingerprint == fingerprint(ONE.api_key)
    assert values.secret_fingerprint == fingerprint(ONE.secret)
    assert (values.old_api_key_fingerprint, values.old_secret_fingerprint) == ("", "")
    services.active.load_values("sample")
    shown = services.values[1][1]
    assert shown is not None
    assert shown.secret.reveal() == SAMPLE.secret


def test_during_a_rotation_both_pairs_have_fingerprints(
    services: ProfileServices, kept: Profiles, qtbot: QtBot
) -> None:
    kept.rotate("one", KEY, SECRET)
    services.active.load_values("one")
    qtbot.waitUntil(lambda: bool(services.values))
    values = services.values[0][1]
    assert values is not None
    assert (values.secret_fingerprint, values.old_secret_fingerprint) == (fingerprint(SECRET), fingerprint(ONE.secret))
    assert (values.api_key_fingerprint, values.old_api_key_fingerprint) == (fingerprint(KEY), fingerprint(ONE.api_key))


def test_values_that_cannot_be_read_are_reported_and_not_shown(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.slow = ("one/",)
    services.active.load_values("one")
    qtbot.waitUntil(lambda: services.waits == [True])
    services.active.keyring_calls.stop()
    backend.go.set()
    backend.entries.clear()
    services.active.load_values("two")
    qtbot.waitUntil(lambda: len(services.values) == 2)
    assert [(name, values) for name, values, _why in services.values] == [("one", None), ("two", None)]
    assert "cancelled" in services.values[0][2]
    assert "no longer contains" in services.values[1][2]


def test_one_value_is_copied(services: ProfileServices, qtbot: QtBot) -> None:
    for part in ("api-key", "secret"):
        services.active.copy("one", part)
    qtbot.waitUntil(lambda: len(services.copied) == 2)
    assert {each.reveal() for each in services.copied} == {ONE.api_key, ONE.secret}


def test_a_value_that_cannot_be_read_is_not_copied_and_reported(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.entries.clear()
    services.active.copy("one", "secret")
    qtbot.waitUntil(lambda: "no longer contains" in services.problem)
    assert services.copied == []


def test_the_sandbox_gets_a_pair_once_and_only_if_allowed(
    services: ProfileServices, kept: Profiles, qtbot: QtBot
) -> None:
    kept.change("one", ProfileMetadata(known_to_sandbox=False))
    for name in ("one", "two", "one", "two"):
        services.active.choose(name)
        qtbot.waitUntil(lambda: services.pair() is not None)
    assert services.sandbox_pairs == [("two", TWO)]


def test_a_missing_pair_is_reported_with_advice(
    services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.entries.clear()
    services.active.choose("one")
    qtbot.waitUntil(lambda: bool(services.found))
    assert "no longer contains" in services.credentials[-1][2]
    [found], asked = services.found[0]
    assert (found.profile, found.kind, asked) == ("one", "missing", False)


def test_a_fetched_value_is_redacted_in_logs(services: ProfileServices, qtbot: QtBot) -> None:
    services.active.choose("one")
    qtbot.waitUntil(lambda: services.pair() is not None)
    assert "secret-of-one" not in redact("it said secret-of-one")
