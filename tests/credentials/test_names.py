"""What profiles are names: by the program itself, by people, and before they were renamed."""

from pathlib import Path

from tests.credentials.fakes import KEY, SECRET
from workbench.cli import inputs
from workbench.credentials import ENVIRONMENT_PROFILE, SAMPLE_PROFILE, Profiles, name_problem, profile_title


def test_a_profile_knows_what_it_was_called_before(profiles: Profiles, index: Path) -> None:
    profiles.add("Acme", KEY, SECRET)
    for old, new in (("Acme", "Beta"), ("Beta", "Gamma"), ("Gamma", "Acme")):
        profiles.rename(old, new)
    assert Profiles(index, profiles.vault).list()[1].former_names == ("Beta", "Gamma")


def test_names_of_the_program_are_the_same_in_the_terminal_and_are_nobody_elses() -> None:
    assert (inputs.SAMPLE_PROFILE, inputs.ENVIRONMENT_PROFILE) == (SAMPLE_PROFILE, ENVIRONMENT_PROFILE)
    for name in (SAMPLE_PROFILE, ENVIRONMENT_PROFILE, "session", profile_title(SAMPLE_PROFILE), "Session"):
        assert name_problem(name) is not None
    assert profile_title("Acme") == "Acme"
