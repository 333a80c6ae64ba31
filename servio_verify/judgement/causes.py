"""Joins failures with the outages around them, and groups those of one cause."""

import re
from collections.abc import Sequence

from servio_verify.results.failure import Failure
from servio_verify.results.failure_kinds import OF_AN_OUTAGE, Kind
from servio_verify.results.model import Cause, Outage
from servio_verify.results.verdict import Verdict

AROUND = 1.5
"""Seconds around an outage that belong to it: samples are a second apart."""

OUTAGE = "outage"

_VERDICTS = {
    Kind.OWN: Verdict.INVALID,
    Kind.CRASH: Verdict.INCONCLUSIVE,
    Kind.DOUBT: Verdict.INCONCLUSIVE,
    Kind.THROTTLED: Verdict.INCONCLUSIVE,
}
"""What a failure of this kind means by itself; every other kind is Servio's: NO-GO."""

_REQUEST = re.compile(r"\b([A-Z]{3,7}) (?:https?://[^/\s]+)?(/\S*).*? answered (\d{3})")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{3,}|sv-[\w-]+")


def causes(failures: Sequence[Failure], outages: Sequence[Outage]) -> list[Cause]:
    """Return the causes, the strictest and most far-reaching first.

    A failure is an outage's only if it is of a kind that an outage makes and was tried during it. It is never
    looked at again to excuse it: a 500 or a wrong value during an outage is Servio's, because the contract has
    503 SERVICE_UNAVAILABLE for it; and whatever fails outside of the outage has a failure of its own.
    """
    groups: dict[tuple[str, str], list[Failure]] = {}
    during: dict[tuple[str, str], Outage] = {}
    for failure in failures:
        outage = _outage_of(failure, outages)
        key = (OUTAGE, str(outage)) if outage else (failure.kind.value, _signature(failure))
        groups.setdefault(key, []).append(failure)
        if outage:
            during[key] = outage
    found = [_cause(members, during.get(key)) for key, members in groups.items()]
    order = list(Verdict)
    return sorted(found, key=lambda cause: (-order.index(cause.verdict), -len(cause.checks)))


def name_of(check: str) -> str:
    """Return a check's name without its file."""
    return check.partition("::")[2] or check


def _outage_of(failure: Failure, outages: Sequence[Outage]) -> Outage | None:
    if failure.kind not in OF_AN_OUTAGE:
        return None
    around = [
        outage
        for outage in outages
        if failure.since <= outage.until.timestamp() + AROUND and failure.until >= outage.since.timestamp() - AROUND
    ]
    return around[0] if around else None


def _cause(members: Sequence[Failure], outage: Outage | None) -> Cause:
    first = members[0]
    checks = tuple(dict.fromkeys(member.check for member in members))
    if outage:
        return Cause(verdict=Verdict.INCONCLUSIVE, kind=OUTAGE, text=str(outage), checks=checks)
    text = f"{name_of(first.check)}: {first.text}"
    return Cause(verdict=_VERDICTS.get(first.kind, Verdict.NO_GO), kind=first.kind.value, text=text, checks=checks)


def _signature(failure: Failure) -> str:
    """Return what failures of one cause have in common: the refused request, else the words."""
    requests = _REQUEST.findall(failure.text)
    text = " ".join(requests[-1]) if requests and failure.kind is Kind.SERVER_ERROR else failure.text
    return _ID.sub("…", text)
