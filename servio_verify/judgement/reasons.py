"""Reasons in words: the sentence of a cause, and the evidence behind it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from servio_verify.failures.exchange import Exchange, summary
from servio_verify.failures.failure import Failure
from servio_verify.failures.headline import LONGEST, headline
from servio_verify.failures.ids import mask_ids
from servio_verify.failures.intermediary import what_to_do
from servio_verify.failures.kind import Kind
from servio_verify.failures.sentences import title
from servio_verify.results.model import Outage

MEMBERS_SHOWN = 3
"""Failed checks of one cause whose evidence stands behind its sentence; `checks` names them all."""


ROOM_FOR_COUNT = len(" (999 checks)")


def sentence_of(members: Sequence[Failure]) -> str:
    """Return what is wrong, in one sentence, for failures of one cause."""
    exchanges = [member.exchange for member in members if member.exchange]
    if exchanges and exchanges[0].answered_by:
        return _of_intermediary(exchanges[0])
    words = [member.text.partition("\n")[0] for member in members]
    said = words[0] if len(set(map(mask_ids, words))) == 1 else ""  # one request, and several sentences about it
    if exchanges:
        return headline(": ".join(part for part in (said, summary(exchanges)) if part))
    if members[0].unexplained:
        return headline(f"{_where(members)}: {words[0]}")
    return headline(words[0])


def _of_intermediary(exchange: Exchange) -> str:
    parts = urlsplit(exchange.url)
    at = f"{parts.scheme}://{parts.netloc}"
    said, advice = f"{exchange.answered_by} at {at}", what_to_do(exchange.answered_by)
    whole = f"not Servio's answer: {said}: {advice}"
    if len(whole) > LONGEST - ROOM_FOR_COUNT:  # which setting to look at says more than what every gate may do
        whole = f"not Servio's: {said}: {advice.removesuffix(', or be let past')}"
    return headline(whole)


def of_outage(outage: Outage) -> str:
    """Return an outage in one sentence."""
    seconds = (outage.until - outage.since).total_seconds()
    ends = "" if outage.over else ", until the end of the run"
    return headline(f"{outage.subject} was {outage.seen} for {max(seconds, 1):.0f} s{ends}")


def explain(failure: Failure) -> str:
    """Return the sentence of one failure with its evidence behind it."""
    return with_evidence(sentence_of([failure]), [failure])


def with_evidence(sentence: str, members: Sequence[Failure], *more: str) -> str:
    """Return a sentence, and behind it, a line each: the checks, when, and what they saw."""
    lines = [sentence, *more]
    for member in members[:MEMBERS_SHOWN]:
        lines += _evidence(member, sentence)
    if len(members) > MEMBERS_SHOWN:
        lines.append(f"and {len(members) - MEMBERS_SHOWN} failures more")
    return "\n".join(lines)


def _where(members: Sequence[Failure]) -> str:
    checks = dict.fromkeys(member.check for member in members)
    others = " and others" if len(checks) > 1 else ""
    ours = "our own error in" if members[0].kind is Kind.SUITE_ERROR else "in"
    return f'{ours} "{title(members[0].check)}"{others}'


def _evidence(failure: Failure, sentence: str) -> Iterator[str]:
    at = f", {datetime.fromtimestamp(failure.since, UTC):%H:%M:%S} (UTC)" if failure.since else ""
    request = f", request {failure.exchange.request_id}" if failure.exchange and failure.exchange.request_id else ""
    yield f"{failure.check}{at}{request}"
    first, *details = failure.text.splitlines() or [""]
    if first.lower() not in sentence.lower():  # cut, or without its JSON
        yield f"  {first}"
    exchanged = failure.exchange.lines if failure.exchange else []
    yield from dict.fromkeys(f"  {line.strip()}" for line in (*details, *exchanged))
