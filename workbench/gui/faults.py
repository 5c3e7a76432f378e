"""What happens to a bug: one redacted report on standard error, and the window goes on.

Owns the hook and the handler; both strike out every known secret. Never ends the program.
"""

import logging
import sys
from types import TracebackType

from workbench.secrecy import shared

_LOG = logging.getLogger("workbench")


def watch() -> None:
    """Send warnings and unforeseen exceptions to standard error, redacted."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("workbench: %(levelname)s: %(message)s"))
    handler.addFilter(shared)
    logging.getLogger().addHandler(handler)
    sys.excepthook = _report


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.exit(130)
    _LOG.critical("A fault in the program itself; what is typed is kept as a draft.", exc_info=(kind, error, trace))
