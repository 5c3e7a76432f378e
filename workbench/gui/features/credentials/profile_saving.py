"""How a filled-in form becomes a profile: what is looked at first, and in which order it is kept.

No Qt and no thread of its own: `save_kept` may wait for the keyring, and is called where that harms nobody.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workbench.credentials import CredentialsUnavailable, ProfileRefused, name_problem
from workbench.credentials.names import LONGEST_NAME, same_name
from workbench.gui.core.available_credentials import AvailableCredentials, SessionPair
from workbench.gui.core.state import ProfileDraft
from workbench.redaction import Secret, mask, remember
from workbench.signing import Credentials

if TYPE_CHECKING:
    from workbench.credentials import InputWarning, Part, Profile


class Slipped(Exception):  # noqa: N818 - a question, not a fault
    """The pair has slips that were not accepted, so it was not kept."""

    def __init__(self, slips: "tuple[InputWarning, ...]") -> None:
        super().__init__("a pair with slips was not kept")
        self.slips = slips


def slips_in(pairs: AvailableCredentials, api_key: Secret, secret: Secret, but: str) -> "tuple[InputWarning, ...]":
    """Return what looks mistyped in a pair, held against every pair at hand but the profile's own."""
    if not api_key and not secret:
        return ()
    from workbench.credentials.input_warnings import input_warnings

    return input_warnings(api_key.reveal(), secret.reveal(), pairs.others(but))


def check_draft(pairs: AvailableCredentials, draft: ProfileDraft) -> None:
    """See that a draft can be saved as far as that is known without the keyring.

    Raises:
        ProfileRefused: its name cannot be used, a value is missing, or a kept profile would be for the session only.
    """
    before = pairs.find(draft.before) if draft.before else None
    if draft.before and (before is None or before.kind not in ("kept", "session")):
        raise ProfileRefused(f"There is no profile “{draft.before}” any longer. Nothing was changed.")
    problem = name_problem(draft.name) if before is None or draft.name != draft.before else None
    if problem is not None:
        raise ProfileRefused(problem)
    for other in pairs.choices():
        if other.name != draft.before and same_name(other.title, draft.name):
            raise ProfileRefused(f"There is a profile “{other.title}” already; choose another name.")
    if before is not None and before.kind == "kept" and draft.session_only:
        raise ProfileRefused("A profile that is kept in the keyring stays there; make a new one for this session.")
    if before is None:
        for value, called in ((draft.api_key, "API key"), (draft.secret, "secret")):
            if not value:
                raise ProfileRefused(f"The {called} is empty.")


def save_session(pairs: AvailableCredentials, draft: ProfileDraft) -> "Profile":
    """Keep a pair in memory until the program ends, and nowhere else."""
    from workbench.credentials import Profile

    before = pairs.session.pop(draft.before, None)
    credentials, extras = _values(draft, before)
    remember(Secret(credentials.api_key), Secret(credentials.secret), *extras.values())
    profile = Profile(
        draft.name,
        mask(credentials.api_key),
        before.profile.created if before else datetime.now(UTC),
        built_in=False,
        metadata=draft.facts,
        used=before.profile.used if before else None,
        extras=frozenset(extras),
    )
    pairs.session[draft.name] = SessionPair(profile, credentials, extras)
    return profile


def save_kept(pairs: AvailableCredentials, draft: ProfileDraft) -> "Profile":
    """Keep a profile in the keyring as the draft says. May wait for the keyring's own prompt.

    Raises:
        Slipped: another profile that had to be fetched holds one of the values, and that was not accepted.
        ProfileRefused: the name is taken by now.
        CredentialsUnavailable: the keyring would not do it; `advice` says what of the draft was kept, if anything.
    """
    session = pairs.session.get(draft.before)
    if session is None and draft.before:
        return _change_kept(pairs, draft)
    credentials, extras = _values(draft, session)
    _look_everywhere(pairs, draft, credentials)
    return pairs.kept.add(draft.name, credentials.api_key, credentials.secret, draft.facts, extras)


def rotate_kept(pairs: AvailableCredentials, name: str, api_key: Secret, secret: Secret) -> "Profile":
    """Put a new pair in the place of a kept one. May wait for the keyring's own prompt.

    Raises:
        Slipped: a profile that had to be fetched holds one of the values, so it could not be said before.
        ProfileRefused: there is no such profile, or a rotation is under way already.
        CredentialsUnavailable: the keyring would not do it; the pair is the one before.
    """
    said = slips_in(pairs, api_key, secret, name)
    pairs.kept.same_values(api_key.reveal(), secret.reveal(), name)
    found = slips_in(pairs, api_key, secret, name)
    if any(each not in said for each in found):
        raise Slipped(found)
    return pairs.kept.rotate(name, api_key.reveal(), secret.reveal())


def name_of_copy(name: str, taken: Iterable[str]) -> str:
    """Return a free name for a copy of a profile."""
    names = list(taken)
    number = 1
    while True:
        ending = " copy" if number == 1 else f" copy {number}"
        new = name[: LONGEST_NAME - len(ending)].rstrip() + ending
        if not any(same_name(new, other) for other in names):
            return new
        number += 1


def _change_kept(pairs: AvailableCredentials, draft: ProfileDraft) -> "Profile":
    """Change what is kept, the keyring's part first: the list alone cannot wait and hardly ever fails."""
    kept, name = pairs.kept, draft.before
    done: list[str] = []
    try:
        if draft.api_key or draft.secret:
            present = None if draft.api_key and draft.secret else kept.credentials(name)
            credentials = _completed(draft, present)
            _look_everywhere(pairs, draft, credentials)
            kept.replace(name, credentials.api_key, credentials.secret)
            done.append("the API key and the secret")
        for part, value in draft.extras:
            if value:
                kept.put_extra(name, part, value)
                done.append("a value for Datafly Signal")
        if draft.name != name:
            kept.rename(name, draft.name)
            done.append("the name")
        return kept.change(draft.name, draft.facts, draft.seen)
    except (CredentialsUnavailable, ProfileRefused) as failure:
        if not done:
            raise
        kept_so_far = f"Changed already: {', '.join(done)}; the rest is as it was."
        if isinstance(failure, ProfileRefused):
            raise ProfileRefused(f"{failure.says} {kept_so_far}") from None
        failure.advice += f" {kept_so_far}"
        raise


def _look_everywhere(pairs: AvailableCredentials, draft: ProfileDraft, credentials: Credentials) -> None:
    """Hold a pair against every other, those not yet fetched included."""
    from workbench.credentials.input_warnings import InputWarning, input_warnings

    same = pairs.kept.same_values(credentials.api_key, credentials.secret, draft.before)
    found = input_warnings(credentials.api_key, credentials.secret, pairs.others(draft.before))
    if same and not {"same-as", "swapped"} & {each.id for each in found}:  # only half of that pair could be fetched
        says = f"“{same[0]}” holds one of these values too."
        found += (InputWarning("same-as", "both", says, "", None, stops=False),)
    if any(each.stops or each.id not in draft.accepted for each in found):
        raise Slipped(found)


def _values(draft: ProfileDraft, before: SessionPair | None) -> "tuple[Credentials, dict[Part, Secret]]":
    extras = dict(before.extras) if before else {}
    extras |= {part: value for part, value in draft.extras if value}
    return _completed(draft, before.credentials if before else None), extras


def _completed(draft: ProfileDraft, present: Credentials | None) -> Credentials:
    """Return the pair as typed; a value that was left empty stays what it is."""
    return Credentials(
        draft.api_key.reveal() or (present.api_key if present else ""),
        draft.secret.reveal() or (present.secret if present else ""),
    )
