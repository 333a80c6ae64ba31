"""Judging of a place: what was seen in it, held against what the policy decided for it."""

from collections.abc import Iterator

from servio_verify.data.check.errors import NotLookedError
from servio_verify.data.check.kinds import SOFT, Kind, words
from servio_verify.data.check.model import Finding, Looked, Outcome, Place, Sightings
from servio_verify.data.policy.model import Action, Decision

TEST_ACCOUNTS = 2
"""Accounts of an environment whose passwords may be there."""


def not_looked_at(place: Place, why: NotLookedError) -> Looked:
    """Return a place of which nothing is known, and why."""
    return Looked(place, Outcome.NOT_LOOKED_AT, str(why), by_choice=why.by_choice)


def judged(place: Place, sightings: Sightings, *, with_canaries: bool, test_users: int = 0) -> Looked:
    """Return how a place ends."""
    if not sightings.values:
        return Looked(place, Outcome.EMPTY, "no values")
    accounts = max(test_users, TEST_ACCOUNTS)
    findings = tuple(_findings(place, sightings, accounts, with_canaries=with_canaries))
    untold = () if with_canaries else tuple(_untold(place, sightings, accounts))
    if findings:
        return Looked(place, Outcome.FOUND, _words(findings), findings, untold)
    action = place.decision.action if place.decision else None
    if action is Action.KEEP and place.decision:
        return Looked(place, Outcome.KEPT, place.decision.why, untold=untold)
    seen = _seen(place, sightings)
    if action is Action.REPLACE or seen:
        return Looked(place, Outcome.MASKED, seen or f"{sightings.values:,} values, nobody's", untold=untold)
    return Looked(place, Outcome.KEPT, "nothing personal seen", untold=untold)


def _findings(place: Place, sightings: Sightings, accounts: int, *, with_canaries: bool) -> Iterator[Finding]:
    holds = place.decision.holds if place.decision else ()
    for kind in list(sightings.kinds):
        seen = sightings.kinds[kind]
        if seen.canaries and not (kind is Kind.NAME and kind in holds):
            yield Finding(kind, seen.canaries, seen.example, of_production=True)
            continue
        count = sightings.real(kind, place.context)
        few = _are_test_users(kind, count, accounts)
        made_up = kind in SOFT and may_be_made_up(place, kind, with_canaries=with_canaries)
        if count and not few and not made_up and kind not in holds:
            yield Finding(kind, count, seen.example)


def may_be_made_up(place: Place, kind: Kind, *, with_canaries: bool) -> bool:
    """Return whether what looks real may be a pseudonym."""
    decisions = (place.decision, *place.made_of)
    replaced = any(each and each.action is Action.REPLACE and _makes(each, kind) for each in decisions)
    return replaced or (place.is_derived and with_canaries)


def _makes(decision: Decision, kind: Kind) -> bool:
    """Return whether pseudonyms of a decision can look like this kind."""
    made = {decision.kind, *decision.paths.values()}
    return bool(made & MAKES[kind])


MAKES = {
    Kind.NAME: {"first_name", "last_name", "full_name", "company", "username", "address", "street", "city"},
    Kind.ADDRESS: {"address", "street", "postcode", "city"},
    Kind.PASSWORD: {"password", "token"},
}


def _untold(place: Place, sightings: Sightings, accounts: int) -> Iterator[Kind]:
    for kind in sorted(SOFT & sightings.kinds.keys()):
        count = sightings.kinds[kind].real
        if count and not _are_test_users(kind, count, accounts) and may_be_made_up(place, kind, with_canaries=False):
            yield kind


def _are_test_users(kind: Kind, count: int, accounts: int) -> bool:
    return kind is Kind.PASSWORD and count <= accounts


def _words(findings: tuple[Finding, ...]) -> str:
    return ", ".join(
        f"{each.count:,} {words(each.kind, each.count)}{' of production' * each.of_production}"
        f"{f' like {each.example}' if each.example else ''}"
        for each in sorted(findings, key=lambda each: -each.count)
    )


def _seen(place: Place, sightings: Sightings) -> str:
    parts = [
        f"{seen.reserved:,} {words(kind, seen.reserved)}, {'all ' * (seen.reserved > 1)}reserved or invalid"
        for kind, seen in sightings.kinds.items()
        if seen.reserved
    ]
    counts = {kind: sightings.real(kind, place.context) for kind in sightings.kinds}
    made = [f"{count:,} {words(kind, count)}" for kind, count in counts.items() if count]
    return "; ".join((*parts, *made))
