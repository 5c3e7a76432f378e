"""A change of profiles stopped at any step: each profile is as before or as requested, and no value is lost."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.credentials.fakes import KEY, SECRET, ListingKeyring, StoppableKeyring, vanish
from tests.credentials.stops import WAYS, KilledError, Stop, Way
from workbench.credentials import (
    CredentialsUnavailable,
    Disagreement,
    Part,
    ProfileMetadata,
    Profiles,
    Removed,
    Vault,
)
from workbench.credentials.profile_index import ProfileIndex
from workbench.credentials.stored_values import StoredValues
from workbench.redaction import Secret

pytestmark = pytest.mark.slow

METADATA = ProfileMetadata(
    client="Acme", notes="asked for in May", hosts=("control.kochava.com",), app_guids=("koacme",)
)
NEW_KEY, NEW_SECRET = "9D1C7E44-0B2A-4C55-9F3E-2A6B8C0D1E2F", "a-newer-secret"
MOST_STEPS = 60

State = dict[str, object]


class World:
    """A list and a keyring whose state can be saved and restored."""

    def __init__(self, path: Path, *, lists: bool = False) -> None:
        self.path = path
        self._new_keyring = ListingKeyring if lists else StoppableKeyring
        self.keyring = self._new_keyring()
        self.profiles = Profiles(path, Vault(self.keyring))
        self._kept: tuple[bytes, dict[tuple[str, str], str]] = (b"", {})
        self._cache: dict[str, StoredValues] = {}
        self.removed: Removed | None = None

    def keep(self, *, warm: bool) -> None:
        """Save the state, including the cache if `warm`."""
        self._kept = (self.path.read_bytes(), dict(self.keyring.entries))
        self._cache = dict(self.profiles._store._cache) if warm else {}

    def restore(self) -> None:
        content, entries = self._kept
        self.path.write_bytes(content)
        self.keyring = self._new_keyring()
        self.keyring.entries = dict(entries)
        self.profiles = Profiles(self.path, Vault(self.keyring))
        self.profiles._store._cache = dict(self._cache)

    def seen(self, profiles: Profiles | None = None) -> State:
        """Return everything about every profile except its times."""
        profiles = profiles or Profiles(self.path, Vault(self.keyring))
        state: State = {}
        for profile in profiles.list()[1:]:
            name = profile.name
            state[name] = (
                profile.metadata,
                _had(partial(profiles.credentials, name)),
                _had(partial(profiles.old_credentials, name)) if profile.old_api_key_hint else None,
                {part: _had(partial(profiles.extra, name, part)) for part in sorted(profile.extras)},
                (profile.api_key_hint, profile.old_api_key_hint, profile.rotated is not None),
            )
        return state

    def agrees(self) -> bool:
        """Whether the keyring contains exactly the entries of the list."""
        return {stored.entry for stored in ProfileIndex(self.path).profiles()} == {
            user for _service, user in self.keyring.entries
        }


def _had(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except CredentialsUnavailable as unavailable:
        return unavailable.why


@dataclass(frozen=True)
class Change:
    """A change of profiles, its preparation, whether its values are cached, and whether the keyring lists entries."""

    do: Callable[[World], object]
    before: Callable[[World], object] = lambda _world: None
    warm: bool = False
    lists: bool = False


def _rotate(world: World) -> object:
    return world.profiles.rotate("Acme", NEW_KEY, NEW_SECRET)


def _remove(world: World) -> None:
    world.removed = world.profiles.remove("Acme")


def _restore(world: World) -> object:
    assert world.removed is not None
    return world.profiles.restore(world.removed)


def _vanish(world: World) -> None:
    vanish(world.keyring, "Acme")


def _vanish_while_rotating(world: World) -> None:
    _rotate(world)
    _vanish(world)


def _unlist(world: World) -> None:
    """Remove the profile from the list only."""
    document = json.loads(world.path.read_bytes())
    document["profiles"] = [each for each in document["profiles"] if each["name"] != "Acme"]
    world.path.write_text(json.dumps(document))


def _leave_unused(world: World) -> None:
    """Remove the profile from the list, as an interrupted removal does."""
    (entry,) = (user for _service, user in world.keyring.entries if user.startswith("Acme/"))
    _unlist(world)
    document = json.loads(world.path.read_bytes())
    world.path.write_text(json.dumps(document | {"unused": [entry]}))


def _put_older_list_back(world: World) -> None:
    older = world.path.read_bytes()
    _rotate(world)
    world.path.write_bytes(older)


def _put_extra(world: World, part: Part, value: str) -> object:
    return world.profiles.put_extras("Acme", {part: Secret(value)})


def _repair(world: World) -> str:
    (found,) = world.profiles.check()
    return world.profiles.repair(found)


CHANGES = {
    "add": Change(lambda world: world.profiles.add("New", NEW_KEY, NEW_SECRET, METADATA)),
    "add with extras": Change(
        lambda world: world.profiles.add(
            "New", NEW_KEY, NEW_SECRET, METADATA, {"signal-event-key": Secret("event key")}
        )
    ),
    "change": Change(lambda world: world.profiles.change("Acme", ProfileMetadata(notes="changed"))),
    "rename": Change(lambda world: world.profiles.rename("Acme", "Acme GmbH")),
    "duplicate": Change(lambda world: world.profiles.duplicate("Acme", "Acme again")),
    "replace": Change(lambda world: world.profiles.replace("Acme", NEW_KEY, NEW_SECRET)),
    "replace while rotating": Change(lambda world: world.profiles.replace("Acme", KEY[::-1], SECRET[::-1]), _rotate),
    "rotate": Change(_rotate),
    "finish a rotation": Change(lambda world: world.profiles.finish_rotation("Acme"), _rotate),
    "undo a rotation": Change(lambda world: world.profiles.undo_rotation("Acme"), _rotate),
    "put an extra": Change(lambda world: _put_extra(world, "signal-event-key", "event key")),
    "replace an extra": Change(lambda world: _put_extra(world, "signal-password", "pass two")),
    "delete an extra": Change(lambda world: _put_extra(world, "signal-password", "")),
    "remove": Change(_remove),
    "remove while rotating": Change(_remove, _rotate),
    "restore": Change(_restore, _remove),
    "remove a profile without an entry": Change(_repair, _vanish),
    "save values in memory again": Change(_repair, _vanish, warm=True),
    "save them again while rotating": Change(_repair, _vanish_while_rotating, warm=True),
    "delete what is left": Change(_repair, _leave_unused),
    "list a lost one again": Change(_repair, _unlist, lists=True),
    "use the values that an older list does not know": Change(_repair, _put_older_list_back, lists=True),
}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Change) -> World:
    monkeypatch.setattr("workbench.credentials.profile_index.replace_file", Stop(Way(None)).disk)
    world = World(tmp_path / "config" / "profiles.json", lists=change.lists)
    world.profiles.add("Beta", KEY[::-1], SECRET[::-1])
    world.profiles.add("Acme", KEY, SECRET, METADATA, {"signal-password": Secret("pass one")})
    change.before(world)
    world.keep(warm=change.warm)
    world.restore()
    return world


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_complete_change_leaves_list_and_keyring_consistent(world: World, change: Change) -> None:
    before = world.seen()
    change.do(world)
    assert world.seen(world.profiles) == world.seen()
    assert world.seen() != before or change.before is _leave_unused
    assert world.agrees()
    assert world.profiles.check() == ()
    assert "unused" not in json.loads(world.path.read_bytes())


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_stopped_change_loses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, change: Change, way: Way
) -> None:
    before = world.seen()
    change.do(world)
    after = world.seen()
    number = 0
    while True:
        number += 1
        world.restore()
        stop = Stop(way, number)
        world.keyring.step = stop.keyring
        with monkeypatch.context() as patch:
            patch.setattr("workbench.credentials.profile_index.replace_file", stop.disk)
            error = _stopped(change, world)
        world.keyring.step = None
        if stop.steps < number:
            break
        assert number < MOST_STEPS
        assert isinstance(error, KilledError) or not isinstance(way.error, KilledError)
        state = world.seen()
        assert state in (before, after), f"step {number}"
        if not isinstance(error, KilledError) and not change.warm:
            assert world.seen(world.profiles) == state, f"step {number}: memory"
        _mended(world, state, before)
    assert number > 1


def _stopped(change: Change, world: World) -> BaseException | None:
    try:
        change.do(world)
    except (CredentialsUnavailable, KeyboardInterrupt, KilledError) as error:
        return error
    return None


def _mended(world: World, state: State, before: State) -> None:
    """Repair until list and keyring agree; available values must stay available."""
    profiles = Profiles(world.path, Vault(world.keyring))
    told: list[Disagreement] = []
    while found := profiles.check():
        told.append(found[0])
        assert profiles.repair(found[0]).endswith(".")
        assert len(told) < 6, told
    assert world.agrees()
    assert "unused" not in json.loads(world.path.read_bytes())
    if state != before or not _is_damaged(before):
        for name, had in state.items():
            assert world.seen()[name] == had


def _is_damaged(state: State) -> bool:
    return any(not _whole(profile) for profile in state.values())


def _whole(profile: object) -> bool:
    return "missing" not in str(profile)
