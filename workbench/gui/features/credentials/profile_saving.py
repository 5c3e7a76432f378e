"""Provides the functions that check a filled-in form and save it as a profile.

No Qt. `save_stored` and `rotate_stored` may block on the keyring; call them on a worker thread.
"""

from datetime import UTC, datetime

from workbench.credentials import Part, Profile, ProfileChange, ProfileRefused, name_problem
from workbench.credentials.input_warnings import InputWarning, input_warnings
from workbench.gui.core.available_credentials import AvailableCredentials, SessionPair
from workbench.gui.core.state import ProfileDraft
from workbench.redaction import Secret, mask, remember
from workbench.signing import Credentials


class UnacceptedWarnings(ProfileRefused):
    """The pair has input warnings that were not accepted, so it was not saved."""

    def __init__(self, warnings: tuple[InputWarning, ...]) -> None:
        super().__init__(
            "There are input warnings for the values. Fix or keep them, then save again. Nothing was saved."
        )
        self.warnings = warnings


def find_input_warnings(
    pairs: AvailableCredentials, api_key: Secret, secret: Secret, excluding: str
) -> tuple[InputWarning, ...]:
    """Return what looks mistyped in a pair, compared with the pairs in memory of all profiles but `excluding`."""
    if not api_key and not secret:
        return ()
    return input_warnings(api_key.reveal(), secret.reveal(), pairs.others(excluding))


def check_draft(pairs: AvailableCredentials, draft: ProfileDraft) -> None:
    """Check a draft as far as that is possible without the keyring.

    Raises:
        ProfileRefused: the name cannot be used, a value is missing, or a stored profile would be for the session only.
        UnacceptedWarnings: a value looks mistyped.
    """
    before = pairs.find(draft.before) if draft.before else None
    if draft.before and (before is None or before.kind not in ("stored", "session")):
        raise ProfileRefused(f"There is no profile “{draft.before}” any longer. Nothing was changed.")
    others = (each.title for each in pairs.choices() if each.name != draft.before)
    problem = name_problem(draft.name, others) if before is None or draft.name != draft.before else None
    if problem is not None:
        raise ProfileRefused(problem)
    if before is not None and before.kind == "stored" and draft.session_only:
        raise ProfileRefused("A profile in the keyring stays there; create a new one for this session.")
    if before is None:
        for value, label in ((draft.api_key, "API key"), (draft.secret, "secret")):
            if not value:
                raise ProfileRefused(f"The {label} is empty.")
    _check_accepted(find_input_warnings(pairs, draft.api_key, draft.secret, draft.before), draft)


def save_session(pairs: AvailableCredentials, draft: ProfileDraft) -> Profile:
    """Save a profile in memory only, until the program ends."""

    before = pairs.session.pop(draft.before, None)
    credentials, extras = _values(draft, before)
    remember(Secret(credentials.api_key), Secret(credentials.secret), *extras.values())
    profile = Profile(
        draft.name,
        mask(credentials.api_key),
        before.profile.created if before else datetime.now(UTC),
        built_in=False,
        metadata=draft.metadata,
        used=before.profile.used if before else None,
        extras=frozenset(extras),
    )
    pairs.session[draft.name] = SessionPair(profile, credentials, extras)
    return profile


def save_stored(pairs: AvailableCredentials, draft: ProfileDraft) -> Profile:
    """Save a profile in the keyring. May block on the keyring's prompt.

    Raises:
        UnacceptedWarnings: another profile, read from the keyring now, holds one of the values.
        ProfileRefused: the name has been taken meanwhile.
        CredentialsUnavailable: the keyring failed; nothing was saved.
    """
    session = pairs.session.get(draft.before)
    if session is None and draft.before:
        return _change_stored(pairs, draft)
    credentials, extras = _values(draft, session)
    _compare_with_all(pairs, draft, credentials)
    return pairs.profiles.add(draft.name, credentials.api_key, credentials.secret, draft.metadata, extras)


def rotate_stored(pairs: AvailableCredentials, name: str, api_key: Secret, secret: Secret) -> Profile:
    """Store a new pair for a profile, beside the present one. May block on the keyring's prompt.

    Raises:
        UnacceptedWarnings: another profile, read from the keyring now, holds one of the values.
        ProfileRefused: there is no such profile, or its rotation is already in progress.
        CredentialsUnavailable: the keyring failed; the pair is unchanged.
    """
    before = find_input_warnings(pairs, api_key, secret, name)
    pairs.profiles.same_values(api_key.reveal(), secret.reveal(), name)
    found = find_input_warnings(pairs, api_key, secret, name)
    if any(each not in before for each in found):
        raise UnacceptedWarnings(found)
    return pairs.profiles.rotate(name, api_key.reveal(), secret.reveal())


def _change_stored(pairs: AvailableCredentials, draft: ProfileDraft) -> Profile:
    """Change a stored profile, in one step."""
    if draft.api_key or draft.secret:
        present = None if draft.api_key and draft.secret else pairs.profiles.credentials(draft.before)
        _compare_with_all(pairs, draft, _completed(draft, present))
    change = ProfileChange(
        name=draft.name if draft.name != draft.before else None,
        metadata=draft.metadata,
        seen=draft.seen,
        api_key=draft.api_key,
        secret=draft.secret,
        extras={part: value for part, value in draft.extras if value},
    )
    return pairs.profiles.edit(draft.before, change)


def _compare_with_all(pairs: AvailableCredentials, draft: ProfileDraft, credentials: Credentials) -> None:
    """Compare a pair with every other, including those not yet read from the keyring."""

    same = pairs.profiles.same_values(credentials.api_key, credentials.secret, draft.before)
    found = input_warnings(credentials.api_key, credentials.secret, pairs.others(draft.before))
    if same and not {"same-as", "swapped"} & {each.id for each in found}:  # only half of that pair could be read
        message = f"“{same[0]}” holds one of these values too."
        found += (InputWarning("same-as", "both", message, "", None, stops=False),)
    _check_accepted(found, draft)


def _check_accepted(found: tuple[InputWarning, ...], draft: ProfileDraft) -> None:
    if any(each.stops or each.id not in draft.accepted for each in found):
        raise UnacceptedWarnings(found)


def _values(draft: ProfileDraft, before: SessionPair | None) -> tuple[Credentials, dict[Part, Secret]]:
    extras = dict(before.extras) if before else {}
    extras |= {part: value for part, value in draft.extras if value}
    return _completed(draft, before.credentials if before else None), extras


def _completed(draft: ProfileDraft, present: Credentials | None) -> Credentials:
    """Return the pair as typed; an empty field leaves the present value unchanged."""
    return Credentials(
        draft.api_key.reveal() or (present.api_key if present else ""),
        draft.secret.reveal() or (present.secret if present else ""),
    )
