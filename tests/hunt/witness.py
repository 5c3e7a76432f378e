"""Records everything that could be read of this process from outside or from its window."""

import gc
import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.hunt.search import Search

_CHILDREN = frozenset({"subprocess.Popen", "os.posix_spawn", "os.exec", "os.spawn", "os.system"})


class ForcedCrash(Exception):  # noqa: N818 - what a hunt raises in the product's place
    """A forced error with planted values in its message."""


class Witness:
    """Everything recorded in one run.

    Args:
        values: what each planted value is called, and the value.
        folders: where the run may write.
    """

    def __init__(self, values: Mapping[str, str], folders: Iterable[Path]) -> None:
        self._values = dict(values)
        self._secrets = tuple(value.encode() for value in values.values())
        self._folders = tuple(folders)
        self._seen: dict[tuple[str, bytes], str] = {}
        self._files: dict[str, tuple[int, int, int]] = {}
        self.during = "the start"
        self.tokens: set[str] = set()
        self._hmac()
        self._children()
        self._logs()

    def note(self, place: str, what: bytes | str) -> None:
        """Record text that was found in a place."""
        data = what.encode("utf-8", "surrogatepass") if isinstance(what, str) else what
        if data:
            self._seen.setdefault((place, data), self.during)

    def places(self) -> dict[str, int]:
        """Return how many texts were recorded in each place."""
        counts: dict[str, int] = {}
        for place, _data in self._seen:
            kind = place.partition(": ")[0]
            counts[kind] = counts.get(kind, 0) + 1
        return counts

    def traces(self, allowed: Callable[[str, str], bool]) -> list[str]:
        """Return a sentence for each place where a value showed; `allowed(place, value's name)` ones are left out."""
        search = Search(self._values, self.tokens)
        found = {data: search.traces(data) for data in {data for _, data in self._seen}}
        return [
            f"{trace.name}, {trace.form}, in {place} during {during}: …{trace.around}…"
            for (place, data), during in self._seen.items()
            for trace in found[data]
            if not allowed(place, trace.name)
        ]

    def look(self) -> None:
        """Record everything that can be read at any time."""
        self._look_at_files()
        self._look_at_objects()

    def failed(self, error: BaseException) -> None:
        """Record the text of an exception as printed."""
        if not isinstance(error, ForcedCrash):
            self.note("exception", "".join(traceback.format_exception(error)) + repr(error) + repr(error.args))

    def _hmac(self) -> None:
        """Record every token that is computed with a planted value."""
        import hmac

        digest = hmac.digest

        def watched(key: bytes, message: bytes, kind: Any) -> bytes:  # noqa: ANN401 - as the library says it
            made = digest(key, message, kind)
            # `explain` computes what a mistaken client would send, by the thousand; nobody can use those.
            asked_by = sys._getframe(1).f_globals["__name__"]
            if asked_by.startswith("workbench.signing.mistakes"):
                return made
            if any(secret in key or secret in message for secret in self._secrets):
                self.tokens.add(made.hex())
            return made

        hmac.digest = watched  # type: ignore[assignment]

    def _children(self) -> None:
        """Record arguments and environment of every started program."""

        def hook(event: str, arguments: tuple[Any, ...]) -> None:
            if event not in _CHILDREN:
                return
            environ = arguments[-1] if isinstance(arguments[-1], Mapping) else dict(os.environ)
            self.note("child: arguments", repr(arguments[:2]))
            self.note("child: environment", json.dumps({str(name): str(value) for name, value in environ.items()}))

        sys.addaudithook(hook)

    def _logs(self) -> None:
        """Record all log records as a handler of the product formats them."""
        from workbench.redaction import shared

        witness = self

        class Handler(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                witness.note("log", self.format(record))

        handler = Handler(logging.DEBUG)
        handler.addFilter(shared)
        logging.getLogger().addHandler(handler)
        logging.getLogger().setLevel(logging.DEBUG)

    def _look_at_files(self) -> None:
        """Record new contents of all files, including files that are deleted later."""
        for folder in self._folders:
            for path in folder.rglob("*"):
                try:
                    facts = path.stat(follow_symlinks=False)
                    state = (facts.st_ino, facts.st_mtime_ns, facts.st_size)
                    if not path.is_file() or self._files.get(str(path)) == state:
                        continue
                    content = path.read_bytes()
                except OSError:
                    continue  # gone meanwhile, or a socket
                self._files[str(path)] = state
                self.note(f"file: {path}", content)
                self.note("file name", str(path))

    def _look_at_objects(self) -> None:
        """Record the repr of all objects of the product in memory."""
        tracked = gc.get_objects()
        # The collector does not track values that hold no containers, only what refers to them.
        found = {id(each): each for each in (*tracked, *gc.get_referents(*tracked)) if _is_ours(each)}
        for each in found.values():
            try:
                words = repr(each)
            except Exception as error:  # noqa: BLE001 - one that is being taken down; its text counts, too
                words = repr(error)
            self.note(f"repr: {type(each).__qualname__}", words)


def _is_ours(thing: object) -> bool:
    return type(thing).__module__.startswith("workbench.")
