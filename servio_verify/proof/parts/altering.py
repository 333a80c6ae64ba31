"""Alterations by a function: of what is asked, of what is answered."""

from collections.abc import Callable

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.parts.routes import Route, Routes

When = Callable[[Request, Answer], bool]
Change = Callable[[Answer], Answer]
Make = Callable[[Scene], Alteration]


class Altered(Alteration):
    """Changes the answers to which a condition applies."""

    def __init__(self, change: Change, when: When) -> None:
        self._change, self._when = change, when

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer as the function has it."""
        return self._change(answer) if self._when(request, answer) else answer


class Asked(Alteration):
    """Changes what the target is asked."""

    def __init__(self, change: Callable[[Request], Request]) -> None:
        self._change = change

    def forward(self, request: Request) -> Request:
        """Return the request as the function has it."""
        return self._change(request)


class Several(Alteration):
    """Changes answers by several alterations, one after the other."""

    def __init__(self, *alterations: Alteration) -> None:
        self._alterations = alterations

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer as the last one has it."""
        for each in self._alterations:
            answer = each.alter(request, answer)
        return answer


def on_sides(change: Change, *sides: Side) -> Make:
    """Return what changes every answer of these sides."""
    return lambda _scene: Altered(change, lambda request, _: request.side in sides)


def on_routes(change: Change, *routes: Route) -> Make:
    """Return what changes every success of these routes, by any method."""
    return lambda scene: Altered(change, Routes(scene).answered(*routes))


def on_refusals(change: Change) -> Make:
    """Return what changes every refusal of the API."""
    return lambda scene: Altered(change, Routes(scene).refused)


def on_pages(change: Change) -> Make:
    """Return what changes every page of the web app."""
    return lambda _scene: Altered(change, lambda request, answer: request.side is Side.WEB and answer.is_page)


def without_headers(*names: str) -> Change:
    """Return a change that takes headers away."""
    return lambda answer: answer.without_header(*names)


def with_header(name: str, value: str) -> Change:
    """Return a change that sets a header."""
    return lambda answer: answer.with_header(name, value)
