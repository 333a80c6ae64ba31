"""Causes of failures: joined with the outages around them, and grouped by what they have in common."""

from collections.abc import Hashable, Mapping, Sequence
from types import MappingProxyType

from servio_verify.failures.failure import Failure
from servio_verify.failures.ids import mask_ids
from servio_verify.failures.kind import OF_AN_OUTAGE, Kind
from servio_verify.judgement import reasons
from servio_verify.judgement.outages import AROUND
from servio_verify.results.model import Cause, Outage
from servio_verify.results.verdict import Verdict

OUTAGE = "outage"

_VERDICTS = {
    Kind.SUITE_ERROR: Verdict.INVALID,
    Kind.CRASH: Verdict.INCONCLUSIVE,
    Kind.DOUBT: Verdict.INCONCLUSIVE,
    Kind.THROTTLED: Verdict.INCONCLUSIVE,
    Kind.INTERMEDIARY: Verdict.INCONCLUSIVE,
}
"""What a failure of this kind means by itself; every other kind is Servio's: NO-GO."""

OF_A_DEPENDENCY = (401, 500)
"""Answers of a Servio whose auth provider or payment service is ill, where the contract has 503."""

_OF_A_STATUS = (Kind.CLIENT_ERROR, Kind.SERVER_ERROR, Kind.CREDENTIALS)
_OF_ONE_REQUEST = (Kind.SERVER_ERROR, Kind.UNAVAILABLE, Kind.THROTTLED)
"""Kinds that are one cause for one request, whatever each check wanted of it."""


def causes(
    failures: Sequence[Failure],
    outages: Sequence[Outage],
    password_questions: Mapping[str, str] = MappingProxyType({}),
) -> list[Cause]:
    """Return the causes, the strictest and most far-reaching first.

    A failure is an outage's only if it is of a kind that an outage makes and was tried during it. It is never
    looked at again to excuse it: a 500 or a wrong value during an outage is Servio's, because the contract has
    503 SERVICE_UNAVAILABLE for it; and whatever fails outside of the outage has a failure of its own. Only a
    dependency that the environment's file declares explains a 401 and a 500 too: Servio asks it who somebody is.

    An outage begins at its `earliest`: since the look before, which was well, nobody knows.

    A refused sign-in of the test user is Servio's unless there is a question about that account (by e-mail):
    then nobody can tell.
    """
    groups: dict[Hashable, tuple[list[Failure], Outage | None]] = {}
    for failure in failures:
        outage = _outage_of(failure, outages)
        key = str(outage) if outage else signature(failure)
        groups.setdefault(key, ([], outage))[0].append(failure)
    return sorted(
        (_cause(members, outage, password_questions) for members, outage in groups.values()),
        key=lambda cause: (-cause.verdict.weight, -len(cause.checks)),
    )


def signature(failure: Failure) -> Hashable:
    """Return what failures of one cause have in common: their kind, as a doubt never hides a defect, and the rest.

    A wrong page is wrong in the same way whether it answers 200 or 404.
    """
    return Kind.CONTENT if failure.kind is Kind.CLIENT_ERROR else failure.kind, _in_common(failure)


def _in_common(failure: Failure) -> Hashable:
    """Return what else they have, from typed fields: the words, else the request."""
    exchange = failure.exchange
    if failure.kind is Kind.CREDENTIALS:  # by the API or by a form: one account, one password
        return _account(failure)
    if exchange and exchange.status is None:  # a network or a certificate, whatever was asked for
        return exchange.error
    if exchange and failure.kind is Kind.INTERMEDIARY:
        return exchange.answered_by
    if exchange and (failure.kind in _OF_ONE_REQUEST or not failure.text):
        return exchange.method, exchange.path, exchange.status
    return mask_ids(failure.text.partition("\n")[0])


def _account(failure: Failure) -> str:
    return failure.exchange.account if failure.exchange else ""


def _question(account: str, questions: Mapping[str, str]) -> str | None:
    """Return what to ask about the account; where it is not known which one it was, about any that is in doubt."""
    return questions.get(account) if account else next(iter(questions.values()), None)


def _outage_of(failure: Failure, outages: Sequence[Outage]) -> Outage | None:
    by_any = failure.kind in OF_AN_OUTAGE
    by_dependency = failure.kind in _OF_A_STATUS and failure.exchange and failure.exchange.status in OF_A_DEPENDENCY
    for outage in outages:
        begun = outage.earliest.timestamp() if outage.earliest else outage.since.timestamp() - AROUND
        ended = outage.until.timestamp() + AROUND
        if (by_any or (by_dependency and outage.dependency)) and failure.since <= ended and failure.until >= begun:
            return outage
    return None


def _cause(members: Sequence[Failure], outage: Outage | None, password_questions: Mapping[str, str]) -> Cause:
    checks = tuple(dict.fromkeys(member.check for member in members))
    if outage:
        text = reasons.with_evidence(reasons.of_outage(outage), members, str(outage))
        return Cause(verdict=Verdict.INCONCLUSIVE, kind=OUTAGE, text=text, checks=checks)
    kind = members[0].kind
    if kind is Kind.CREDENTIALS and (question := _question(_account(members[0]), password_questions)):
        text = reasons.with_evidence(question, members)
        return Cause(verdict=Verdict.INCONCLUSIVE, kind=kind.value, text=text, checks=checks)
    text = reasons.with_evidence(reasons.sentence_of(members), members)
    return Cause(verdict=_VERDICTS.get(kind, Verdict.NO_GO), kind=kind.value, text=text, checks=checks)
