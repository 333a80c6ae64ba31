"""Answering one request: what the faults make of it, in their order, and the note of each change."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from servio_verify.proof.alteration import HEALTHY, Alteration, Handshake
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.proxy.record import Change, Record, changed, difference
from servio_verify.proof.proxy.upstream import Upstream

Named = Sequence[tuple[str, Alteration]]


class Answering:
    """The faults of one run, by name, and the way to the target behind them."""

    def __init__(self, faults: Named, upstream: Upstream, record: Record) -> None:
        self._faults = faults
        self._upstream = upstream
        self.record = record
        self._number = 0
        self._in_flight = 0

    def handshake(self, host: str) -> tuple[Handshake, str]:
        """Return how to greet for this host, and the fault that has it so; the first that changes it decides."""
        for name, fault in self._faults:
            if (handshake := fault.handshake(host)) != HEALTHY:
                return handshake, name
        return HEALTHY, ""

    async def answer(self, request: Request) -> tuple[Answer, list[Change]]:
        """Return the answer as it is to be received, and what was changed. Raises httpx.TransportError."""
        self._number += 1
        self._in_flight += 1
        try:
            numbered = replace(request, number=self._number, in_flight=self._in_flight)
            if request.side is Side.OTHER:
                return await self._upstream.ask(numbered), []
            answer, changes = await self._altered(numbered)
            await asyncio.sleep(answer.delivery.delay)
            return answer, changes
        finally:
            self._in_flight -= 1

    async def _altered(self, request: Request) -> tuple[Answer, list[Change]]:
        changes: list[Change] = []
        for name, fault in self._faults:
            if (own := fault.instead(request)) is not None:
                return own, [changed(name, request, difference(None, own))]
        asked = request
        for name, fault in self._faults:
            other = fault.forward(asked)
            if other != asked:
                changes.append(changed(name, request, f"{other} was asked instead"))
            asked = other
        answer = await self._upstream.ask(asked)
        for name, fault in self._faults:
            became = fault.alter(request, answer)
            if what := difference(answer, became):
                changes.append(changed(name, request, what))
            answer = became
        return answer, changes
