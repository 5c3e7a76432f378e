"""Prints explanations: the mistakes that make a token, as rows and as JSON."""

from __future__ import annotations

from workbench.cli.output import printable, put_row
from workbench.signing import Explanation, Finding


def put_explanation(found: Explanation) -> None:
    """Print the findings, each mistake with its fix, and the remarks."""
    for number, finding in enumerate(found.findings):
        if number:
            put_row("Or", "")
        for mistake in finding.mistakes:
            put_row("Mistake", printable(mistake.says))
            put_row("Fix", mistake.fix)
        if finding.profile is not None:
            put_row("Profile", printable(finding.profile))
    for remark in found.remarks:
        put_row("Remark", remark.says)
    put_row("Tried", f"{found.tried:,} {'hypothesis' if found.tried == 1 else 'hypotheses'} in {found.elapsed:.2f} s")


def fixes(finding: Finding) -> str:
    """Return how to correct the mistakes of a finding, each on a line."""
    return "\n".join(dict.fromkeys(mistake.fix for mistake in finding.mistakes))


def mistakes_json(found: Explanation) -> list[dict[str, str]]:
    """Return the mistakes of the simplest finding; empty without findings."""
    return [mistake._asdict() for mistake in found.findings[0].mistakes] if found.findings else []


def explanation_json(found: Explanation) -> dict[str, object]:
    """Return an explanation as a JSON object."""
    return {
        "verified": found.verified,
        "findings": [
            {
                "mistakes": [mistake._asdict() for mistake in finding.mistakes],
                "profile": finding.profile,
                "digits": finding.digits,
            }
            for finding in found.findings
        ],
        "remarks": [remark._asdict() for remark in found.remarks],
        "tried": found.tried,
        "elapsed_ms": round(found.elapsed * 1000, 1),
    }
