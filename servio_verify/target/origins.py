"""A look at addresses of both origins at once, each within a time, name resolution included."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import httpx

from servio_verify.environments import proxies
from servio_verify.failures.gate_settings import certificate_gate
from servio_verify.failures.intermediary import intermediary
from servio_verify.failures.kind import GATEWAY_ERRORS
from servio_verify.run.marks import Part
from servio_verify.traffic import connections


@dataclass
class Sighting:
    """What was seen last at one address; `who` answered there instead of Servio, where something did."""

    url: str
    seen: str = "no answer yet"
    answer: httpx.Response | None = None
    who: str | None = None
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def status(self) -> int | None:
        """The status; None where nothing came."""
        return self.answer.status_code if self.answer is not None else None

    def __str__(self) -> str:
        return f"{self.url} {self.seen}"


class Sightings:
    """All that a run asked for before its first check, in order: whatever asked, a cold start may be among it."""

    def __init__(self) -> None:
        self._all: list[Sighting] = []

    def add(self, sightings: Iterable[Sighting]) -> None:
        """Keep what is being asked for; its answer may come later."""
        self._all += sightings

    def note(self, url: str, answer: httpx.Response | None) -> None:
        """Keep an answer that somebody else fetched, where one came."""
        if answer is None:
            return
        who = intermediary(url, answer.status_code, answer.headers, answer.text)
        self.add([Sighting(url, f"answered {answer.status_code}", answer, who)])

    def statuses(self, counts: Callable[[httpx.Response], bool] = lambda _answer: True) -> dict[str, list[int]]:
        """Return what came from Servio itself, by address; of answers that do not count, nothing."""
        found: dict[str, list[int]] = {}
        for each in self._all:
            if each.answer is not None and not each.who and counts(each.answer):
                found.setdefault(each.url, []).append(each.answer.status_code)
        return found


@dataclass(frozen=True)
class Origin:
    """The two addresses that an origin is looked at: its health, and its first page."""

    health: Sighting
    root: Sighting

    @property
    def is_ready(self) -> bool:
        """Whether its health is as promised, and Servio's."""
        return self.health.status == httpx.codes.OK and not self.health.who

    @property
    def shows_a_page(self) -> bool:
        """Whether its health is a page, which the contract does not have (docs/CONTRACT.md, Web app)."""
        answer = self.health.answer
        return answer is not None and "html" in answer.headers.get("Content-Type", "")

    @property
    def is_down(self) -> bool:
        """Whether nothing but a gateway answers. A health that hangs beside a page that answers is wrong, not down."""
        status = self.health.status or self.root.status
        return status is None or status in GATEWAY_ERRORS

    @property
    def interceptor(self) -> str | None:
        """Who keeps us from Servio at both addresses; None where Servio itself is seen at one of them."""
        return self.health.who if self.root.who or self.root.answer is None else None


def look_at_origins(urls: Sequence[str], health: str, seconds: float, seen: Sightings | None = None) -> list[Origin]:
    """Look at first page and `health` (a path) of each origin; where health is well, the page is not waited for."""
    # Threads, because name resolution knows no time-out; daemons, so that none can hold the process.
    origins = [Origin(Sighting(f"{url}{health}"), Sighting(f"{url}/")) for url in urls]
    deadline = _start([sighting for origin in origins for sighting in (origin.health, origin.root)], seconds, seen)
    for origin in origins:
        _await(origin.health, deadline, seconds)
        if not origin.is_ready or origin.shows_a_page:
            _await(origin.root, deadline, seconds)
    return origins


def look_at(urls: Sequence[str], seconds: float, seen: Sightings | None = None) -> list[Sighting]:
    """Look at these addresses; what comes is kept in `seen` too, where it counts as a first answer."""
    sightings = [Sighting(url) for url in urls]
    deadline = _start(sightings, seconds, seen)
    for sighting in sightings:
        _await(sighting, deadline, seconds)
    return sightings


def _start(sightings: Sequence[Sighting], seconds: float, seen: Sightings | None) -> float:
    if seen is not None:
        seen.add(sightings)
    for sighting in sightings:
        threading.Thread(target=_look, args=(sighting, seconds), daemon=True).start()
    return time.monotonic() + seconds


def _await(sighting: Sighting, deadline: float, seconds: float) -> None:
    if not sighting.done.wait(max(0.0, deadline - time.monotonic())):
        sighting.seen = f"no answer within {seconds:.0f} s"


def _look(sighting: Sighting, seconds: float) -> None:
    try:
        # Whether it is up is the question here; whether its certificate can be trusted is a check of its own.
        with connections.client(Part.PREFLIGHT, verify=False, timeout=seconds, fresh=True) as client:
            answer = client.get(sighting.url)
        sighting.seen = f"answered {answer.status_code}"
        sighting.who = intermediary(sighting.url, answer.status_code, answer.headers, answer.text)
        sighting.answer = answer
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        sighting.seen = f"{type(error).__name__}: {error}{proxies.proxy_note(sighting.url)}"
        sighting.who = certificate_gate(str(error))
        if "407" in str(error):  # httpx's ProxyError of a tunnel that is refused
            sighting.who = intermediary(sighting.url, 407, {})
    finally:
        sighting.done.set()
