"""The options for the metadata of a profile, none of which is secret."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from msgspec.structs import replace

from workbench.cli.exit_codes import CommandError, ExitCode
from workbench.credentials import ProfileMetadata

_TEXT_FIELDS = {
    "client": ("TEXT", "the client; profiles are sorted by it"),
    "notes": ("TEXT", "any text, but no secrets"),
    "partner_id": ("ID", "the Partner ID of Kochava IdentityLink"),
    "signal_admin_url": ("URL", "the admin URL of Datafly Signal"),
    "signal_ingestion_url": ("URL", "the URL to which Datafly Signal events are sent"),
    "signal_login": ("EMAIL", "the login of Datafly Signal; its password is set with edit --signal-values"),
}
_LIST_FIELDS = {
    "host": (
        "HOST",
        "an allowed host, or *.example.com; repeatable, '' for any; loopback is always allowed",
    ),
    "app_guid": ("GUID", "an allowed kochava_app_id; repeatable, '' for any"),
}


def add_options(parser: ArgumentParser) -> None:
    """Add one option per field."""
    for field, (metavar, summary) in _TEXT_FIELDS.items():
        parser.add_argument(f"--{field.replace('_', '-')}", metavar=metavar, help=summary)
    for field, (metavar, summary) in _LIST_FIELDS.items():
        parser.add_argument(f"--{field.replace('_', '-')}", metavar=metavar, action="append", help=summary)
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
    changes: dict[str, object] = {
        field: getattr(options, field).strip() for field in _TEXT_FIELDS if getattr(options, field) is not None
    }
    if options.host is not None:
        changes["hosts"] = _each(map(_host, options.host))
    if options.app_guid is not None:
        changes["app_guids"] = _each(map(str.strip, options.app_guid))
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
        raise CommandError(ExitCode.USAGE_ERROR, message)
    return host
