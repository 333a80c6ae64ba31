"""Alterations by functions: of what is asked, of what is answered, and to which answers that applies."""

from collections.abc import Callable

from servio_verify.proof.alteration import Alteration, Make, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.parts.answers import Change, with_id_of_its_own
from servio_verify.proof.parts.matching import READS, When, anything, is_page
from servio_verify.proof.parts.routes import Route, Routes


class Altered(Alteration):
    """Changes the answers to which a condition applies."""

    def __init__(self, change: Change, when: When = anything) -> None:
        self._change, self._when = change, when

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer as the function has it."""
        return self._change(answer) if self._when(request, answer) else answer


class InTurn(Altered):
    """Changes every second answer of those to which a condition applies: two servers, one of them at fault."""

    def __init__(self, change: Change, when: When) -> None:
        super().__init__(change, when)
        self._met = 0

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the answer as one of the two servers has it."""
        self._met += self._when(request, answer)
        return super().alter(request, answer) if self._met % 2 else answer


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


class Instead(Alteration):
    """Answers in the target's place, so that a write never gets there; the web app may read it, as Servio's own."""

    def __init__(self, scene: Scene, which: Callable[[Request], bool], answer: Answer) -> None:
        self._which, self._answer, self._web = which, answer, scene.environment.web_origin

    def instead(self, request: Request) -> Answer | None:
        """Return this answer to those that are meant; what CORS asks first is for the target to say."""
        if request.method == "OPTIONS" or not self._which(request):
            return None
        if request.header("Origin") != self._web or self._web is None:
            return with_id_of_its_own(self._answer)
        let_in = with_id_of_its_own(self._answer).with_header("Access-Control-Allow-Origin", self._web)
        return let_in.with_header("Access-Control-Allow-Credentials", "true")


class Served(Altered):
    """Serves a file of its own on the web app's origin, and changes the answers that lead to it, if any."""

    def __init__(self, path: str, file: Answer, change: Change = lambda answer: answer, when: When = anything) -> None:
        super().__init__(change, when)
        self._path, self._file = path, file

    def instead(self, request: Request) -> Answer | None:
        """Return the file where it is asked for."""
        return self._file if request.side is Side.WEB and request.route == self._path else None


def on(change: Change, when: When) -> Make:
    """Return what changes every answer to which a condition applies."""
    return lambda _scene: Altered(change, when)


def on_sides(change: Change, *sides: Side) -> Make:
    """Return what changes every answer of these sides."""
    return on(change, lambda request, _: request.side in sides)


def on_pages(change: Change) -> Make:
    """Return what changes every page of the web app."""
    return on(change, is_page)


def on_routes(change: Change, *routes: Route) -> Make:
    """Return what changes every success of these routes, by any method."""
    return lambda scene: Altered(change, Routes(scene).answered(*routes))


def on_refusals(change: Change) -> Make:
    """Return what changes every refusal of the API."""
    return lambda scene: Altered(change, Routes(scene).refused)


def on_asked(change: Change, *routes: Route, methods: tuple[str, ...] = READS) -> Make:
    """Return what changes every answer of these routes, a success or not."""

    def make(scene: Scene) -> Alteration:
        asked = Routes(scene).asked(*routes, methods=methods)
        return Altered(change, lambda request, _: asked(request))

    return make


def instead(answer: Answer, *routes: Route, methods: tuple[str, ...] = READS) -> Make:
    """Return what gives this answer in the target's place."""
    return lambda scene: Instead(scene, Routes(scene).asked(*routes, methods=methods), answer)
