"""Several threads and processes at once: readers never wait for an open keyring prompt."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.credentials.fakes import KEY, SECRET, MemoryKeyring, StoppableKeyring, names_of, values_of
from workbench.credentials import CredentialsUnavailable, ProfileMetadata, Profiles, Vault
from workbench.disk import locked
from workbench.signing import Credentials

PATIENCE = 30.0  # seconds after which a step is taken to hang
NEW_KEY, NEW_SECRET = "9D1C7E44-0B2A-4C55-9F3E-2A6B8C0D1E2F", "a-newer-secret"


class Prompt:
    """A keyring of its own for one program, which asks for its password before it changes anything."""

    def __init__(self, entries: dict[tuple[str, str], str]) -> None:
        self.shown = threading.Event()
        self.answered = threading.Event()
        self.keyring = StoppableKeyring(self._ask)
        self.keyring.entries = entries

    def _ask(self, what: Callable[[], object]) -> None:
        self.shown.set()
        assert self.answered.wait(PATIENCE)
        what()


@pytest.mark.parametrize(
    "do",
    [
        lambda profiles: profiles.add("New", NEW_KEY, NEW_SECRET),
        lambda profiles: profiles.rotate("Acme", NEW_KEY, NEW_SECRET),
        lambda profiles: profiles.remove("Beta"),
        lambda profiles: profiles.check(),
    ],
    ids=["add", "rotate", "remove", "check"],
)
def test_readers_do_not_wait_for_an_open_prompt(
    index: Path, backend: MemoryKeyring, do: Callable[[Profiles], object]
) -> None:
    others = Profiles(index, Vault(backend))
    others.add("Acme", KEY, SECRET)
    others.add("Beta", KEY, SECRET)
    prompt = Prompt(backend.entries)
    waiting = Profiles(index, Vault(prompt.keyring))
    with ThreadPoolExecutor(1) as pool:
        done: Future[object] = pool.submit(do, waiting)
        assert prompt.shown.wait(PATIENCE)
        assert names_of(waiting) == names_of(others) == ["sample", "Acme", "Beta"]
        assert Profiles(index, Vault(backend)).credentials("Acme") == Credentials(api_key=KEY, secret=SECRET)
        others.mark_used("Acme")
        others.change("Acme", ProfileMetadata(notes="meanwhile"))
        others.rename("Acme", "Acme GmbH")
        assert waiting.fetched() == ()
        assert not done.done()
        prompt.answered.set()
        done.result(PATIENCE)
    acme = next(profile for profile in others.list() if profile.name == "Acme GmbH")
    assert acme.metadata.notes == "meanwhile"
    assert acme.used is not None
    assert others.check() == ()


def test_a_writer_waits_for_an_open_prompt_and_both_changes_are_saved(
    index: Path, backend: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompt = Prompt(backend.entries)
    first, second = Profiles(index, Vault(prompt.keyring)), Profiles(index, Vault(backend))
    second_waits = threading.Event()

    def locking(path: Path) -> AbstractContextManager[None]:
        if prompt.shown.is_set() and path.name == "profiles.json.keyring":
            second_waits.set()
        return locked(path)

    monkeypatch.setattr("workbench.credentials.profile_index.locked", locking)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first.add, "One", KEY, SECRET)
        assert prompt.shown.wait(PATIENCE)
        two = pool.submit(second.add, "Two", KEY, SECRET)
        assert second_waits.wait(PATIENCE)
        prompt.answered.set()
        one.result(PATIENCE)
        two.result(PATIENCE)
    assert names_of(second) == ["sample", "One", "Two"]
    assert [user.partition("/")[0] for _service, user in backend.entries] == ["One", "Two"]
    assert second.check() == ()


def test_a_name_taken_while_the_prompt_was_open_is_refused_and_leaves_no_entry(
    index: Path, backend: MemoryKeyring
) -> None:
    others = Profiles(index, Vault(backend))
    others.add("Acme", KEY, SECRET)
    prompt = Prompt(backend.entries)
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(Profiles(index, Vault(prompt.keyring)).add, "Beta", NEW_KEY, NEW_SECRET)
        assert prompt.shown.wait(PATIENCE)
        others.rename("Acme", "Beta")
        prompt.answered.set()
        with pytest.raises(ValueError, match="“Beta” already"):
            done.result(PATIENCE)
    assert values_of(backend) == [{"api-key": KEY, "secret": SECRET}]
    assert others.check() == ()


def test_a_pair_that_is_replaced_while_it_is_read_is_read_again(index: Path, backend: MemoryKeyring) -> None:
    """The list named the previous entry at the start of the read; it is deleted before the keyring is asked."""
    others = Profiles(index, Vault(backend))
    others.add("Acme", KEY, SECRET)

    class Slow(MemoryKeyring):
        priority = 0.1

        def get_password(self, service: str, username: str) -> str | None:
            if not self.asked:
                others.replace("Acme", NEW_KEY, NEW_SECRET)
            return super().get_password(service, username)

    slow = Slow()
    slow.entries = backend.entries
    assert Profiles(index, Vault(slow)).credentials("Acme") == Credentials(api_key=NEW_KEY, secret=NEW_SECRET)


def test_a_profile_changed_by_many_threads_is_always_complete(index: Path, backend: MemoryKeyring) -> None:
    Profiles(index, Vault(backend)).add("Acme", "key 0", "secret 0")
    ends = threading.Event()
    seen: set[str] = set()

    def look() -> None:
        while not ends.is_set():
            pair = Profiles(index, Vault(backend)).credentials("Acme")
            assert pair.api_key.removeprefix("key ") == pair.secret.removeprefix("secret ")
            seen.add(pair.secret)

    def replace(number: int) -> None:
        Profiles(index, Vault(backend)).replace("Acme", f"key {number}", f"secret {number}")

    with ThreadPoolExecutor(6) as pool:
        looking = [pool.submit(look) for _ in range(2)]
        try:
            list(pool.map(replace, range(1, 30)))
        finally:
            ends.set()
        for each in looking:
            each.result(PATIENCE)
    assert seen <= {f"secret {number}" for number in range(30)}
    assert len(backend.entries) == 1
    assert Profiles(index, Vault(backend)).check() == ()


def test_changing_a_removed_profile_reports_that_it_no_longer_exists(index: Path, backend: MemoryKeyring) -> None:
    profiles = Profiles(index, Vault(backend))
    profiles.add("Acme", KEY, SECRET)

    def lose(what: Callable[[], object]) -> None:
        what()
        index.write_text('{"schema": 1, "profiles": []}')

    keyring = StoppableKeyring(lose)
    keyring.entries = backend.entries
    with pytest.raises((CredentialsUnavailable, ValueError), match=r"“Acme” no longer exists|no profile “Acme”"):
        Profiles(index, Vault(keyring)).rotate("Acme", NEW_KEY, NEW_SECRET)
