"""Owns how profiles read in the terminal: as rows for a person, as JSON for a program. Never a value, only masks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from workbench.cli.terminal import printable, put, put_row
from workbench.credentials import EXTRAS, Disagreement, Part, Profile
from workbench.redaction import fingerprint
from workbench.signing import Credentials

EXTRA_TITLES: dict[Part, str] = {
    "signal-event-key": "event key",
    "signal-event-secret": "event secret",
    "signal-password": "password",
}


class Fingerprints(NamedTuple):
    """The fingerprints of one pair."""

    api_key: str
    secret: str


class AllFingerprints(NamedTuple):
    """The fingerprints of a profile: of its pair, and of the old one while a rotation is under way."""

    present: Fingerprints
    old: Fingerprints | None


def fingerprints_of(pair: Credentials) -> Fingerprints:
    """Return the fingerprints of a pair."""
    return Fingerprints(fingerprint(pair.api_key), fingerprint(pair.secret))


def by_client(profiles: Iterable[Profile]) -> list[Profile]:
    """Return the profiles grouped by client; those without one come first."""
    return sorted(profiles, key=lambda profile: profile.metadata.client.casefold())


def put_list(profiles: list[Profile]) -> None:
    """Print one line a profile."""
    width = max((len(profile.name) for profile in profiles), default=0)
    for profile in profiles:
        remarks = [profile.api_key_hint]
        if profile.built_in:
            remarks.append("built in, public")
        if profile.metadata.client:
            remarks.append(printable(profile.metadata.client))
        if profile.old_api_key_hint:
            remarks.append("rotation under way")
        put(f"{profile.name:<{max(width, 10)}}  {'  '.join(remarks)}")


def put_profile(profile: Profile, prints: AllFingerprints | None) -> None:
    """Print all there is to say of one profile."""
    facts = profile.metadata
    put_row("Profile", profile.name + ("  built in, public" if profile.built_in else ""))
    _put_some("Client", facts.client)
    put_row("API key", profile.api_key_hint + (f" · fingerprint {prints.present.api_key}" if prints else ""))
    kept = "published by Kochava" if profile.built_in else "in the keyring"
    put_row("Secret", kept + (f" · fingerprint {prints.present.secret}" if prints else ""))
    if profile.old_api_key_hint:
        old = prints.old if prints else None
        put_row("Old API key", profile.old_api_key_hint + (f" · fingerprint {old.api_key}" if old else ""))
        put_row("Old secret", "in the keyring" + (f" · fingerprint {old.secret}" if old else ""))
    loopback = "this machine only" if profile.built_in else "any"
    put_row("Hosts", ", ".join(map(printable, facts.hosts)) or loopback)
    put_row("App GUIDs", ", ".join(map(printable, facts.app_guids)) or "any")
    put_row("Sandbox", "knows it" if profile.known_to_sandbox else "does not know it")
    _put_some("Partner ID", facts.partner_id)
    _put_signal(profile)
    if profile.created is not None:
        put_row("Created", _local(profile.created))
        put_row("Rotated", _local(profile.rotated) if profile.rotated else "never")
        put_row("Last sent", _local(profile.used) if profile.used else "never")
    _put_some("Notes", facts.notes)


def listed(profile: Profile) -> dict[str, object]:
    """Return what the list says of a profile, for JSON."""
    return {
        "name": profile.name,
        "api_key": profile.api_key_hint,
        "built_in": profile.built_in,
        "client": profile.metadata.client,
        "rotation_under_way": bool(profile.old_api_key_hint),
    }


def as_json(profile: Profile, prints: AllFingerprints | None) -> dict[str, object]:
    """Return all there is to say of one profile, for JSON; times in UTC."""
    facts = profile.metadata
    whole = listed(profile) | {
        "notes": facts.notes,
        "hosts": list(facts.hosts),
        "app_guids": list(facts.app_guids),
        "known_to_sandbox": profile.known_to_sandbox,
        "partner_id": facts.partner_id,
        "signal_admin_url": facts.signal_admin_url,
        "signal_ingestion_url": facts.signal_ingestion_url,
        "signal_login": facts.signal_login,
        "signal_values": [part for part in EXTRAS if part in profile.extras],
        "created": _utc(profile.created),
        "rotated": _utc(profile.rotated),
        "used": _utc(profile.used),
        "old_api_key": profile.old_api_key_hint or None,
    }
    if prints is not None:
        whole["fingerprints"] = prints.present._asdict()
        whole["old_fingerprints"] = None if prints.old is None else prints.old._asdict()
    return whole


def disagreement(found: Disagreement, repaired: str) -> dict[str, object]:
    """Return what list and keyring disagree about, for JSON, what would mend it, and what was done if anything."""
    return {
        "profile": found.profile,
        "kind": found.kind,
        "says": found.says,
        "fix": found.fix,
        "repaired": repaired or None,
    }


def _put_signal(profile: Profile) -> None:
    facts = profile.metadata
    said = {
        "admin": facts.signal_admin_url,
        "ingestion": facts.signal_ingestion_url,
        "login": facts.signal_login,
        "in the keyring": ", ".join(EXTRA_TITLES[part] for part in EXTRAS if part in profile.extras),
    }
    _put_some("Signal", "\n".join(f"{what}: {words}" for what, words in said.items() if words))


def _put_some(label: str, words: str) -> None:
    if words:
        put_row(label, printable(words))


def _local(moment: datetime) -> str:
    return moment.astimezone().isoformat(sep=" ", timespec="seconds")


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
