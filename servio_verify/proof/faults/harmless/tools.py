"""What harmless differences are made of."""

import random
import zlib
from collections.abc import Callable

from servio_verify.environments.tier import Tier
from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Expected, Fault, register

Make = Callable[[Scene], Alteration]
SUFFERS = "nobody: a good build would be rolled back for it"


def difference(title: str, source: str, *, tier: Tier = Tier.SMOKE) -> Callable[[Make], Make]:
    """Register the decorated function as a harmless difference: `def in_gzip` is `in-gzip`, its kind the module.

    `tier` is the one that it could disturb most, and which must stay green.
    """

    def add(make: Make) -> Make:
        name, kind = make.__name__.replace("_", "-"), make.__module__.rpartition(".")[2]
        register(Fault(name, f"harmless: {kind}", title, SUFFERS, source, make, tier, Expected.HARMLESS))
        return make

    return add


class Altered(Alteration):
    """Changes each answer by one function."""

    def __init__(self, change: Callable[[Request, Answer], Answer]) -> None:
        self._change = change

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the changed answer."""
        return self._change(request, answer)


class InPages(Alteration):
    """Runs a script of the web app's own origin in each of its pages, as a tag manager has it."""

    def __init__(self, script: str) -> None:
        self._script = f"(() => {{{script}}})();".encode()  # names of two scripts do not meet
        self._path = f"/added-{zlib.crc32(self._script):x}.js"

    def instead(self, request: Request) -> Answer | None:
        """Return the script where it is asked for."""
        if request.side is Side.WEB and request.route == self._path:
            return Answer(200, (("Content-Type", "text/javascript"), ("Cache-Control", "no-store")), self._script)
        return None

    def alter(self, _request: Request, answer: Answer) -> Answer:
        """Return a page with the script at its end."""
        if not answer.is_page or b"</body>" not in answer.body:
            return answer
        tag = f'<script src="{self._path}"></script></body>'.encode()
        return answer.with_body(answer.body.replace(b"</body>", tag, 1))


def of_api(change: Callable[[Answer], Answer]) -> Altered:
    """Return an alteration of the API's answers in JSON."""

    def altered(request: Request, answer: Answer) -> Answer:
        is_json = request.side is Side.API and answer.media_type == "application/json" and answer.json is not None
        return change(answer) if is_json else answer

    return Altered(altered)


def with_headers(*headers: tuple[str, str]) -> Altered:
    """Return an alteration that adds headers to every answer, beside those of the same names."""
    return Altered(lambda _request, answer: add_headers(answer, *headers))


def add_headers(answer: Answer, *headers: tuple[str, str]) -> Answer:
    """Return an answer with more headers."""
    return Answer(answer.status, (*answer.headers, *headers), answer.body, answer.delivery)


def seeded() -> random.Random:
    """Return what draws the same numbers in each run."""
    return random.Random(20)  # noqa: S311 - no secret
