"""A process that does with profiles what it reads on standard input, a line of JSON each, and answers in kind."""

import json
import sys

from workbench.credentials import CredentialsUnavailable, default_profiles


def main() -> None:
    profiles = default_profiles()
    for line in sys.stdin:
        question = json.loads(line)
        answer: dict[str, object] = {}
        try:
            match question.pop("do"):
                case "backend":
                    answer["backend"] = profiles.vault.backend_name()
                case "list":
                    answer["names"] = [profile.name for profile in profiles.list()]
                case "add":
                    profiles.add(**question)
                case "remove":
                    profiles.remove(**question)
                case "credentials":
                    pair = profiles.credentials(**question)
                    answer["pair"] = [pair.api_key, pair.secret]
        except CredentialsUnavailable as unavailable:
            answer["unavailable"] = unavailable.why
            answer["says"] = str(unavailable)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main()
