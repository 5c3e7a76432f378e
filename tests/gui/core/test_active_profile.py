"""Which profile signs: the keyring is asked off the window's thread, and its last answer counts."""

import threading
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked
from pytestqt.qtbot import QtBot

from tests.credentials.fakes import FailingKeyring
from tests.gui.keyed import KEY, SECRET, Keyed, draft
from tests.gui.keyrings import WaitingKeyring, calls
from workbench.credentials import ENVIRONMENT_PROFILE as ENVIRONMENT
from workbench.credentials import ProfileMetadata, Profiles, Vault
from workbench.gui.core import active_profile as keys_module
from workbench.gui.core.tasks import Tasks
from workbench.redaction import fingerprint, redact
from workbench.signing import SAMPLE, Credentials

ONE, TWO = Credentials("key-of-one", "secret-of-one"), Credentials("key-of-two", "secret-of-two")


def test_the_sample_is_had_at_once_and_the_keyring_is_not_asked(keyed: Keyed, backend: WaitingKeyring) -> None:
    keyed.keys.start("sample")
    assert keyed.had == [("sample", SAMPLE, "", ProfileMetadata())]
    assert backend.threads == set()
    assert (keyed.names, keyed.shown[-1][1]) == (["sample", "one", "two"], "sample")
    sample = keyed.choice("sample")
    assert (sample.badge, sample.removable, sample.kind) == ("public sample", False, "sample")


def test_a_profile_s_values_come_off_the_window_s_thread(keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot) -> None:
    keyed.keys.start("one")
    name, pair, why, _facts = keyed.had[0]
    assert (name, pair) == ("one", None)
    assert why.startswith("Waiting for the keyring")
    qtbot.waitUntil(lambda: len(keyed.had) == 2)
    assert keyed.had[1] == ("one", ONE, "", ProfileMetadata())
    assert backend.threads
    assert threading.main_thread() not in backend.threads


def test_a_pair_that_is_in_memory_already_signs_at_once(keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot) -> None:
    keyed.keys.start("one")
    qtbot.waitUntil(lambda: keyed.pair() == ONE)
    keyed.keys.choose("sample")
    asked = backend.asked
    keyed.keys.choose("one")
    assert keyed.pair() == ONE
    assert backend.asked == asked


def test_what_a_profile_is_for_comes_with_its_pair(keyed: Keyed, kept: Profiles, qtbot: QtBot) -> None:
    facts = ProfileMetadata(hosts=("example.org",), app_guids=("koacme",))
    kept.change("one", facts)
    keyed.keys.choose("one")
    qtbot.waitUntil(lambda: keyed.pair() is not None)
    assert [each[3] for each in keyed.had] == [facts, facts]


def test_the_answer_for_a_profile_that_is_no_longer_chosen_is_dropped(
    keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.slow = ("one/",)
    keyed.keys.choose("one")
    keyed.keys.choose("two")
    qtbot.waitUntil(lambda: keyed.pair() == TWO)
    backend.go.set()
    qtbot.waitUntil(lambda: not calls())
    keyed.keys.choose("sample")
    assert [name for name, pair, *_rest in keyed.had if pair is not None] == ["two", "sample"]


def test_a_keyring_that_keeps_one_waiting_is_shown_and_can_be_waited_for_no_longer(
    keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.slow = ("one/",)
    keyed.keys.choose("one")
    qtbot.waitUntil(lambda: keyed.waits == [True])
    keyed.keys.keyring_calls.stop()
    assert keyed.waits == [True, False]
    name, pair, why, _facts = keyed.had[-1]
    assert (name, pair) == ("one", None)
    assert "Choose the profile again" in why
    backend.go.set()
    qtbot.waitUntil(lambda: not calls())
    keyed.keys.choose("sample")
    assert [pair for _name, pair, *_rest in keyed.had] == [None, None, SAMPLE]


def test_the_last_profile_is_found_again_and_one_that_is_gone_gives_way_to_the_sample(keyed: Keyed) -> None:
    keyed.keys.start("two")
    assert keyed.keys.chosen == "two"
    for gone in ("long gone", "", ENVIRONMENT):
        keyed.keys.start(gone)
        assert keyed.keys.chosen == "sample"
    assert keyed.notices == []


@pytest.mark.parametrize("named", ["two", "TWO"])
def test_a_profile_that_is_named_goes_before_the_last_one(keyed: Keyed, named: str) -> None:
    keyed.keys.start("one", named=named)
    assert keyed.keys.chosen == "two"
    assert keyed.notices == []


def test_a_named_profile_that_is_not_there_is_said_and_the_sample_is_used(keyed: Keyed) -> None:
    keyed.keys.start("one", named="three")
    assert keyed.keys.chosen == "sample"
    [notice] = keyed.notices
    assert (
        notice.message
        == "There is no profile “three”. The public sample is used instead. Available: “Sample”, “one”, “two”."
    )


def test_a_keyring_that_says_no_leaves_the_choice_and_choosing_again_asks_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = FailingKeyring(KeyringLocked(), ())
    path = tmp_path / "profiles.json"
    Profiles(path, Vault(failing)).add("one", KEY, SECRET)
    failing.failing = {failing.asked + 1}
    monkeypatch.setattr(keys_module, "default_profiles", lambda: Profiles(path, Vault(failing)))
    bridge = Tasks()
    seen = Keyed(bridge)
    seen.keys.choose("one")
    qtbot.waitUntil(lambda: len(seen.had) == 2)
    assert seen.pair() is None
    assert "locked" in seen.had[1][2]
    assert seen.keys.chosen == "one"
    seen.keys.choose("one")
    qtbot.waitUntil(lambda: seen.pair() == Credentials(KEY, SECRET))
    bridge.close()


def test_which_keyring_there_is_is_asked_once(keyed: Keyed, qtbot: QtBot) -> None:
    keyed.keys.check_keyring_once()
    keyed.keys.check_keyring_once()
    qtbot.waitUntil(lambda: bool(keyed.keyrings))
    keyed.keys.check_keyring_once()
    qtbot.waitUntil(lambda: not calls())
    [(_name, says, usable)] = keyed.keyrings
    assert usable
    assert "stored only here" in says


def test_a_keyring_that_gave_a_pair_is_named(keyed: Keyed, qtbot: QtBot) -> None:
    keyed.keys.start("one")
    qtbot.waitUntil(lambda: bool(keyed.keyrings))
    assert keyed.keyrings[0][2]


def test_the_environment_s_pair_is_a_choice_that_no_keyring_is_asked_for(
    keyed: Keyed, monkeypatch: pytest.MonkeyPatch, backend: WaitingKeyring
) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", "env-key")
    monkeypatch.setenv("WORKBENCH_SECRET", "env-secret")
    bridge = Tasks()
    other = Keyed(bridge)
    other.keys.start("sample", named="environment")
    assert (other.keys.chosen, other.keys.name_to_save) == (ENVIRONMENT, "sample")
    choice = other.shown[-1][0][1]
    assert (choice.title, choice.removable, choice.kind) == ("Environment", False, "environment")
    pair = Credentials("env-key", "env-secret")
    assert other.had[-1] == ("environment", pair, "", ProfileMetadata())
    assert other.told == [(ENVIRONMENT, pair)]
    assert backend.threads == set()
    other.work.delete(ENVIRONMENT)
    assert "nothing was changed" in other.problem.lower()
    bridge.close()


def test_half_a_pair_in_the_environment_is_said(keyed: Keyed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_API_KEY", "env-key")
    bridge = Tasks()
    other = Keyed(bridge)
    other.keys.start("sample")
    assert "WORKBENCH_SECRET" in other.problem
    assert "env-key" not in other.problem
    assert other.names == ["sample", "one", "two"]
    bridge.close()


def test_only_a_profile_that_is_kept_is_remembered_for_the_next_start(keyed: Keyed) -> None:
    keyed.keys.start("two")
    assert keyed.keys.name_to_save == "two"
    keyed.work.save(draft("brief", session_only=True))
    assert (keyed.keys.chosen, keyed.keys.name_to_save) == ("brief", "sample")


def test_values_are_shown_to_who_asks_with_fingerprints_to_compare(keyed: Keyed, qtbot: QtBot) -> None:
    keyed.keys.load_values("one")
    qtbot.waitUntil(lambda: bool(keyed.values))
    name, values, why = keyed.values[0]
    assert values is not None
    assert (name, why) == ("one", "")
    assert (values.api_key.reveal(), values.secret.reveal()) == (ONE.api_key, ONE.secret)
    assert values.api_key_fingerprint == fingerprint(ONE.api_key)
    assert values.secret_fingerprint == fingerprint(ONE.secret)
    assert (values.old_api_key_fingerprint, values.old_secret_fingerprint) == ("", "")
    keyed.keys.load_values("sample")
    shown = keyed.values[1][1]
    assert shown is not None
    assert shown.secret.reveal() == SAMPLE.secret


def test_while_a_rotation_is_under_way_both_pairs_have_fingerprints(keyed: Keyed, kept: Profiles, qtbot: QtBot) -> None:
    kept.rotate("one", KEY, SECRET)
    keyed.keys.load_values("one")
    qtbot.waitUntil(lambda: bool(keyed.values))
    values = keyed.values[0][1]
    assert values is not None
    assert (values.secret_fingerprint, values.old_secret_fingerprint) == (fingerprint(SECRET), fingerprint(ONE.secret))
    assert (values.api_key_fingerprint, values.old_api_key_fingerprint) == (fingerprint(KEY), fingerprint(ONE.api_key))


def test_values_that_cannot_be_had_are_said_and_none_are_shown(
    keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.slow = ("one/",)
    keyed.keys.load_values("one")
    qtbot.waitUntil(lambda: keyed.waits == [True])
    keyed.keys.keyring_calls.stop()
    backend.go.set()
    backend.entries.clear()
    keyed.keys.load_values("two")
    qtbot.waitUntil(lambda: len(keyed.values) == 2)
    assert [(name, values) for name, values, _why in keyed.values] == [("one", None), ("two", None)]
    assert "cancelled" in keyed.values[0][2]
    assert "no longer contains" in keyed.values[1][2]


def test_one_value_is_handed_out_for_the_clipboard(keyed: Keyed, qtbot: QtBot) -> None:
    for part in ("api-key", "secret"):
        keyed.keys.copy("one", part)
    qtbot.waitUntil(lambda: len(keyed.copied) == 2)
    assert {each.reveal() for each in keyed.copied} == {ONE.api_key, ONE.secret}


def test_a_value_that_cannot_be_had_is_not_copied_and_that_is_said(
    keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.entries.clear()
    keyed.keys.copy("one", "secret")
    qtbot.waitUntil(lambda: "no longer contains" in keyed.problem)
    assert keyed.copied == []


def test_the_sandbox_is_told_a_profile_s_pair_once_and_only_of_profiles_it_may_know(
    keyed: Keyed, kept: Profiles, qtbot: QtBot
) -> None:
    kept.change("one", ProfileMetadata(known_to_sandbox=False))
    for name in ("one", "two", "one", "two"):
        keyed.keys.choose(name)
        qtbot.waitUntil(lambda: keyed.pair() is not None)
    assert keyed.told == [("two", TWO)]


def test_a_pair_that_vanished_is_said_with_what_can_be_done(
    keyed: Keyed, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    backend.entries.clear()
    keyed.keys.choose("one")
    qtbot.waitUntil(lambda: bool(keyed.found))
    assert "no longer contains" in keyed.had[-1][2]
    [found], asked = keyed.found[0]
    assert (found.profile, found.kind, asked) == ("one", "missing", False)


def test_a_fetched_value_is_struck_out_of_every_log(keyed: Keyed, qtbot: QtBot) -> None:
    keyed.keys.choose("one")
    qtbot.waitUntil(lambda: keyed.pair() is not None)
    assert "secret-of-one" not in redact("it said secret-of-one")
