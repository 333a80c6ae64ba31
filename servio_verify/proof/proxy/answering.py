"""Answering one request: what the faults make of it, in their order, and the note of each change."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic

from servio_verify.proof.alteration import HEALTHY, Alteration, Handshake
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.proxy.record import Change, Record, changed, difference
from servio_verify.proof.proxy.reply import Reply
from servio_verify.proof.proxy.upstream import Upstream

Named = Sequence[tuple[str, Alteration]]

NOTICED = 1.0
"""Seconds of a fault's own after which a client that goes away has met it: it waited longer than for the target."""


@dataclass(frozen=True)
class Outcome:
    """What goes back: an answer that is made here, or the target's reply as it is; and what was changed."""

    answer: Answer | None
    reply: Reply | None
    changes: Sequence[Change] = ()


class Answering:
    """The faults of one run, by name."""

    def __init__(self, faults: Named, record: Record) -> None:
        self._faults = faults
        self.record = record
        self._number = 0
        self._in_flight = 0

    def handshake(self, host: str, healthy: Handshake) -> tuple[Handshake, str]:
        """Return how to greet for this host, and the fault that has it so; the first that changes it decides."""
        for name, fault in self._faults:
            if (handshake := fault.handshake(host)) != HEALTHY:
                return handshake, name
        return healthy, ""

    async def answer(self, request: Request, upstream: Upstream) -> Outcome:
        """Return what is to be received. Raises one of `upstream.FAILURES`."""
        self._number += 1
        self._in_flight += 1
        try:
            numbered = replace(request, number=self._number, in_flight=self._in_flight)
            if request.side is Side.OTHER or not self._faults or request.header("upgrade") is not None:
                return Outcome(None, await upstream.ask(numbered))
            outcome = await self._altered(numbered, upstream)
            if outcome.answer and outcome.answer.delivery.delay:
                await self._late(outcome.answer.delivery.delay, outcome.changes)
            return outcome
        finally:
            self._in_flight -= 1

    async def _late(self, seconds: float, changes: Sequence[Change]) -> None:
        begun = monotonic()
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            if monotonic() - begun >= NOTICED:
                self.record.add(changes)
            raise

    async def _altered(self, request: Request, upstream: Upstream) -> Outcome:
        changes: list[Change] = []
        for name, fault in self._faults:
            if (own := fault.instead(request)) is not None:
                return Outcome(own, None, [changed(name, request, difference(None, own))])
        asked = request
        for name, fault in self._faults:
            other = fault.forward(asked)
            if other != asked:
                changes.append(changed(name, request, f"{other} was asked instead"))
            asked = other
        reply = await upstream.ask(asked)
        try:
            was = await reply.answer(asked.method)
        except BaseException:
            await reply.close()
            raise
        if was is None:  # nobody can tell what becomes of it, so it goes on untouched
            return Outcome(None, reply, changes)
        answer = was
        for name, fault in self._faults:
            became = fault.alter(request, answer)
            if what := difference(answer, became):
                changes.append(changed(name, request, what))
            answer = became
        if answer == was:
            return Outcome(None, reply, changes)
        await reply.close()
        return Outcome(answer, None, changes)
