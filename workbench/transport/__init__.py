"""One Request out, one outcome back, with timings.

Owns the network. The only importer of httpx and httpcore, and that only inside `send`, since they cost a tenth of
a second: importing this package loads neither. Must never change a byte of the body, add a header of its own beside
Host and Content-Length, follow a redirect, read a proxy or a password from the environment, retry, or log a URL.
"""

from workbench.transport.progress import Phase, Progress
from workbench.transport.send import DEADLINE, LARGEST_ANSWER, send

__all__ = ["DEADLINE", "LARGEST_ANSWER", "Phase", "Progress", "send"]
