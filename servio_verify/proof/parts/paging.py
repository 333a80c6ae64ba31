"""Alterations of paged lists: another query, pages that overlap, totals that do not count what was found."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from servio_verify.proof.alteration import Alteration, Make, Scene
from servio_verify.proof.exchange import Answer, Request
from servio_verify.proof.parts.altering import Asked
from servio_verify.proof.parts.envelopes import Record, list_of, pagination_of, rewritten
from servio_verify.proof.parts.routes import Route, Routes, with_query


def asking(change: Callable[[Request], dict[str, str | None]], *routes: Route) -> Make:
    """Return what asks lists with another query."""

    def make(scene: Scene) -> Alteration:
        concerned = Routes(scene).asked(*routes)
        return Asked(
            lambda request: (
                replace(request, path=with_query(request, **change(request)))
                if concerned(request) and change(request)
                else request
            )
        )

    return make


def ignoring(name: str, *routes: Route) -> Make:
    """Return what asks lists without this in their query."""
    return asking(lambda request: {name: None} if name in request.query else {}, *routes)


class Overlapping(Alteration):
    """Lets each page begin with the entry with which the page before it ended."""

    def __init__(self, scene: Scene) -> None:
        self._asked = Routes(scene).asked(Route.VENUES)
        self._last: dict[tuple[str, int], Record] = {}

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return a page that repeats an entry."""
        return rewritten(answer, partial(self._repeat, request)) if self._asked(request) else answer

    def _repeat(self, request: Request, envelope: Record) -> None:
        listed, series = list_of(envelope), with_query(request, page=None)
        page = int(request.query.get("page", "1")) if request.query.get("page", "1").isdigit() else 1
        if not listed:
            return
        self._last[series, page] = listed[-1]
        if before := self._last.get((series, page - 1)):
            listed[:] = [before, *listed[:-1]]


class TotalOfAll(Alteration):
    """Lets a search count what there is, not what it finds."""

    def __init__(self, scene: Scene) -> None:
        self._asked = Routes(scene).asked(Route.VENUES)
        self._all = 0

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return a search with the total of the plain list."""
        place = pagination_of(answer.json) if isinstance(answer.json, dict) else None
        if not self._asked(request) or place is None:
            return answer
        if "search" in request.query:
            return rewritten(answer, self._count)
        self._all = max(self._all, place.get("total", 0))
        return answer

    def _count(self, envelope: Record) -> None:
        if (place := pagination_of(envelope)) is not None:
            place["total"] = max(self._all, place.get("total", 0))


def counted_on_its_own(envelope: Record) -> None:
    """Change the total of a page to what it holds."""
    listed, place = list_of(envelope), pagination_of(envelope)
    if listed is not None and place is not None:
        place["total"] = len(listed)


def without_pagination(envelope: Record) -> None:
    """Take pagination away, wherever it stands."""
    for holder in (envelope, envelope.get("data"), envelope.get("meta")):
        if isinstance(holder, dict):
            holder.pop("pagination", None)


def rounded_down(place: Record) -> None:
    """Change the number of pages to what is full."""
    place["totalPages"] = place.get("total", 0) // max(1, place.get("limit", 1))


def twice(listed: list[Any]) -> None:
    """Change a list to one that holds each entry twice, and is no longer."""
    listed[:] = [each for each in listed for _ in range(2)][: len(listed)]


def shortened(listed: list[Any]) -> None:
    """Take the last entry away."""
    del listed[-1:]
