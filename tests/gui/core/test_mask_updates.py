"""The mask updater without a window: values of documents, updates, and masked texts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from workbench.credentials import Profile, ProfileMetadata
from workbench.gui.core.mask_updates import MaskUpdater
from workbench.gui.core.screen_privacy import ScreenPrivacy
from workbench.gui.core.session import READ_AT_ONCE, Session
from workbench.gui.core.state import ProfileChoice, UnreadText
from workbench.gui.core.tasks import Tasks
from workbench.redaction.pii import ScreenMask

ID = "38400000-8cf0-11bd-b23e-10b96e40000d"
BODY = f'{{"idfa": "{ID}"}}'.encode()
LARGE = b'{"n": "' + b"x" * READ_AT_ONCE + b'", "idfa": "' + ID.encode() + b'"}'
DOTS = "•" * len(ID)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    tasks = Tasks()
    made = Session(tasks)
    made.open("a.json", b"{}")
    yield made
    tasks.close()


@pytest.fixture
def updater(session: Session, privacy: ScreenPrivacy) -> MaskUpdater:
    made = MaskUpdater(session, session._tasks, privacy)
    session.draft_changed.connect(made.update_later)
    return made


@pytest.fixture
def masks(privacy: ScreenPrivacy) -> list[ScreenMask | None]:
    made: list[ScreenMask | None] = []
    privacy.mask_changed.connect(made.append)
    return made


def known(masks: list[ScreenMask | None]) -> set[str]:
    """The values of the newest mask, but for the key of the public sample."""
    mask = masks[-1]
    assert mask is not None
    return set(mask.known) - {"F5BF••••9E91"}


def test_while_off_nothing_is_masked_or_searched(
    session: Session, updater: MaskUpdater, masks: list[ScreenMask | None]
) -> None:
    session.open(f"{ID}.json", BODY, path=Path(f"/p/{ID}.json"))
    assert updater.hide(ID) == ID
    assert updater.document(session.front) is session.front
    assert not updater._pause.isActive()
    assert masks == []
    assert updater._values == {}


def test_on_and_off_are_signalled_once(updater: MaskUpdater, masks: list[ScreenMask | None], session: Session) -> None:
    session.edit(1, BODY)
    updater.switch(False)
    updater.switch(True)
    updater.switch(True)
    assert len(masks) == 1
    assert known(masks) == {ID}
    updater.switch(False)
    assert masks[1:] == [None]
    assert updater.hide(ID) == ID


def test_a_name_is_masked_at_once_and_panes_when_typing_pauses(
    session: Session, updater: MaskUpdater, privacy: ScreenPrivacy, masks: list[ScreenMask | None], qtbot: QtBot
) -> None:
    updater.switch(True)
    session.open(f"{ID}.json", BODY, path=Path(f"/p/{ID}.json"))
    shown = updater.document(session.front)
    assert (shown.name, shown.path) == (f"{DOTS}.json", Path(f"/p/{DOTS}.json"))
    assert session.front.name == f"{ID}.json"
    assert len(masks) == 1
    with qtbot.waitSignal(privacy.mask_changed):
        pass
    assert known(masks) == {ID}


def test_typing_that_changes_no_value_emits_nothing(
    session: Session, updater: MaskUpdater, masks: list[ScreenMask | None], qtbot: QtBot
) -> None:
    session.edit(1, BODY)
    updater.switch(True)
    session.edit(1, BODY + b" ")
    with qtbot.waitSignal(updater._pause.timeout):
        pass
    assert len(masks) == 1


def test_values_of_every_document_are_known_until_it_is_closed(
    session: Session, updater: MaskUpdater, privacy: ScreenPrivacy, masks: list[ScreenMask | None], qtbot: QtBot
) -> None:
    session.edit(1, BODY)
    session.open("b.json", b'{"user_id": "pat-4711"}')
    updater.switch(True)
    assert known(masks) == {ID, "pat-4711"}
    assert updater.hide(f"{ID} pat-4711") == f"{DOTS} ••••••••"
    with qtbot.waitSignal(privacy.mask_changed):
        session.close_document(1)
    assert known(masks) == {"pat-4711"}


def test_a_large_document_is_searched_on_another_thread(
    session: Session, updater: MaskUpdater, privacy: ScreenPrivacy, masks: list[ScreenMask | None], qtbot: QtBot
) -> None:
    session.edit(1, LARGE)
    with qtbot.waitSignal(privacy.mask_changed, check_params_cb=lambda mask: ID in mask.known):
        updater.switch(True)
        assert known(masks) == set()
    assert known(masks) == {ID}
    session.edit(1, b"{}")
    session.edit(1, LARGE.replace(ID.encode(), b"pat-4711"))
    with qtbot.waitSignal(privacy.mask_changed, check_params_cb=lambda mask: "pat-4711" in mask.known):
        pass
    assert known(masks) == {"pat-4711"}


def test_a_result_after_switching_off_is_not_emitted(
    session: Session, updater: MaskUpdater, masks: list[ScreenMask | None], qtbot: QtBot
) -> None:
    session.edit(1, LARGE)
    updater.switch(True)
    updater.switch(False)
    qtbot.waitUntil(lambda: not updater._reading)
    assert masks[-1] is None


def test_a_large_text_of_an_editor_is_searched(updater: MaskUpdater, qtbot: QtBot) -> None:
    answers: list[object] = []
    updater.find_ranges(UnreadText(f"{ID} x", frozenset({ID}), answers.append))
    assert answers == []
    qtbot.waitUntil(lambda: answers == [((0, 36),)])


def test_keys_and_addresses_of_profiles_are_masked(updater: MaskUpdater) -> None:
    profile = Profile("pat@example.com", "4D2C••••89AB", None, False, ProfileMetadata(), None, None, "OLD1••••OLD2")
    choice = ProfileChoice(
        "pat@example.com", "pat@example.com", "", "API key 4D2C••••89AB, before OLD1••••OLD2", profile=profile
    )
    bare = ProfileChoice("env", "Environment", "", "From two variables.", kind="environment")
    assert updater.profiles([choice, bare]) == [choice, bare]
    updater.switch(True)
    shown, plain = updater.profiles([choice, bare])
    assert plain == bare
    assert shown.name == "pat@example.com"  # what it goes by; nobody sees that
    assert "pat" not in shown.title
    assert shown.profile is not None
    assert {shown.profile.api_key_hint, shown.profile.old_api_key_hint} == {"•" * 10}
    assert not {"4D2C", "89AB", "OLD1", "OLD2"} & set(shown.detail.replace("•", " ").split())
    assert shown.profile.metadata == profile.metadata
