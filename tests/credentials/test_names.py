"""Profile names: reserved names, and former names after a rename."""

from pathlib import Path

from tests.credentials.fakes import KEY, SECRET
from workbench.cli import inputs
from workbench.credentials import ENVIRONMENT_PROFILE, SAMPLE_PROFILE, Profiles, name_problem, profile_title
from workbench.credentials.names import free_name


def test_a_profile_has_its_former_names(profiles: Profiles, index: Path) -> None:
    profiles.add("Acme", KEY, SECRET)
    for old, new in (("Acme", "Beta"), ("Beta", "Gamma"), ("Gamma", "Acme")):
        profiles.rename(old, new)
    assert Profiles(index, profiles.vault).list()[1].former_names == ("Beta", "Gamma")


def test_reserved_names_cannot_be_used() -> None:
    assert (inputs.SAMPLE_PROFILE, inputs.ENVIRONMENT_PROFILE) == (SAMPLE_PROFILE, ENVIRONMENT_PROFILE)
    for name in (SAMPLE_PROFILE, ENVIRONMENT_PROFILE, "session", profile_title(SAMPLE_PROFILE), "Session"):
        assert name_problem(name) is not None
    assert profile_title("Acme") == "Acme"


def test_a_free_name_is_never_too_long() -> None:
    assert free_name("a" * 64, (), " copy") == "a" * 59 + " copy"
    assert free_name("a" * 64, ("a" * 59 + " copy",), " copy") == "a" * 57 + " copy 2"
    assert free_name("one", iter(["ONE COPY"]), " copy") == "one copy 2"
    assert free_name("one", ("One", "one 2")) == "one 3"
