"""Reads a pair from two environment variables, for systems without a keyring such as CI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.credentials.errors import CredentialsUnavailable, Why
from workbench.redaction import Secret, remember
from workbench.signing import Credentials

API_KEY_VARIABLE: Final = "WORKBENCH_API_KEY"
SECRET_VARIABLE: Final = "WORKBENCH_SECRET"  # noqa: S105 - the variable's name, not its value


def empty_variables(environ: Mapping[str, str]) -> str:
    """Return a sentence on variables that are set but empty, which count as not set; empty if there are none."""
    empty = [name for name in (API_KEY_VARIABLE, SECRET_VARIABLE) if environ.get(name) == ""]
    return f"{' and '.join(empty)} {'are' if len(empty) > 1 else 'is'} set, but empty." if empty else ""


def from_environment(environ: Mapping[str, str]) -> Credentials | None:
    """Return the pair from the environment, or None if neither variable is set; an empty one counts as not set.

    Raises:
        CredentialsUnavailable: only one of the two is set.
    """
    api_key = environ.get(API_KEY_VARIABLE, "")
    secret = environ.get(SECRET_VARIABLE, "")
    remember(Secret(api_key), Secret(secret))
    if api_key and secret:
        return Credentials(api_key=api_key, secret=secret)
    if not api_key and not secret:
        return None
    present, missing = (API_KEY_VARIABLE, SECRET_VARIABLE) if api_key else (SECRET_VARIABLE, API_KEY_VARIABLE)
    how = "empty" if missing in environ else "not"
    raise CredentialsUnavailable(
        Why.INCOMPLETE_ENVIRONMENT,
        f"{present} is set in the environment, but {missing} is {how}.",
        f"Set {missing} too, or unset {present} and choose a profile.",
    )
