"""`workbench profiles list`: lists the profiles."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from workbench.cli import inputs
from workbench.cli.commands.profiles import rows
from workbench.cli.commands.profiles.editing import with_profiles
from workbench.cli.exit_codes import ExitCode
from workbench.cli.output import put_json, say
from workbench.credentials import Profiles


def describe(parser: ArgumentParser) -> None:
    """Add description, example and arguments to the parser."""
    parser.description = "List the profiles, sorted by client. The keyring is not accessed."
    parser.add_argument("--client", metavar="TEXT", help="only the profiles of this client")
    inputs.add_json(parser)


@with_profiles
def run(profiles: Profiles, options: Namespace) -> int:
    """List all profiles, or those of a client."""
    every = profiles.list()
    found = rows.by_client(every)
    if options.client is not None:
        wanted = options.client.strip().casefold()
        found = [each for each in found if not each.built_in and each.metadata.client.casefold() == wanted]
        if not found:
            clients = ", ".join(sorted({each.metadata.client for each in every if each.metadata.client}))
            say(f"workbench: there is no profile of this client. Clients: {clients or 'none'}.")
    if options.json:
        put_json({"profiles": [rows.summary_json(each) for each in found]})
    else:
        rows.put_list(found)
    return ExitCode.SUCCESS
