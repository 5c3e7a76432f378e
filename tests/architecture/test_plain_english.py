"""Words and phrases that the project never uses, in code, messages, tests or the README, because a newcomer must guess.

Each entry is a regular expression and what is written in its place.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

NEVER = {
    # Messages and labels
    r"all the same\b": "Discard, Don't save, anyway",
    r"\bNot now\b": "Cancel",
    r"edits that are in no file": "unsaved changes",
    r"without a word": "silently",
    r"\bAs usual\b": "Reset to defaults",
    r"\bthis one:": "Custom URL",
    r"\bWays to send\b": "More send options",
    r"\bAgain of\b": "Resend of",
    r"\bTick recorded\b": "Mark as recorded",
    r"Go to the message": "Focus notification",
    r"\bAs the desktop\b": "System",
    r"Means / Beware|\bBeware\b": "Explanation, Note",
    r"\bWhat is known\b": "Status",
    r"Body as it leaves": "Request body",
    r"\bleaves? as (typed|it is)\b": "sent unchanged",
    r"is no placeholder": "Unknown placeholder",
    r"PHP would hash other bytes": "PHP's json_encode would …",
    r"no wire form of this body gives it": "Does not match this body with this profile",
    r"the wrong way round": "swapped",
    r"[Nn]ever travels|It travels": "Never sent, Sent in",
    r"knows this pair": "Accepted by the sandbox",
    r"will stand here": "appears here",
    r"CAME BACK|\bleft the socket\b": "Response; SHA-1 of the bytes sent",
    r"half came within": "Median",
    r"nothing stands before it": "Unexpected comma",
    r"does not begin as JSON does": "Unexpected character",
    r"is to be in the file": "The body must be in file X",
    r"Erase the history": "Delete history",
    r"once more afresh|\bafresh\b": "again, anew",
    r"--mend\b|--as-is\b": "--fix, --keep",
    # Names in the code
    r"\bbench\.\w|\bbench: |\(bench[,)]": "app, or what is used",
    r"\b[Tt]ravels?\b": "transport",
    r"\b(mend|mends|mended|mending)\b": "fix, repair",
    r"\bslips?\b": "input warning",
    r"\blook-?alikes?\b": "confusables",
    r"\bwrappings\b": "paste clean-up",
    r"\bledger\b": "keyring transaction",
    r"(class |: |\[)(Faults|Travel|Taking|Keeping|Marking|Drafting|Rewriting|Masking|Repeating)\b": "standard nouns",
    r"\bhold each other\b": "cyclic garbage",
    r"\brungs?\b": "steps",
    r"\bthe house\b|\brooms\b|\broom of\b": "package",
    r"\bsecrecy\b": "redaction",
    r"\bwindow's thread\b": "GUI thread",
    r"\bat_hand\b|\bexpand_afresh\b": "in_memory, renew_placeholders",
    r"\b(credentials_had|sandbox_told|standing_shown|left_shown)\b": "say what happened: credentials_changed",
    r"history not working": "history unavailable",
    r"when there are ears|Qt has words to say": "plain words",
}

FILES = sorted(
    path
    for pattern in ("workbench/**/*.py", "packaging/*.py", "tests/**/*.py", "README.md")
    for path in ROOT.glob(pattern)
    if path != Path(__file__)
)


@pytest.mark.parametrize("phrase", NEVER)
def test_a_phrase_that_a_newcomer_must_guess_is_never_used(phrase: str) -> None:
    sought = re.compile(phrase)
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if sought.search(line)
    ]
    assert found == [], f"write: {NEVER[phrase]}"
