"""Profiles: named pairs of API key and secret, stored in the operating system's keyring.

The only package that imports `keyring`, and it does so only when a value is needed. A call that may reach the
keyring can block while its prompt is open: never call it on the GUI thread. Values are stored in the keyring and
in memory only.
"""

from workbench.credentials.credential_parsing import ParsedCredentials
from workbench.credentials.environment import from_environment
from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.header_validation import header_problem
from workbench.credentials.input_warnings import InputWarning
from workbench.credentials.names import ENVIRONMENT_PROFILE, SAMPLE_PROFILE, name_problem, profile_title
from workbench.credentials.profile import EXTRAS, Disagreement, Part, Profile, ProfileMetadata, ProfileRefused, Removed
from workbench.credentials.profiles import Profiles, default_profiles
from workbench.credentials.vault import Vault

__all__ = [
    "ENVIRONMENT_PROFILE",
    "EXTRAS",
    "SAMPLE_PROFILE",
    "CredentialsUnavailable",
    "Disagreement",
    "InputWarning",
    "ParsedCredentials",
    "Part",
    "Profile",
    "ProfileMetadata",
    "ProfileRefused",
    "Profiles",
    "Removed",
    "Vault",
    "Why",
    "default_profiles",
    "from_environment",
    "header_problem",
    "name_problem",
    "profile_title",
]
