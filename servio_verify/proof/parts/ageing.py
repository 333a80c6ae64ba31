"""Alterations that show what was true once: kept answers and records, venues that were deleted, late lists."""

import math
import time
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Headers, Request, Side
from servio_verify.proof.parts.altering import Several
from servio_verify.proof.parts.credentials import by_a_browser, credentials
from servio_verify.proof.parts.envelopes import Record, as_success, list_of, pagination_of, records, rewritten
from servio_verify.proof.parts.routes import RECORDS, Route, Routes

LATE_SECONDS = 3.0


class KeptAnswers(Alteration):
    """Gives the first answer that an account got at an address to all its later questions."""

    def __init__(self, scene: Scene, *routes: Route, renewed: tuple[str, ...] = ()) -> None:
        self._asked, self._renewed = Routes(scene).asked(*routes), renewed
        self._kept: dict[tuple[str, Headers], Answer] = {}

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the body that was kept; members of the envelope that are renewed are the target's."""
        if not self._asked(request) or answer.status != 200 or not isinstance(answer.json, dict):
            return answer
        kept = self._kept.setdefault((request.path, credentials(request)), answer)
        return rewritten(answer, lambda envelope: envelope.update(self._old(kept.json)))

    def _old(self, kept: Record) -> Record:
        return {name: value for name, value in kept.items() if name not in self._renewed}


class KeptForBrowsers(Alteration):
    """Shows a signed-in browser what it was shown first, page or JSON, whatever was made since."""

    def __init__(self, _scene: Scene) -> None:
        self._kept: dict[tuple[str, Headers], Answer] = {}

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the body that was kept."""
        own = request.side is not Side.OTHER and request.method == "GET" and answer.status == 200
        if not own or not by_a_browser(request) or not credentials(request):
            return answer
        if not answer.is_page and answer.json is None:
            return answer
        return answer.with_body(self._kept.setdefault((request.path, credentials(request)), answer).body)


class KeptRecords(Alteration):
    """Shows each resource as it was seen first, whatever was changed since."""

    def __init__(self, scene: Scene, *routes: Route) -> None:
        self._answered = Routes(scene).answered(*routes)
        self._first: dict[Any, Record] = {}

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer with its resources as they were."""
        return rewritten(answer, self._back) if self._answered(request, answer) else answer

    def _back(self, envelope: Record) -> None:
        for record in records(envelope):
            record |= deepcopy(self._first.setdefault(record["id"], deepcopy(record)))


class Undead(Alteration):
    """Shows venues that were deleted: by themselves, or in lists."""

    def __init__(self, scene: Scene, *, listed: bool) -> None:
        self._routes, self._listed = Routes(scene), listed
        self._seen: dict[str, Record] = {}
        self._deleted: list[str] = []

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer as if nothing had been deleted."""
        route = self._routes.of(request)
        if route not in (Route.VENUES, Route.VENUE):
            return answer
        one = self._routes.id_in(request)
        if request.method == "DELETE" and answer.status < 400 and one in self._seen:
            self._deleted.append(one)
        if answer.status in (200, 201) and isinstance(answer.json, dict):
            self._seen |= {str(record["id"]): record for record in records(answer.json)}
        if request.method != "GET":
            return answer
        if self._listed and route is Route.VENUES:
            return rewritten(answer, partial(self._put_back, request.query.get("search", "")))
        if not self._listed and answer.status == 404 and one in self._deleted:
            return rewritten(answer.with_status(200), as_success(self._seen[one]))
        return answer

    def _put_back(self, search: str, envelope: Record) -> None:
        dead = [self._seen[one] for one in self._deleted if search in str(self._seen[one].get("name"))]
        listed, place = list_of(envelope), pagination_of(envelope)
        if listed is not None and place is not None:
            listed[:0] = dead
            place["total"] = place.get("total", 0) + len(dead)


class Late(Alteration):
    """Hides a venue from lists until some seconds after it was made, longer than the environment says it may be."""

    def __init__(self, scene: Scene, seconds: float = LATE_SECONDS, *, searches: bool = True) -> None:
        self._routes, self._searches = Routes(scene), searches
        self._late = scene.environment.read_after_write + seconds
        self._made: dict[Any, float] = {}

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return a list without what is too new."""
        if self._routes.of(request) is not Route.VENUES or answer.status not in (200, 201):
            return answer
        if request.method == "POST" and isinstance(answer.json, dict):
            self._made |= {record["id"]: time.monotonic() for record in records(answer.json)}
            return answer
        if "search" in request.query and not self._searches:
            return answer
        return rewritten(answer, self._without_new)

    def _without_new(self, envelope: Record) -> None:
        listed, place = list_of(envelope), pagination_of(envelope)
        if listed is None or place is None:
            return
        now = time.monotonic()
        old = [each for each in listed if now - self._made.get(each["id"], 0.0) > self._late]
        place["total"] = max(len(old), place.get("total", 0) - len(listed) + len(old))
        listed[:] = old


class OneMeta(Alteration):
    """Gives every envelope of an address the same value of a member of meta."""

    def __init__(self, scene: Scene, name: str) -> None:
        self._routes, self._name = Routes(scene), name
        self._kept: dict[str, Any] = {}

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer with what was said first."""
        return rewritten(answer, partial(self._put, request.path)) if self._routes.of(request) in RECORDS else answer

    def _put(self, path: str, envelope: Record) -> None:
        if isinstance(meta := envelope.get("meta"), dict) and self._name in meta:
            meta[self._name] = self._kept.setdefault(path, meta[self._name])


def kept_lists(*renewed: str) -> Callable[[Scene], Alteration]:
    """Return what keeps all pages of the list of venues; members of the envelope that are renewed are the target's."""
    return lambda scene: Several(
        Late(scene, math.inf, searches=False), KeptAnswers(scene, Route.VENUES, renewed=renewed)
    )
