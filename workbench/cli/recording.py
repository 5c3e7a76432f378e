"""Owns the history as a command uses it: opened, told of in words when it is in trouble, and closed again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from workbench.cli.terminal import say
from workbench.exchange import Exchange
from workbench.operations.recorder import ExchangeRecorder


class NotRecording:
    """Keeps nothing, as a keeper that could say so."""

    def __init__(self) -> None:
        from workbench.operations.recorder import NullRecorder

        self.recorder: ExchangeRecorder = NullRecorder()

    def has(self, exchange: Exchange) -> bool:
        """Say whether an exchange is in the history."""
        del exchange
        return False


class Recording(NotRecording):
    """Keeps in the history of this user, until it is closed."""

    def __init__(self) -> None:
        from workbench.operations.history_recorder import default_recorder

        self.recorder = self._recorder = default_recorder(lambda says: say(f"workbench: {says}"))

    def has(self, exchange: Exchange) -> bool:
        """Say whether an exchange is in the history."""
        return self._recorder.is_saved(exchange)

    def close(self) -> None:
        """Write what waits."""
        self._recorder.close()


@contextmanager
def recording(*, private: bool) -> Iterator[NotRecording]:
    """Give what keeps the sends of this command: the history, or nothing at all."""
    if private:
        yield NotRecording()
        return
    kept = Recording()
    try:
        yield kept
    finally:
        kept.close()
