"""A private session works without opening a file."""

import sys
from pathlib import Path

from tests.history.making import answer, done, exchange, until
from workbench.exchange import Annotations
from workbench.history import History, Usage

_opened: list[str] = []
_listening = False


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if _listening and event in {"open", "sqlite3.connect", "os.mkdir", "os.rename", "os.link", "os.symlink"}:
        _opened.append(f"{event} {arguments[0]!r}")


sys.addaudithook(_listen)


def test_private_session_writes_no_file(home: Path) -> None:
    global _listening  # noqa: PLW0603 - an audit hook is for ever, so it must be told when to listen
    before = {file: file.stat().st_mtime_ns for file in home.rglob("*")}
    _opened.clear()
    _listening = True
    history = History(None)
    begun, other = exchange(), exchange(b"needle", run="r")
    history.begin([begun, other])
    history.end([done(begun, answer(200, b"x" * 1_000_000))], soon=True)
    until(lambda: history.rows(history.find("device_ids"))[0].answer == "200")
    assert len(history.find("needle")) == 1
    history.annotate(begun.id, Annotations(note="seen", pinned=True))
    assert history.usage().rows == 2
    assert history.usage().bytes > 1_000_000
    history.prune()
    history.delete([other.id])
    history.erase()
    assert history.usage() == Usage(0, history.usage().bytes)
    history.close()
    _listening = False
    assert [each for each in _opened if not each.endswith((".py'", ".pyc'"))] == ["sqlite3.connect 'file::memory:'"]
    assert {file: file.stat().st_mtime_ns for file in home.rglob("*")} == before
    assert (history.error, history.notes) == ("", ())


def test_private_sessions_are_separate() -> None:
    one, other = History(None), History(None)
    one.begin([exchange()])
    assert (len(one.find()), len(other.find())) == (1, 0)
    one.close()
    other.close()


def test_in_a_private_session_a_change_changes_the_version() -> None:
    history = History(None)
    history.begin([exchange()])
    before = history.version()
    assert history.version() == before
    history.begin([exchange()])
    assert history.version() != before
    history.close()
