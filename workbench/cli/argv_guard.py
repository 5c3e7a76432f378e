"""Refuses secrets on the command line, where the shell saves them and other users can read them.

Messages never repeat an argument that may be a secret, since they end up in logs and on screens.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from workbench.cli.exit_codes import CommandError, UsageError

ADVICE: Final = (
    "Instead, run workbench profiles add NAME, which asks for both values without showing them, or reads them from "
    "standard input (workbench profiles add NAME < FILE, with a FILE of mode 0600), and saves them in the keyring; "
    "then use --profile NAME. In CI, set WORKBENCH_API_KEY and WORKBENCH_SECRET."
)
_EXPOSED: Final = (
    "is now in the shell's history and was visible to other users of this computer. Treat it as exposed, "
    "and ask your Kochava account management team for a new key pair"
)
_SECRET_OPTION: Final = re.compile(
    r"--?[a-z-]*(?:secret|key|passw|passphrase|credential|bearer)|--?(?:auth|pass|pw|user)(?:$|=)", re.IGNORECASE
)
_NAMES_A_FILE: Final = re.compile(r"--client-key(?:=|$)")
_ASSIGNMENT: Final = re.compile(
    r"(?:export\s+)?(?!WORKBENCH_HOME=)(?:(?:KOCHAVA|WORKBENCH)\w*|\w*(?:SECRET|PASSWORD|API_?KEY)\w*)\s*=\s*(?P<value>.*)"
    r"|Kochava-(?:Api-Key|Auth-Token)\s*[:=](?P<header>.*)",
    re.IGNORECASE | re.DOTALL,
)
_PASTED: Final = ("--token", "--payload-hash")
"""Options whose value may be a pasted header line; a token is checked, and opens nothing by itself."""
_EXTENSION: Final = re.compile(r"\.[a-z][a-z0-9]{1,5}$")
_NOT_REPEATED: Final = "[not repeated]"
_PLAIN_OPTION: Final = re.compile(r"--[a-z][a-z-]{0,30}|-[A-Za-z]")
_QUOTING: Final = (
    (re.compile(r"invalid choice: .* (?=\(choose from )", re.DOTALL), "invalid choice "),
    (re.compile(r"ignored explicit argument .*", re.DOTALL), "the option takes no value"),
    (re.compile(r"invalid int value: .*", re.DOTALL), "must be a whole number"),
    (re.compile(r"invalid float value: .*", re.DOTALL), "must be a number"),
    (re.compile(r"(invalid \w+ value): .*", re.DOTALL), r"\1"),
)


def refuse_secrets(words: Sequence[str]) -> None:
    """Refuse a command line that contains a secret, as the value of an option or as a variable assignment.

    Raises:
        CommandError: with advice how to pass a secret; the secret is not repeated.
    """
    options_end = False
    for place, word in enumerate(words):
        options_end = options_end or word == "--"
        if not options_end and _SECRET_OPTION.match(word) and not _NAMES_A_FILE.match(word):
            _, attached, value = word.partition("=")
            after = words[place + 1] if place + 1 < len(words) else ""
            given = bool(value) if attached else bool(after) and not after.startswith("--")
            raise _refusal(f"There is no {option_in(word)}: secrets", given=given)
        pasted = place > 0 and words[place - 1] in _PASTED
        assigned = _ASSIGNMENT.fullmatch(word)
        if assigned and not pasted:
            given = bool((assigned["value"] or assigned["header"] or "").strip())
            raise _refusal("Secrets", given=given)


def option_in(word: str) -> str:
    """Return "option --name", without its value; a word that does not look like an option is not repeated."""
    name = word.partition("=")[0]
    if not name.startswith("--"):
        name = name[:2]  # a value may be attached to a short option
    return f"option {name}" if _PLAIN_OPTION.fullmatch(name) else "such option"


def without_value(message: str) -> str:
    """Return an error message of argparse without the value that it quotes."""
    for pattern, instead in _QUOTING:
        message = pattern.sub(instead, message)
    return message


def without_arguments(message: str, words: Sequence[str]) -> str:
    """Return an error message without the arguments that may be secrets, and without known secrets.

    Names of files, and of profiles that exist, stay.
    """
    from workbench.cli.inputs import listed_profiles
    from workbench.redaction import looks_like_secret, redact_known, words_like_secrets

    values = [value for word in words for value in (word.partition("=")[2], word) if not value.startswith("-")]
    values = [value for value in values if not _is_file(value)]
    suspects = {value for each in values for value in (each, str(Path(each))) if looks_like_secret(value)}
    suspects |= {word for value in values for word in words_like_secrets(value)}
    suspects = {each for each in suspects if each.lower() in message.lower()}
    if suspects:
        names = {profile.name for profile in listed_profiles()}
        suspects -= names | {word for name in names for word in words_like_secrets(name)}
    for suspect in sorted(suspects, key=len, reverse=True):
        message = re.sub(re.escape(suspect), _NOT_REPEATED, message, flags=re.IGNORECASE)
    return redact_known(message)


def _is_file(word: str) -> bool:
    """Whether an argument is a path that exists, one in a folder that exists, or has the extension of a file."""
    with suppress(OSError, ValueError):
        path = Path(word)
        if path.exists() or (path.is_absolute() and path.parent.name and path.parent.exists()):
            return True
    return bool(_EXTENSION.search(word))


def unexpected_words(count: int) -> str:
    """Return the error message for unexpected arguments of `profiles`, which may be secrets."""
    what = "the unexpected argument" if count == 1 else f"one of the {count} unexpected arguments"
    return (
        f"Unexpected argument{'s' if count > 1 else ''}. Secrets are not accepted on the command line. "
        f"If {what} was a secret, it {_EXPOSED}. {ADVICE}"
    )


def _refusal(subject: str, *, given: bool) -> CommandError:
    exposed = f" The value {_EXPOSED}." if given else ""
    return UsageError(f"{subject} are not accepted on the command line. Nothing was done.{exposed} {ADVICE}")
