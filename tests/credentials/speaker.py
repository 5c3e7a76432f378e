"""A process that calls methods of `Profiles`: it reads and writes one line of JSON for each call.

Every method of `Profiles` can be called by name; `forget` starts with an empty cache, as another process would. With
`stepping`, a call may name the keyring call at which to pause: the answer is then `{"paused": N}`, and the next line
continues. With `hasty`, calls take a third of their time.
"""

import json
import os
import sys
from types import SimpleNamespace
from typing import Any

from workbench.credentials import CredentialsUnavailable, ProfileRefused, Profiles, Removed, Vault, default_profiles
from workbench.credentials.backends import find_backend
from workbench.credentials.profile import Profile
from workbench.disk import config_dir
from workbench.signing import Credentials


class Stepping:
    """Counts the calls of a Secret Service backend, and pauses before one of them."""

    def __init__(self, backend: Any) -> None:  # noqa: ANN401 - keyring's own class has no such type
        self._ask = backend.get_preferred_collection
        self._calls = self._pause_at = 0
        backend.get_preferred_collection = self._step

    def begin(self, pause_at: int) -> None:
        """Count from here."""
        self._calls, self._pause_at = 0, pause_at

    def _step(self) -> object:
        self._calls += 1
        if self._calls == self._pause_at:
            tell({"paused": self._calls})
            sys.stdin.readline()
        return self._ask()


def be_hasty() -> None:
    """Use short exchange keys, because long ones take most of the time of a call."""
    from secretstorage import dhcrypto

    vars(dhcrypto)["os"] = SimpleNamespace(urandom=lambda _size: os.urandom(8))


def tell(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main() -> None:
    profiles, stepping = default_profiles(), None
    if "hasty" in sys.argv:
        be_hasty()
    if "stepping" in sys.argv:
        backend = find_backend()
        stepping = Stepping(backend)
        profiles = Profiles(config_dir() / "profiles.json", Vault(backend))
    removed: list[Removed] = []
    for line in iter(sys.stdin.readline, ""):
        question = json.loads(line)
        if question["do"] == "forget":
            profiles = default_profiles()
            tell({})
            continue
        if stepping is not None:
            stepping.begin(question.pop("pause_at", 0))
        try:
            tell(done(profiles, removed, **question))
        except CredentialsUnavailable as unavailable:
            tell({"unavailable": unavailable.why, "says": str(unavailable)})
        except ProfileRefused as refused:
            tell({"refused": refused.says})


def done(profiles: Profiles, removed: list[Removed], *, do: str, **words: Any) -> dict[str, object]:  # noqa: ANN401
    match do:
        case "backend":
            return {"backend": profiles.vault.backend_name()}
        case "list":
            return {"names": [profile.name for profile in profiles.list()]}
        case "restore":
            profiles.restore(removed.pop())
            return {}
        case "repair":
            return {"fixed": [profiles.repair(each) for each in profiles.check()]}
        case "check":
            return {"found": [f"{each.kind} {each.profile}" for each in profiles.check()]}
    match getattr(profiles, do)(**words):
        case Credentials() as pair:
            return {"pair": [pair.api_key, pair.secret]}
        case Removed() as one:
            removed.append(one)
        case Profile() as profile if profile.old_api_key_hint:
            return {"rotating": True}
    return {}


main()
