"""Roll-out: two builds at once, an old page from a cache, assets that are gone with the build before."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Fault, Need, register
from servio_verify.proof.parts.altering import InTurn
from servio_verify.proof.parts.answers import becomes, page
from servio_verify.proof.parts.matching import is_asset, is_page
from servio_verify.results.verdict import Verdict

ASSETS = "smoke/test_pages.py::test_every_asset_loads_on"
OTHER = "0ldbu1ld"
"""A build that nobody deploys."""

AFTER = 40
"""Answers of a side that name a build until another one is rolled out."""


def renamed(answer: Answer, source: str) -> Answer:
    """Return an answer that names another build, where it names one; `source` is the environment's `build`."""
    kind, _, place = source.partition(":")
    if kind == "header":
        return answer if answer.header(place) is None else answer.with_header(place, OTHER)
    if kind == "json":
        value = answer.json
        *parts, last = [part for part in place.removeprefix("$").split(".") if part]
        holder = value
        for part in parts:
            holder = holder.get(part) if isinstance(holder, dict) else None
        if isinstance(holder, dict) and last in holder:
            holder[last] = OTHER
            return answer.with_json(value)
        return answer
    found = re.search(place, answer.text) if kind == "asset" and answer.is_page else None
    if found is None:
        return answer
    start, end = found.span(1 if found.re.groups else 0)
    return answer.with_body(answer.text[:start] + OTHER + answer.text[end:])


@dataclass
class AnotherBuild(Alteration):
    """Names another build in those answers that are meant; `which` gets how many of that side have named one so far."""

    scene: Scene
    which: Callable[[Request, Answer, int], bool]
    named: Counter[Side] = field(default_factory=Counter)

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return it as the other build's."""
        became = renamed(answer, self.scene.environment.build or "")
        if became == answer:
            return answer
        self.named[request.side] += 1
        return became if self.which(request, answer, self.named[request.side]) else answer


def _fault(name: str, title: str, suffers: str, source: str, which: Callable[[Request, Answer, int], bool]) -> None:
    register(
        Fault(
            name=name,
            kind="roll-out",
            title=title,
            suffers=suffers,
            source=source,
            make=lambda scene: AnotherBuild(scene, which),
            verdict=Verdict.INVALID,
            needs=frozenset({Need.BUILD}),
        )
    )


_fault(
    "two-builds-in-turn",
    "two builds answer in turn",
    "a guest's page of the new build asks an API of the old one, and orders fail now and then",
    "AWS, ECS rolling update deployments: tasks of both revisions serve at once",
    lambda _request, _answer, number: number % 2 == 0,
)
_fault(
    "build-changes-under-way",
    "another build is rolled out while the checks run",
    "what was checked is not what guests get",
    "AWS, ECS rolling update deployments: tasks of both revisions serve at once",
    lambda _request, _answer, number: number > AFTER,
)
_fault(
    "web-app-of-the-build-before",
    "the web app is still of the build before",
    "a guest's page asks for what the new API no longer has",
    "Heroku Dev Center, Release phase and preboot: old and new code run at once",
    lambda request, _answer, _number: request.side is Side.WEB,
)
_fault(
    "api-of-the-build-before",
    "the API is still of the build before",
    "the new page asks for what the old API does not have yet",
    "Heroku Dev Center, Release phase and preboot: old and new code run at once",
    lambda request, _answer, _number: request.side is Side.API,
)
_fault(
    "old-home-page-from-a-cache",
    "a cache serves the home page of the build before",
    "a guest sees yesterday's page, whose scripts are gone",
    "MDN, HTTP caching: heuristic caching",
    lambda request, answer, _number: is_page(request, answer) and request.route == "/",
)
register(
    Fault(
        name="assets-on-one-server-only",
        kind="roll-out",
        title="every second script or style sheet is asked of a server without it",
        suffers="every second page looks broken or does nothing",
        source="Rails guides, asset pipeline: keep the assets of former releases",
        make=lambda _scene: InTurn(becomes(page("Not found", 404)), is_asset),
        checks=(ASSETS,),
    )
)
