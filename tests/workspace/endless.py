"""Saves different drafts in an endless loop and prints a line after each, until it is killed."""

import sys
from itertools import count
from pathlib import Path

from workbench.workspace.drafts import Draft, DraftStore

store = DraftStore(Path(sys.argv[1]))
for number in count():
    draft = Draft(str(number), None, str(number).encode() * (1 + number * 7919 % 20_000), caret=number)
    problem = store.save([draft, Draft("steady", None, b"steady")], front=number % 2)
    sys.stdout.write(f"{problem or number}\n")
    sys.stdout.flush()
