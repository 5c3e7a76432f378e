"""The options for the metadata of a profile, none of which is secret."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from msgspec.structs import replace

from workbench.cli.exit_codes import UsageError
from workbench.credentials import ProfileMetadata
from workbench.credentials.profile_fields import PROFILE_FIELDS


def add_options(parser: ArgumentParser) -> None:
    """Add one option per field."""
    for each in PROFILE_FIELDS:
        action = "append" if each.kind == "list" else "store"
        parser.add_argument(each.option, dest=each.name, metavar=each.metavar, action=action, help=each.help)
    known = parser.add_mutually_exclusive_group()
    known.add_argument(
        "--accepted-by-sandbox",
        dest="known_to_sandbox",
        action="store_const",
        const=True,
        help="the sandbox accepts this profile (default for new profiles)",
    )
    known.add_argument(
        "--not-accepted-by-sandbox",
        action="store_const",
        const=False,
        dest="known_to_sandbox",
        help="the sandbox does not accept this profile",
    )


def metadata_from(options: Namespace, before: ProfileMetadata) -> ProfileMetadata:
    """Return the metadata with the fields changed that the options name.

    Raises:
        CommandError: a host is not valid.
    """
    changes: dict[str, object] = {}
    for each in PROFILE_FIELDS:
        given = getattr(options, each.name)
        if given is not None:
            read = _host if each.name == "hosts" else str.strip
            changes[each.name] = _each(map(read, given)) if each.kind == "list" else given.strip()
    if options.known_to_sandbox is not None:
        changes["known_to_sandbox"] = options.known_to_sandbox
    return replace(before, **changes)


def _each(words: map[str]) -> tuple[str, ...]:
    """Return the non-empty words, without duplicates, in order."""
    return tuple(dict.fromkeys(word for word in words if word))


def _host(word: str) -> str:
    """Return the host of a name or an address."""
    from workbench.operations import normalised_host

    if not word.strip():
        return ""
    host = normalised_host(word)
    if not host:
        message = "Invalid host. Give a name such as control.kochava.com. Nothing was saved."
        raise UsageError(message)
    return host
