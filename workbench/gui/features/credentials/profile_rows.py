"""Which rows the list of profiles has, in which order and under which names, and which of them a filter leaves."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workbench.gui.core.state import ProfileChoice

FILTER_FROM = 6
"""From so many profiles on there is a line to filter them."""


class Row(NamedTuple):
    """A profile, or the quiet name of a group."""

    header: str
    choice: "ProfileChoice | None"


def rows(choices: "Sequence[ProfileChoice]", wanted: str) -> "list[Row]":
    """Return the rows for what is typed into the filter.

    What was not kept by a person stands first, then profiles without a client, then each client's own, all by name.
    """
    left = [choice for choice in choices if fits(choice, wanted)]
    made = [Row("", choice) for choice in left if choice.kind != "kept"]
    kept = sorted((choice for choice in left if choice.kind == "kept"), key=_order)
    client = ""
    for choice in kept:
        if choice.client != client:
            client = choice.client
            made.append(Row(client, None))
        made.append(Row("", choice))
    return made


def clients(choices: "Iterable[ProfileChoice]") -> list[str]:
    """Return the clients there are, each once."""
    return sorted({choice.client for choice in choices if choice.client}, key=str.casefold)


def fits(choice: "ProfileChoice", wanted: str) -> bool:
    """Tell whether every word typed stands in the name, client, hosts, App GUIDs or masked API key."""
    text = "\n".join(_words(choice)).casefold()
    return all(word in text for word in wanted.casefold().split())


def _words(choice: "ProfileChoice") -> "Iterator[str]":
    yield choice.title
    yield choice.client
    if choice.profile is not None:
        yield from choice.profile.metadata.hosts
        yield from choice.profile.metadata.app_guids
        yield choice.profile.api_key_hint


def _order(choice: "ProfileChoice") -> tuple[str, str, str]:
    return choice.client.casefold(), choice.client, choice.title.casefold()
