"""The fake keyrings behave as keyring documents, so that tests with them apply to a real keyring."""

from keyring.testing.backend import BackendBasicTests

from tests.credentials.fakes import FailingKeyring, ListingKeyring, MemoryKeyring, StoppableKeyring


class TestMemoryKeyring(BackendBasicTests):
    def init_keyring(self) -> MemoryKeyring:
        return MemoryKeyring()


class TestFailingKeyringThatDoesNotFail(BackendBasicTests):
    def init_keyring(self) -> FailingKeyring:
        return FailingKeyring(OSError(), failing=())


class TestStoppableKeyringThatIsNotStopped(BackendBasicTests):
    def init_keyring(self) -> StoppableKeyring:
        return StoppableKeyring()


class TestListingKeyring(BackendBasicTests):
    def init_keyring(self) -> ListingKeyring:
        return ListingKeyring()


def test_a_stoppable_keyring_does_nothing_by_itself() -> None:
    done: list[object] = []
    keyring = StoppableKeyring(done.append)
    keyring.set_password("service", "user", "value")
    keyring.get_password("service", "user")
    assert len(done) == 2
    assert keyring.entries == {}


def test_a_failing_keyring_fails_at_the_calls_it_was_told() -> None:
    keyring = FailingKeyring(OSError(), failing={2})
    keyring.set_password("service", "user", "value")
    try:
        keyring.get_password("service", "user")
    except OSError as error:
        assert error is keyring.error
    else:
        raise AssertionError("the second call went through")
    assert keyring.get_password("service", "user") == "value"
