"""`workbench profiles list`, `show` and `check`. API keys are masked, secrets never shown."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime

from msgspec.structs import asdict

from workbench.cli import inputs, prompts
from workbench.cli.commands.profiles import editing
from workbench.cli.exit_codes import ExitCode
from workbench.cli.keyring_wait import call_keyring
from workbench.cli.output import printable, put, put_json, put_row, report, say
from workbench.cli.parser import Action, argument
from workbench.credentials import EXTRA_TITLES, EXTRAS, Disagreement, Profile, Profiles
from workbench.credentials.profile_fields import PROFILE_FIELDS
from workbench.evidence.bundle import Fingerprints, fingerprints_of


@editing.with_profiles
def _list(profiles: Profiles, options: Namespace) -> int:
    every = profiles.list()
    found = sorted(every, key=lambda profile: profile.metadata.client.casefold())  # those without a client first
    if options.client is not None:
        wanted = options.client.strip().casefold()
        found = [each for each in found if not each.built_in and each.metadata.client.casefold() == wanted]
        if not found:
            clients = ", ".join(sorted({each.metadata.client for each in every if each.metadata.client}))
            report(f"there is no profile of this client. Clients: {clients or 'none'}.")
    if options.json:
        put_json({"profiles": [_summary_json(each) for each in found]})
        return ExitCode.SUCCESS
    width = max((10, *(len(profile.name) for profile in found)))
    for profile in found:
        remarks = [profile.api_key_hint]
        if profile.built_in:
            remarks.append("built in, public")
        if profile.metadata.client:
            remarks.append(printable(profile.metadata.client))
        if profile.old_api_key_hint:
            remarks.append("rotation in progress")
        put(f"{profile.name:<{width}}  {'  '.join(remarks)}")
    return ExitCode.SUCCESS


@editing.with_profiles
def _show(profiles: Profiles, options: Namespace) -> int:
    profile = editing.find(profiles, options.name)
    current = old = None
    if options.fingerprints:
        current = call_keyring(lambda: fingerprints_of(profiles.credentials(profile.name)))
        if profile.old_api_key_hint:
            old = call_keyring(lambda: fingerprints_of(profiles.old_credentials(profile.name)))
        say("Fingerprints may be compared over the phone: equal digits mean equal values.")
    if options.json:
        put_json(_as_json(profile, current, old))
    else:
        _put_profile(profile, current, old)
    return ExitCode.SUCCESS


@editing.with_profiles
def _check(profiles: Profiles, options: Namespace) -> int:
    if options.name:
        editing.find(profiles, options.name)
    found = call_keyring(lambda: profiles.check(options.name))
    keyring = profiles.vault.backend_name()
    repaired = [_repair(profiles, each) if options.repair else "" for each in found]
    results = list(zip(found, repaired, strict=True))
    if options.json:
        inconsistencies = [
            {
                "profile": each.profile,
                "kind": each.kind,
                "says": each.says,
                "repair": each.fix,
                "repaired": result or None,
            }
            for each, result in results
        ]
        put_json({"keyring": keyring, "consistent": not found, "inconsistencies": inconsistencies})
    else:
        for each, result in results:
            put(f"{each.says} {result or f'(--repair: {each.fix})'}")
    if not found:
        say(f"The list of profiles and the keyring ({keyring}) are consistent.")
    return ExitCode.SUCCESS if all(repaired) else ExitCode.NEGATIVE


ACTIONS = {
    "list": Action(
        "List the profiles, sorted by client. The keyring is not accessed.",
        _list,
        (argument("--client", metavar="TEXT", help="only the profiles of this client"), inputs.add_json),
    ),
    "show": Action(
        "Show a profile. Its API key is masked, and its secret is not shown.",
        _show,
        (
            editing.add_name,
            argument(
                "--fingerprints", action="store_true", help="8 hex digits per value, for comparison; reads the keyring"
            ),
            inputs.add_json,
        ),
    ),
    "check": Action(
        "Check whether the keyring contains exactly the values in the list of profiles.",
        _check,
        (
            argument("name", metavar="NAME", nargs="?", default="", help="only this profile"),
            argument(
                "--repair",
                action="store_true",
                help="repair each inconsistency as proposed by `check`; asks at a terminal",
            ),
            inputs.add_json,
        ),
    ),
}


def _repair(profiles: Profiles, inconsistency: Disagreement) -> str:
    """Repair an inconsistency, after a confirmation at a terminal; return what was done, or an empty string."""
    if prompts.at_terminal():
        say(inconsistency.says)
        if not prompts.confirm(f"{inconsistency.fix}?", default=True):
            return ""
    return editing.change_keyring(lambda: profiles.repair(inconsistency))


def _put_profile(profile: Profile, current: Fingerprints | None, old: Fingerprints | None) -> None:
    def put_pair(of: str, hint: str, prints: Fingerprints | None) -> None:
        source = "published by Kochava" if profile.built_in else "in the keyring"
        put_row(f"{of}API key", hint + (f" · fingerprint {prints.api_key}" if prints else ""))
        put_row(f"{of}secret".capitalize(), source + (f" · fingerprint {prints.secret}" if prints else ""))

    put_row("Profile", profile.name + ("  built in, public" if profile.built_in else ""))
    put_pair("", profile.api_key_hint, current)
    if profile.old_api_key_hint:
        put_pair("Old ", profile.old_api_key_hint, old)
    _put_fields(profile, in_group=False)
    put_row("Sandbox", "accepted" if profile.known_to_sandbox else "not accepted")
    _put_fields(profile, in_group=True)
    stored = ", ".join(EXTRA_TITLES[part] for part in EXTRAS if part in profile.extras)
    if stored:
        put_row("Stored", stored)
    if profile.created is not None:
        put_row("Created", _local(profile.created))
        put_row("Rotated", _local(profile.rotated))
        put_row("Last sent", _local(profile.used))


def _summary_json(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name,
        "api_key": profile.api_key_hint,
        "built_in": profile.built_in,
        "client": profile.metadata.client,
        "rotation_in_progress": bool(profile.old_api_key_hint),
    }


def _as_json(profile: Profile, current: Fingerprints | None, old: Fingerprints | None) -> dict[str, object]:
    """Return all fields of a profile as JSON; times in UTC."""
    whole = _summary_json(profile) | {
        **asdict(profile.metadata),
        "signal_values": [part for part in EXTRAS if part in profile.extras],
        "created": _utc(profile.created),
        "rotated": _utc(profile.rotated),
        "used": _utc(profile.used),
        "old_api_key": profile.old_api_key_hint or None,
    }
    if current is not None:
        whole["fingerprints"] = asdict(current)
        whole["old_fingerprints"] = None if old is None else asdict(old)
    return whole


def _put_fields(profile: Profile, *, in_group: bool) -> None:
    for each in PROFILE_FIELDS:
        value = getattr(profile.metadata, each.name)
        empty = "this machine only" if profile.built_in and each.name == "hosts" else each.empty
        text = ", ".join(map(printable, value)) if each.kind == "list" else printable(value)
        if bool(each.group) is in_group and (text or empty):
            put_row(each.label, text or empty)


def _local(moment: datetime | None) -> str:
    return "never" if moment is None else moment.astimezone().isoformat(sep=" ", timespec="seconds")


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
