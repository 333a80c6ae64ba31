"""First answers of a run: what a fresh process says before anybody has warmed it up.

Every deploy has a cold start, and every second try hides it: here the first answer counts.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import httpx

from servio_verify.environments.model import Environment
from servio_verify.failures.kind import GATEWAY_ERRORS
from servio_verify.target.probe import fresh_connections, probe

ASKED = 3
"""How often each path is asked, one after the other: of two tasks both are met where they answer in turn."""

SECONDS = 3.0
"""How long an answer may take here; one that hangs is for the checks to find."""

ORDINALS = ("the first", "the second", "the third", "the fourth")
WEB_PATHS = ("/", "/login")
API_PATHS = ("/ready", "/api/v1/venues")


def cold_starts(environment: Environment, earlier: Mapping[str, list[int]]) -> list[str]:
    """Ask the contract's paths, and what failed before; return a line for each that failed, and then did not.

    `earlier` are statuses of all answers that came before, by address: who asked first, met the cold start. Health
    is left out, which may say by any status that it has not begun.
    One that fails each time is for the checks to find; one whose task is not there yet (502 to 504) has not begun.
    """
    healths = {url + environment.paths.health for url in (environment.web_url, environment.api_url)}
    failed = [url for url, statuses in earlier.items() if url not in healths and any(map(_is_wrong, statuses))]
    urls = list(dict.fromkeys([*_own(environment), *failed]))
    with fresh_connections(SECONDS) as client, ThreadPoolExecutor(len(urls)) as threads:
        answers = list(threads.map(lambda url: _ask(client, url), urls))
    came = [(url, [*earlier.get(url, ()), *later]) for url, later in zip(urls, answers, strict=True)]
    return [line for url, statuses in came if (line := judge(url, statuses))]


def _own(environment: Environment) -> Iterator[str]:
    paths = environment.paths
    yield from (environment.web_url + paths.at(path) for path in WEB_PATHS)
    if paths.dashboard_is_told:
        yield environment.web_url + paths.dashboard
    yield from (environment.api_url + paths.at(path) for path in API_PATHS if not environment.resources.missing(path))


def judge(url: str, statuses: list[int]) -> str:
    """Return the line about the first answers of an address; empty where there is nothing to say."""
    bad = next((place for place, status in enumerate(statuses) if _is_wrong(status)), None)
    if bad is None or not (later := [status for status in statuses[bad + 1 :] if status < 500]):
        return ""
    path, wrong = httpx.URL(url).path, sum(map(_is_wrong, statuses))
    if any(map(_is_wrong, statuses[statuses.index(later[0], bad) :])):
        share = f"{statuses[bad]} to {wrong} of the first {len(statuses)} requests"
        return f"GET {path} answered {share}, {later[0]} in between: one task of several, or it comes and goes"
    which = ORDINALS[bad] if bad < len(ORDINALS) else "a"
    return f"{which} GET {path} of the run answered {statuses[bad]}, a later one {later[0]}: a cold start"


def _is_wrong(status: int) -> bool:
    return status >= 500 and status not in GATEWAY_ERRORS


def _ask(client: httpx.Client, url: str) -> list[int]:
    statuses: list[int] = []
    for _ in range(ASKED):
        if (status := probe(client, url).status) is None:
            break
        statuses.append(status)
    return statuses
