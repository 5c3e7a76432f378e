"""Prints profiles as rows, and converts them to JSON. API keys are masked, secrets never shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from msgspec.structs import asdict

from workbench.cli.output import printable, put, put_row
from workbench.credentials import EXTRA_TITLES, EXTRAS, Disagreement, Profile
from workbench.credentials.profile_fields import PROFILE_FIELDS, ProfileField
from workbench.redaction import fingerprint
from workbench.signing import Credentials


class Fingerprints(NamedTuple):
    """The fingerprints of API key and secret."""

    api_key: str
    secret: str


class AllFingerprints(NamedTuple):
    """The fingerprints of a profile: current credentials, and old ones during a rotation."""

    current: Fingerprints
    old: Fingerprints | None


def fingerprints_of(pair: Credentials) -> Fingerprints:
    """Return the fingerprints of credentials."""
    return Fingerprints(fingerprint(pair.api_key), fingerprint(pair.secret))


def by_client(profiles: Iterable[Profile]) -> list[Profile]:
    """Return profiles sorted by client; those without a client come first."""
    return sorted(profiles, key=lambda profile: profile.metadata.client.casefold())


def put_list(profiles: list[Profile]) -> None:
    """Print one line per profile."""
    width = max((len(profile.name) for profile in profiles), default=0)
    for profile in profiles:
        remarks = [profile.api_key_hint]
        if profile.built_in:
            remarks.append("built in, public")
        if profile.metadata.client:
            remarks.append(printable(profile.metadata.client))
        if profile.old_api_key_hint:
            remarks.append("rotation in progress")
        put(f"{profile.name:<{max(width, 10)}}  {'  '.join(remarks)}")


def put_profile(profile: Profile, prints: AllFingerprints | None) -> None:
    """Print one profile."""
    put_row("Profile", profile.name + ("  built in, public" if profile.built_in else ""))
    put_row("API key", profile.api_key_hint + (f" · fingerprint {prints.current.api_key}" if prints else ""))
    source = "published by Kochava" if profile.built_in else "in the keyring"
    put_row("Secret", source + (f" · fingerprint {prints.current.secret}" if prints else ""))
    if profile.old_api_key_hint:
        old = prints.old if prints else None
        put_row("Old API key", profile.old_api_key_hint + (f" · fingerprint {old.api_key}" if old else ""))
        put_row("Old secret", "in the keyring" + (f" · fingerprint {old.secret}" if old else ""))
    for each in PROFILE_FIELDS:
        if not each.group:
            _put_field(each, profile)
    put_row("Sandbox", "accepted" if profile.known_to_sandbox else "not accepted")
    for each in PROFILE_FIELDS:
        if each.group:
            _put_field(each, profile)
    stored = ", ".join(EXTRA_TITLES[part] for part in EXTRAS if part in profile.extras)
    if stored:
        put_row("Stored", stored)
    if profile.created is not None:
        put_row("Created", _local(profile.created))
        put_row("Rotated", _local(profile.rotated) if profile.rotated else "never")
        put_row("Last sent", _local(profile.used) if profile.used else "never")


def summary_json(profile: Profile) -> dict[str, object]:
    """Return the main fields of a profile as JSON."""
    return {
        "name": profile.name,
        "api_key": profile.api_key_hint,
        "built_in": profile.built_in,
        "client": profile.metadata.client,
        "rotation_in_progress": bool(profile.old_api_key_hint),
    }


def as_json(profile: Profile, prints: AllFingerprints | None) -> dict[str, object]:
    """Return all fields of a profile as JSON; times in UTC."""
    whole = summary_json(profile) | {
        **asdict(profile.metadata),
        "signal_values": [part for part in EXTRAS if part in profile.extras],
        "created": _utc(profile.created),
        "rotated": _utc(profile.rotated),
        "used": _utc(profile.used),
        "old_api_key": profile.old_api_key_hint or None,
    }
    if prints is not None:
        whole["fingerprints"] = prints.current._asdict()
        whole["old_fingerprints"] = None if prints.old is None else prints.old._asdict()
    return whole


def inconsistency_json(found: Disagreement, repaired: str) -> dict[str, object]:
    """Return an inconsistency as JSON: description, proposed repair, and what was repaired."""
    return {
        "profile": found.profile,
        "kind": found.kind,
        "says": found.says,
        "repair": found.fix,
        "repaired": repaired or None,
    }


def _put_field(field: ProfileField, profile: Profile) -> None:
    value = getattr(profile.metadata, field.name)
    empty = "this machine only" if profile.built_in and field.name == "hosts" else field.empty
    text = ", ".join(map(printable, value)) if field.kind == "list" else printable(value)
    if text or empty:
        put_row(field.label, text or empty)


def _local(moment: datetime) -> str:
    return moment.astimezone().isoformat(sep=" ", timespec="seconds")


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
