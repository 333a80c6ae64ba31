"""Returning visitors: whom a balancer's cookie pins to the task of their first visit, though others meet a new one.

HAProxy in `drain`, nginx's sticky sessions and the like still lead them there when a roll-out seems to be over.
"""

from collections.abc import Iterator, Mapping, Sequence

import httpx

from servio_verify.results.named_build import Pinned
from servio_verify.target.builds.task_marks import cookies_of, pinning
from servio_verify.target.probe import Answer, probe
from servio_verify.traffic import build_source


class Returning:
    """One visitor for each build that an origin named, with the cookies that came with it. Not for several threads."""

    def __init__(self, source: str | None) -> None:
        self._source = source
        self._held: dict[tuple[str, str], tuple[str, dict[str, str]]] = {}

    def meet(self, origin: str, answers: Sequence[Answer]) -> None:
        """Keep the cookies of these answers, by the build that came with them."""
        for answer in answers:
            if answer.response is None or not (cookies := cookies_of(answer.response)):
                continue
            if build := build_source.read(self._source, answer.response):
                self._held[origin, build] = answer.url, cookies

    def visit(self, client: httpx.Client, shares: Mapping[str, Mapping[str, int]]) -> Iterator[Pinned]:
        """Yield what those see whose build nobody else sees any more; `shares` are the others', by origin."""
        for (origin, build), (url, cookies) in list(self._held.items()):
            if build in shares[origin]:
                continue
            line = "; ".join(f"{name}={value}" for name, value in cookies.items())
            answer = probe(client, url, cookies=line).response
            seen = build_source.read(self._source, answer) if answer is not None else None
            if seen and seen not in shares[origin]:
                yield Pinned(origin=origin, build=seen, cookie=pinning(cookies))
            else:
                del self._held[origin, build]
