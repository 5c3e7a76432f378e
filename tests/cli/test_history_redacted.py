"""Values of profiles that a command does not read are redacted in notes, tags and bodies, stored and shown."""

import json
from pathlib import Path

import pytest

from tests.cli.kept import SAMPLE
from tests.cli.running import OWN_KEY, MemoryKeyring, command
from workbench.credentials import default_profiles
from workbench.disk import state_dir
from workbench.redaction import Redactor
from workbench.redaction.redactor import shared

OTHER_SECRET = "hush-Zz9-of-the-other"


@pytest.fixture
def other_profile(memory: MemoryKeyring) -> None:
    """A profile whose values this process does not know."""
    default_profiles().add("Other", OWN_KEY, OTHER_SECRET)
    Redactor.__init__(shared)


def stored() -> bytes:
    return b"".join(file.read_bytes() for file in sorted(Path(state_dir()).rglob("*")) if file.is_file())


@pytest.mark.usefixtures("other_profile")
def test_a_body_with_the_pair_of_another_profile_is_stored_without_it() -> None:
    body = json.dumps({"action": "install", "key": OWN_KEY, "data": f"x={OTHER_SECRET}"}).encode()
    sent = command("send", "-", *SAMPLE, "--to", "sandbox", "--json", stdin=body)
    exchange = str(sent.json["exchange"])
    shown = command("history", "show", exchange, "--body")
    assert OWN_KEY.encode() not in stored()
    assert OTHER_SECRET.encode() not in stored()
    assert shown.out.count(b"*") >= len(OWN_KEY) + len(OTHER_SECRET)


@pytest.mark.usefixtures("other_profile")
def test_a_note_and_a_tag_with_the_secret_of_another_profile_are_stored_without_it() -> None:
    sent = command("send", "-", *SAMPLE, "--to", "sandbox", "--json", stdin=b'{"action":"install"}')
    exchange = str(sent.json["exchange"])
    Redactor.__init__(shared)
    command("history", "note", exchange, f"the secret is {OTHER_SECRET}!")
    Redactor.__init__(shared)
    command("history", "tag", exchange, OWN_KEY)
    assert OWN_KEY.encode() not in stored()
    assert OTHER_SECRET.encode() not in stored()
