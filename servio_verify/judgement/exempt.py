"""What a verdict says of checks that do not decide: what is not covered, which exemption has ended, which to delete."""

from collections.abc import Iterator

from servio_verify.environments.tier import Tier
from servio_verify.environments.waiver import ANY, Waiver
from servio_verify.judgement.findings import Findings
from servio_verify.judgement.quarantine import Exempt

NAMED = 3
"""Checks that a line names; the ledger has all."""


def not_covered(found: Findings) -> Iterator[str]:
    """Yield a line for each exemption that holds: its checks by name, and why they do not decide."""
    holding = [each for each in found.exempt if not each.ended]
    for text in dict.fromkeys(each.text for each in holding):
        checks = [each.check for each in holding if each.text == text]
        more = f" and {len(checks) - NAMED} checks more" if len(checks) > NAMED else ""
        yield f"{', '.join(checks[:NAMED])}{more}: {text}"


def notes(found: Findings) -> Iterator[str]:
    """Yield which exemptions have ended, and which may be deleted: what they are for passes, or is not there."""
    for subject, word in dict.fromkeys((each.subject, each.word) for each in found.exempt):
        members = [each for each in found.exempt if (each.subject, each.word) == (subject, word)]
        if members[0].ended:
            yield f"ended: {subject} decides again, it was {members[0].text}"
        elif all(each.passes for each in members) and _are_all(found, subject, members):
            yield f"passes again: {subject} was {members[0].text}; delete its {_what_to_delete(found, subject, word)}"
    for waiver in found.environment.waivers:
        if not any(waiver.fits(entry.check) for entry in found.ledger) and _is_collected(found, waiver.check):
            yield f"the waiver of {waiver.check} fits no check ({waiver}): correct its check or delete it"


def _what_to_delete(found: Findings, subject: str, word: str) -> str:
    if word != Waiver.word:
        return "mark, if that lasts"
    seen = sorted({entry.tier for entry in found.ledger})
    elsewhere = not Tier.of(subject) and set(seen) < set(Tier)
    return f"[[waiver]], if it is for {' and '.join(seen)} only" if elsewhere else "[[waiver]]"


def _are_all(found: Findings, subject: str, members: list[Exempt]) -> bool:
    """Return whether these are all checks of this run's tiers that the exemption is for."""
    waiver = next((each for each in found.environment.waivers if each.check == subject), None)
    if waiver is None:
        return True
    seen = {each.check for each in members}
    missed = any(waiver.fits(entry.check) and entry.check not in seen for entry in found.ledger)
    return not missed and not (ANY in subject and found.left_aside)


def _is_collected(found: Findings, pattern: str) -> bool:
    """Return whether the tiers that a pattern may be about were collected to the last file."""
    tier = Tier.of(pattern)
    collected = {entry.tier for entry in found.ledger}
    return not found.left_aside and collected >= ({tier} if tier else set(Tier))
