"""Calls a function that may never return, such as a look at a disk that does not answer, and waits for a short time."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class BoundedCall(Generic[T]):
    """A function that is called on a thread of its own; while one call hangs, others are not begun. Thread-safe."""

    def __init__(self, function: Callable[[], T], seconds: float) -> None:
        self._function, self._seconds = function, seconds
        self._hanging: threading.Thread | None = None

    def __call__(self) -> T:
        """Return the function's result, or raise its exception.

        Raises:
            TimeoutError: it did not end in time, or an earlier call still hangs.
        """
        if self._hanging is not None and self._hanging.is_alive():
            raise TimeoutError(0, "the disk does not answer")
        results: list[T] = []
        errors: list[BaseException] = []

        def call() -> None:
            try:
                results.append(self._function())
            except BaseException as error:  # noqa: BLE001 - raised on the calling thread
                errors.append(error)

        thread = threading.Thread(target=call, name="bounded call", daemon=True)
        thread.start()
        thread.join(self._seconds)
        if errors:
            raise errors.pop()
        if not results:
            self._hanging = thread
            raise TimeoutError(0, "the disk does not answer")
        return results[0]
