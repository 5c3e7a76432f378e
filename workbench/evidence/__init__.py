"""Export formats of an exchange: raw HTTP, curl, HAR, Markdown, and a bundle that another copy can verify.

Never writes a file, and never contains a credential: secret headers are masked or replaced by variables, and known
secrets in a body are masked, with a note.
"""

from workbench.evidence.bundle import BadBundle, Bundle, BundleCheck, Fingerprints, bundle, check, read_bundle
from workbench.evidence.curl import Curl, curl
from workbench.evidence.har import har
from workbench.evidence.markdown import markdown
from workbench.evidence.raw import raw_http

__all__ = [
    "BadBundle",
    "Bundle",
    "BundleCheck",
    "Curl",
    "Fingerprints",
    "bundle",
    "check",
    "curl",
    "har",
    "markdown",
    "raw_http",
    "read_bundle",
]
