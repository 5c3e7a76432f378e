"""Owns the options that say what is known of a profile: whose it is, where it may go. None of it is secret."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace

from workbench.cli.exit_codes import CommandError, Status
from workbench.credentials import ProfileMetadata

_WORDS = {
    "client": ("TEXT", "whose it is; profiles are listed by it"),
    "notes": ("TEXT", "whatever is worth knowing; no place for a secret"),
    "partner_id": ("ID", "the Partner ID of Kochava IdentityLink"),
    "signal_admin_url": ("URL", "where Datafly Signal is administered"),
    "signal_ingestion_url": ("URL", "where Datafly Signal takes events"),
    "signal_login": ("EMAIL", "whom Datafly Signal knows you as; its password is asked for by edit --signal-values"),
}
_LISTS = {
    "host": (
        "HOST",
        "a host it may be sent to, or *.example.com; repeatable, '' for any; loopback always may",
    ),
    "app_guid": ("GUID", "a kochava_app_id it belongs to; repeatable, '' for any"),
}


def add_options(parser: ArgumentParser) -> None:
    """Add one option for each fact."""
    for fact, (metavar, says) in _WORDS.items():
        parser.add_argument(f"--{fact.replace('_', '-')}", metavar=metavar, help=says)
    for fact, (metavar, says) in _LISTS.items():
        parser.add_argument(f"--{fact.replace('_', '-')}", metavar=metavar, action="append", help=says)
    known = parser.add_mutually_exclusive_group()
    known.add_argument(
        "--known-to-sandbox",
        action="store_const",
        const=True,
        help="the sandbox may verify with it, as for a new profile",
    )
    known.add_argument(
        "--not-known-to-sandbox",
        action="store_const",
        const=False,
        dest="known_to_sandbox",
        help="the sandbox does not know it",
    )


def metadata_from(options: Namespace, before: ProfileMetadata) -> ProfileMetadata:
    """Return the facts as the options change them; those that no option names stay.

    Raises:
        CommandError: a host is none.
    """
    changes: dict[str, object] = {
        fact: getattr(options, fact).strip() for fact in _WORDS if getattr(options, fact) is not None
    }
    if options.host is not None:
        changes["hosts"] = _each(map(_host, options.host))
    if options.app_guid is not None:
        changes["app_guids"] = _each(map(str.strip, options.app_guid))
    if options.known_to_sandbox is not None:
        changes["known_to_sandbox"] = options.known_to_sandbox
    return replace(before, **changes)  # type: ignore[arg-type]  # each value has the type of its fact


def _each(words: map[str]) -> tuple[str, ...]:
    """Return what is not empty, each once, in the order given."""
    return tuple(dict.fromkeys(word for word in words if word))


def _host(word: str) -> str:
    """Return the host name alone, from an address too."""
    from workbench.operations import normalised_host

    if not word.strip():
        return ""
    host = normalised_host(word)
    if not host:
        raise CommandError(Status.BAD_INPUT, "A host is a name such as control.kochava.com. Nothing was kept.")
    return host
