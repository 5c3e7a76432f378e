"""Checks a pair where it is used, wherever it came from: the keyring, the environment, or this session.

The mistakes are those that are looked for when a pair is entered. Another program may have changed it since.
"""

from __future__ import annotations

from typing import Final

from workbench.credentials.environment import API_KEY_VARIABLE, SECRET_VARIABLE
from workbench.credentials.header_validation import header_problem, is_utf8
from workbench.credentials.input_warnings import Field, InputWarning, input_warnings
from workbench.credentials.names import ENVIRONMENT_PROFILE
from workbench.signing import SAMPLE, Credentials

_VARIABLES: Final = {
    "api_key": API_KEY_VARIABLE,
    "secret": SECRET_VARIABLE,
    "both": f"{API_KEY_VARIABLE} and {SECRET_VARIABLE}",
}
_WRONG_VALUES: Final = frozenset({"both-same", "sample"})
"""Warnings whose fix clears a field of the form: another value is needed."""


def place_of(profile: str, field: Field) -> str:
    """Return where a value of this profile can be corrected, in words."""
    return _VARIABLES[field] if profile == ENVIRONMENT_PROFILE else f"the profile “{profile}”"


def pair_warnings(profile: str, credentials: Credentials) -> tuple[str, ...]:
    """Return a sentence on each likely mistake in a profile's pair, and how to correct it, without the values."""
    if credentials == SAMPLE:  # chosen on purpose, and sent to this machine only
        return ()
    found = input_warnings(credentials.api_key, credentials.secret)
    sentences = [f"{each.says} {_fix(each)} in {place_of(profile, each.field)}." for each in found]
    problem = header_problem(credentials.api_key)
    if problem and not any(each.field == "api_key" for each in found):
        sentences.append(f"{problem} Correct it in {place_of(profile, 'api_key')}.")
    if not is_utf8(credentials.secret):
        sentences.append(f"The secret is not UTF-8. Set it again in {place_of(profile, 'secret')}.")
    return tuple(sentences)


def _fix(warning: InputWarning) -> str:
    return "Set the right values" if warning.id in _WRONG_VALUES else warning.fix
