"""Profiles: named pairs of API key and secret, stored in the operating system's keyring.

The only package that imports `keyring`, and it does so only when a value is needed. A call that may reach the
keyring can block while its prompt is open: never call it on the GUI thread. Values are stored in the keyring and
in memory only.

Each profile has one keyring entry, whose content is a JSON object (`stored_values`): the current pair, the previous
pair during a rotation, and the optional values for Datafly Signal. The entry has at most 1,280 UTF-16 units, which is
what Windows allows. Everything else is in the profile list (`profile_index`), a JSON file that names the entry of each
profile.

An entry is never changed. A change of values

1. records the random name of a new entry in the list, as unused;
2. writes all values of the profile to the new entry, and reads them back;
3. makes the profile use the new entry, and records the old one as unused, in one atomic write of the list;
4. deletes the old entry, and then the record of it.

The program, the keyring or the disk may fail after any of these steps: until step 3 the profile has its old values, and
from then on the new ones. This does not depend on what a keyring does to replace the content of an entry; some delete
it first. To add a profile is the same without an old entry, and to remove one without a new entry. Metadata, names
and times are in the list only, so that changing them does not need the keyring.

What may be left is an entry that no profile uses. The list has recorded it, because most keyrings cannot list their
entries. `Profiles.check` finds these, profiles whose entry was deleted by another program, and, if the keyring can list
its entries, those that the list does not know, as after it was lost; `Profiles.repair` repairs each.

Two locks work across threads and processes: one is held for each change of the list, briefly, and one while the keyring
is written, which may take as long as a prompt is open. Reading takes neither. Since an entry is never changed, its
content can be kept in memory under its name.
"""

from workbench.credentials.environment import from_environment
from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.credentials.header_validation import header_problem
from workbench.credentials.names import ENVIRONMENT_PROFILE, SAMPLE_PROFILE, name_problem, profile_title
from workbench.credentials.profile import (
    EXTRA_TITLES,
    EXTRAS,
    Disagreement,
    Part,
    Profile,
    ProfileChange,
    ProfileMetadata,
    ProfileRefused,
)
from workbench.credentials.profiles import Profiles, default_profiles
from workbench.credentials.stored_profile import Removed
from workbench.credentials.vault import Vault

__all__ = [
    "ENVIRONMENT_PROFILE",
    "EXTRAS",
    "EXTRA_TITLES",
    "SAMPLE_PROFILE",
    "CredentialsUnavailable",
    "Disagreement",
    "Part",
    "Profile",
    "ProfileChange",
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
