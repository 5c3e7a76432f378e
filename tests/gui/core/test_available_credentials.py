"""Likely mistakes in the pairs that are in memory, wherever they come from."""

import json
import os

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.keyrings import WaitingKeyring
from tests.gui.profile_services import KEY, ProfileServices, draft
from workbench.gui.core.available_credentials import AvailableCredentials

KINDS = {
    "line end": (KEY, "a-secret\r", "The secret contains a line break."),
    "quotes": (f'"{KEY}"', "a-secret", "The API key is in quotes."),
    "blank": (KEY, "a-secret ", "The secret ends with a space."),
    "bearer": (KEY, "Bearer a-secret", "The secret begins with “Bearer”"),
    "zero width": (KEY, "a\u200bsecret", "The secret contains an invisible character"),
    "not Latin-1": ("кey", "a-secret", "Character 1 of the API key is not an ASCII character"),
    "swapped": ("a-secret", KEY, "The secret looks like an API key"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_in_the_environment_s_pair_is_named(kind: str, services: ProfileServices) -> None:
    api_key, secret, says = KINDS[kind]
    environ = {"WORKBENCH_API_KEY": api_key, "WORKBENCH_SECRET": secret}
    available = AvailableCredentials(services.active.available.profiles, environ)
    found = available.find("environment")
    assert found is not None
    assert len(found.warnings) == 1
    assert found.warnings[0].startswith(says)
    assert "WORKBENCH_" in found.warnings[0]
    assert (pair := available.in_memory("environment"))
    assert (pair.api_key, pair.secret) == (api_key, secret)


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_in_a_pair_that_another_program_changed_is_named_once_it_is_loaded(
    kind: str, services: ProfileServices, backend: WaitingKeyring, qtbot: QtBot
) -> None:
    api_key, secret, says = KINDS[kind]
    for entry in [each for each in backend.entries if each[1].startswith("one/")]:
        backend.entries[entry] = json.dumps({"api-key": api_key, "secret": secret})
    services.active.start("one")
    qtbot.waitUntil(lambda: services.pair() is not None)
    assert services.choice("one").warnings[0].startswith(says)
    assert "the profile “one”" in services.choice("one").warnings[0]
    assert services.choice("two").warnings == ()


@pytest.mark.parametrize("kind", ["line end", "blank", "zero width"])
def test_a_mistake_that_was_accepted_for_a_session_pair_stays_named(kind: str, services: ProfileServices) -> None:
    api_key, secret, says = KINDS[kind]
    services.active.start("sample")
    accepted = frozenset({"line-ends", "blanks", "invisible"})
    services.editing.save(draft("mine", api_key, secret, session_only=True, accepted=accepted))
    assert services.choice("mine").warnings[0].startswith(says)


@pytest.mark.parametrize("environ", [{"WORKBENCH_API_KEY": ""}, {"WORKBENCH_API_KEY": "", "WORKBENCH_SECRET": ""}])
def test_empty_variables_are_named(environ: dict[str, str], services: ProfileServices) -> None:
    available = AvailableCredentials(services.active.available.profiles, environ)
    assert "WORKBENCH_API_KEY" in available.environment_error
    assert available.find("environment") is None


def test_the_sample_and_sound_pairs_have_no_warnings(services: ProfileServices) -> None:
    available = AvailableCredentials(services.active.available.profiles, os.environ)
    assert [each.warnings for each in available.choices()] == [(), (), ()]
