"""An exchange to take along: raw HTTP, curl, HAR, Markdown, and a bundle that another copy can verify.

Owns the forms; never writes a file, and never holds a credential: what must not show is masked or a variable here, and
a body that holds a known secret leaves with it struck out, and says so.
"""

from workbench.evidence.bundle import BadBundle, Bundle, Checked, Fingerprints, bundle, check, read_bundle
from workbench.evidence.curl import Curl, curl
from workbench.evidence.har import har
from workbench.evidence.markdown import markdown
from workbench.evidence.raw import raw_http

__all__ = [
    "BadBundle",
    "Bundle",
    "Checked",
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
