"""Computes the rows of the list of profiles: order, group headers and filter."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from workbench.gui.core.state import ProfileChoice

FILTER_FROM = 6
"""The filter is shown for at least this many profiles."""


class Row(NamedTuple):
    """A profile, or the header of a group."""

    header: str
    choice: ProfileChoice | None


def rows(choices: Sequence[ProfileChoice], query: str) -> list[Row]:
    """Return the rows that match a filter.

    First come the profiles that are not stored in the keyring, then those without a client, then each client's; the
    stored ones by name.
    """
    matching = [choice for choice in choices if matches(choice, query)]
    result = [Row("", choice) for choice in matching if choice.kind != "stored"]
    stored = sorted((choice for choice in matching if choice.kind == "stored"), key=_order)
    client = ""
    for choice in stored:
        if choice.client != client:
            client = choice.client
            result.append(Row(client, None))
        result.append(Row("", choice))
    return result


def clients(choices: Iterable[ProfileChoice]) -> list[str]:
    """Return the names of all clients, sorted."""
    return sorted({choice.client for choice in choices if choice.client}, key=str.casefold)


def matches(choice: ProfileChoice, query: str) -> bool:
    """Return whether title, client, hosts, App GUIDs and masked API key contain every word of the query."""
    text = "\n".join(_searched(choice)).casefold()
    return all(word in text for word in query.casefold().split())


def _searched(choice: ProfileChoice) -> Iterator[str]:
    yield choice.title
    yield choice.client
    if choice.profile is not None:
        yield from choice.profile.metadata.hosts
        yield from choice.profile.metadata.app_guids
        yield choice.profile.api_key_hint


def _order(choice: ProfileChoice) -> tuple[str, str, str]:
    return choice.client.casefold(), choice.client, choice.title.casefold()
