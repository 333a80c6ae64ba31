"""Attestation of the build: sampled over fresh connections from both origins, and judged over the whole run."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from servio_verify.environments.model import Environment
from servio_verify.errors import InvalidError
from servio_verify.results.model import Attestation
from servio_verify.results.named_build import Look
from servio_verify.run.polling import wait_until
from servio_verify.run.progress import Tell
from servio_verify.target.builds import one_build, task_clocks, tasks
from servio_verify.target.builds.returning import Returning
from servio_verify.target.origins import Sightings
from servio_verify.target.probe import Answer, fresh_connections, probe
from servio_verify.traffic import build_source
from servio_verify.traffic.addresses import EachAddressInTurn

ANSWERS = 20
"""Answers per origin. Where the balancer spreads fresh connections, and only there (`tasks`), a task that takes half
the traffic stays unseen with odds of 2^-20, 1 in a million."""

ENOUGH = ANSWERS // 2
"""Fewer answers than this attest nothing."""

ANSWER_SECONDS = 10.0
UNTOLD = "(no build)"


class OtherBuildError(InvalidError):
    """Another build than the expected one answers, or several do."""


def look(
    environment: Environment,
    when: str,
    answers: int = ANSWERS,
    seen: Sightings | None = None,
    returning: Returning | None = None,
) -> Look:
    """Ask each origin for its build, at each of its addresses, over fresh connections at once and without cookies.

    What comes is kept in `seen`; `returning` come back with the cookies of their first visit.
    """
    if environment.build is None:
        return Look(when=when, web={}, api={})
    path = environment.paths.at(build_source.path_for(environment.build))
    urls = [environment.web_url + path] * answers + [environment.api_url + path] * answers
    with fresh_connections(ANSWER_SECONDS, EachAddressInTurn) as client, ThreadPoolExecutor(answers) as threads:
        came = list(threads.map(lambda url: probe(client, url), urls))
        found = {"web": came[:answers], "api": came[answers:]}
        shares = {name: _shares(environment, of) for name, of in found.items()}
        pinned = tuple(returning.visit(client, shares)) if returning else ()
    for name, of in found.items():
        if returning is not None:
            returning.meet(name, of)
        if seen is not None:
            for each in of:
                seen.note(each.url, each.response)
    told = {name: tasks.told_apart([each.response for each in of if each.response]) for name, of in found.items()}
    several = {name: each for name, each in told.items() if each}
    return Look(when=when, **shares, tasks=several, pinned=pinned, clocks=task_clocks.apart(came))


def await_build(
    environment: Environment, expected: str | None, wait: float, tell: Tell, met: Sightings
) -> tuple[Look, tuple[str, ...]]:
    """Return the first look at which one build answers everywhere, the expected one where one is.

    While a roll-out is under way it looks again each second, up to `wait` seconds, and hands the shares to `tell`;
    then it returns what it saw last. With it come the origins of which several builds answered in turn meanwhile.
    All that came is kept in `met`.
    """
    seen: list[Look] = []
    returning = Returning(environment.build)

    def settled() -> bool:
        seen.append(look(environment, "start", seen=met, returning=returning))
        tell("; ".join(f"{name} {one_build.in_words(shares)}" for name, shares in _named(seen[-1])))
        return not problems(environment, expected, seen[-1:])

    wait_until(settled, wait, every=1.0)
    return seen[-1], tasks.in_turn(seen)


def problems(environment: Environment, expected: str | None, looks: Sequence[Look]) -> list[str]:
    """Return why it was not one build, the expected one, that answered from start to end; nothing where it was."""
    return one_build.problems(environment.name, expected, looks)


def summarise(
    environment: Environment,
    expected: str | None,
    looks: Sequence[Look],
    problems: Sequence[str],
    spread: tuple[str, ...] = (),
) -> Attestation:
    """Return what is known about the build after these looks, which showed these problems.

    `spread` are the origins of which several builds answered in turn.
    """
    builds = {name: one_build.most(shares) for name, shares in _named(looks[0])} if looks else {}
    named = [build for build in builds.values() if build]
    return Attestation(
        expected=expected,
        source=environment.build,
        build=named[0] if named else None,
        origins={name: build for name, build in builds.items() if build},
        proven=bool(named) and not problems,
        answers_per_origin=ANSWERS if environment.build else 0,
        looks=tuple(looks),
        tasks=tasks.most(looks),
        spread=spread,
    )


def _shares(environment: Environment, answers: Sequence[Answer]) -> dict[str, int]:
    """Return how often each build was named; where one task names none beside others that do, that counts too."""
    came = [answer.response for answer in answers if answer.response is not None]
    builds = [(build_source.read(environment.build, response), response.is_success) for response in came]
    named = [build or UNTOLD for build, well in builds if build or well]
    return dict(Counter(named)) if set(named) - {UNTOLD} else {}


def _named(seen: Look) -> list[tuple[str, dict[str, int]]]:
    return [("web", seen.web), ("api", seen.api)]
