"""Another API than `api_url` that the pages ask: whether the settings mean that one, or the build has a wrong address.

A build made with a wrong address is Servio's defect; a wrong `api_url` says nothing of Servio (docs/verdict.md).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from servio_verify.environments.model import PRODUCTION_HOSTS, Environment
from servio_verify.environments.permissions import is_production
from servio_verify.failures.failure import Failure
from servio_verify.failures.intermediary import is_envelope
from servio_verify.failures.kind import Kind
from servio_verify.target.guard import environments_said
from servio_verify.target.origins import Sighting, look_at

SECONDS = 3.0
NO_API = "no API of Servio's answers there"
_OURS = (Kind.SUITE_ERROR, Kind.CRASH)
_PRODUCTIONS = {"production", "prod", "live"}
"""Words of one meaning."""


@dataclass(frozen=True)
class Elsewhere:
    """An API that all pages asked instead of the one under test; `is_defect` where it is another environment's."""

    line: str
    is_defect: bool


def elsewhere(environment: Environment, asked: Collection[str], failures: Sequence[Failure]) -> Elsewhere | None:
    """Return whom the pages asked instead of the API under test; None where they asked that, or nobody.

    What passed there says nothing of the API under test. What is none of Servio's may be anybody's, and one that
    a failure names already is not told twice.
    """
    # Where nobody asked, it may not even have an address: the run ended before its sandbox was started.
    if not asked or {environment.web_url, environment.api_url} & {*asked}:
        return None
    for url in sorted(asked):
        why, told = why_not_meant(environment, url), line(environment, url)
        if why == NO_API or any(failure.text.startswith(told) for failure in failures):
            continue
        return Elsewhere(f"the pages ask {url}: {why}" if why else told, is_defect=bool(why))
    return None


def line(environment: Environment, url: str) -> str:
    """Return the one line about an API that the pages ask instead."""
    return f"the pages ask {url}, api_url is {environment.api_url}: correct api_url"


def why_not_meant(environment: Environment, url: str, seconds: float = SECONDS) -> str:
    """Return why an origin that the pages ask cannot be the API of this environment; empty where it may be.

    It may be where it speaks Servio's envelope, or is behind a gate, and does not call itself another environment
    than the web app does.
    """
    if urlsplit(url).hostname in PRODUCTION_HOSTS:
        return "that is production's"
    health = environment.paths.health
    venues = environment.paths.at("/api/v1/venues")
    own, there, lists = look_at([environment.web_url + health, url + health, url + venues], seconds)
    words, wanted = _words(there), _words(own) or {word.lower() for word in (environment.says_environment,) if word}
    if words and not words & wanted and (wanted or any(map(is_production, words))):
        return f"that says that it is {', '.join(sorted(words))}"
    if lists.who or (lists.answer is not None and is_envelope(lists.answer.text)):
        return ""
    return NO_API


def attributed(failures: Sequence[Failure], environment: Environment, asked: Collection[str]) -> Sequence[Failure]:
    """Return the failures; what was asked of a wrong `api_url`, or of pages beside it, is nobody's fault but its own.

    `asked` are the origins that pages asked as an API. Where one of them is Servio's own, nothing is excused.
    """
    if not failures or {environment.web_url, environment.api_url} & {*asked}:
        return failures
    url = next((each for each in sorted(asked) if not why_not_meant(environment, each)), None)
    if url is None:
        return failures
    return [_doubted(failure, environment, line(environment, url)) for failure in failures]


def _doubted(failure: Failure, environment: Environment, sentence: str) -> Failure:
    if failure.kind in _OURS or _is_of_web_app(failure, environment):
        return failure
    details = f"{sentence}\n{failure.text}\n{failure.exchange or ''}".strip()
    return failure.model_copy(update={"kind": Kind.DOUBT, "text": details, "exchange": None, "unexplained": False})


def _is_of_web_app(failure: Failure, environment: Environment) -> bool:
    """Return whether it is an answer of the web app's own, which needs no API."""
    if failure.exchange is None or environment.has_one_origin:
        return False
    return failure.exchange.url.startswith(f"{environment.web_url}/")


def _words(sighting: Sighting) -> set[str]:
    said = environments_said(sighting.answer) if sighting.answer is not None else ()
    words = {word.lower() for word in said}
    return {"production"} if words & _PRODUCTIONS else words
