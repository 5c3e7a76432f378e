"""Owns the refusal of secrets among the words of a command line, where the shell keeps them and others read them.

It must never repeat such a word, nor any other word that might be one: what it says ends up in logs and on screens.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from workbench.cli.exit_codes import CommandError, Status

SAFE_WAY: Final = (
    "The safe way: workbench profiles add NAME asks for both values unseen, or reads them from standard input "
    "(workbench profiles add NAME < FILE, with a FILE of mode 0600), and keeps them in the keyring; "
    "--profile NAME then uses them. In CI, set WORKBENCH_API_KEY and WORKBENCH_SECRET."
)
_SEEN: Final = (
    "is now in the shell's history and was visible to other users of this computer: consider it seen, "
    "and ask your Kochava account management team for a new pair"
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
_PLAIN_OPTION: Final = re.compile(r"--[a-z][a-z-]{0,30}|-[A-Za-z]")
_QUOTING: Final = (
    (re.compile(r"invalid choice: .* (?=\(choose from )", re.DOTALL), "invalid choice "),
    (re.compile(r"ignored explicit argument .*", re.DOTALL), "it takes no value"),
    (re.compile(r"(invalid \w+ value): .*", re.DOTALL), r"\1"),
)


def refuse_secrets(words: Sequence[str]) -> None:
    """End the command if a word hands over a secret: by an option's name, or as a variable's assignment.

    Raises:
        CommandError: bad usage, with the safe way; the secret is not repeated.
    """
    options_end = False
    for place, word in enumerate(words):
        options_end = options_end or word == "--"
        if not options_end and _SECRET_OPTION.match(word) and not _NAMES_A_FILE.match(word):
            _, attached, value = word.partition("=")
            after = words[place + 1] if place + 1 < len(words) else ""
            given = bool(value) if attached else bool(after) and not after.startswith("--")
            raise _refusal(f"so there is no {option_in(word)}", given=given)
        assigned = _ASSIGNMENT.fullmatch(word)
        if assigned:
            given = bool((assigned["value"] or assigned["header"] or "").strip())
            raise _refusal("not as an assignment either", given=given)


def option_in(word: str) -> str:
    """Return "option --name", without its value; what does not look like a name is not repeated."""
    name = word.partition("=")[0]
    if not name.startswith("--"):
        name = name[:2]  # a value may be attached to a short option
    return f"option {name}" if _PLAIN_OPTION.fullmatch(name) else "such option"


def without_value(message: str) -> str:
    """Return what argparse says is wrong, without the value that it quotes."""
    for pattern, instead in _QUOTING:
        message = pattern.sub(instead, message)
    return message


def doubt(count: int) -> str:
    """Return what to say of words that nobody asked for where values are asked for: they may be secrets."""
    what = "the word that is too many" if count == 1 else f"the {count} words that are too many"
    return (
        f"Credentials are never put on the command line, and nothing else is expected there. If {what} held one, "
        f"it {_SEEN}. {SAFE_WAY}"
    )


def _refusal(because: str, *, given: bool) -> CommandError:
    seen = f" What was given {_SEEN}." if given else ""
    return CommandError(
        Status.BAD_INPUT,
        f"Credentials are never put on the command line, {because}; nothing was done.{seen} {SAFE_WAY}",
    )
