"""Source of the HTTP facts of both origins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from servio_verify.infra.facts import Unread, Value
from servio_verify.infra.source import Place, Read, Source, UnreachableError
from servio_verify.infra.web import encryption, origin, pages, wrong_input
from servio_verify.infra.web.asking import Asking, NoAnswerError, value_of
from servio_verify.infra.web.origin import Origin, origins

AT_ONCE = 6
SIDES = {"web": "the web app", "api": "the API"}
ALONE = {**pages.FACTS, **wrong_input.FACTS}

TOLD = {
    f"{side}_{fact}": f"{whose}: {words}"
    for side, whose in SIDES.items()
    for fact, words in {**encryption.TOLD, **{name: words for name, (words, _) in origin.FACTS.items()}}.items()
} | {name: words for name, (words, _) in ALONE.items()}


def read(place: Place) -> Read:
    """Return the facts. Raises UnreachableError where neither origin can be asked."""
    environment = place.environment
    both = origins(environment)
    with closing(Asking(environment)) as asking, ThreadPoolExecutor(AT_ONCE) as threads:
        _refuse_absent(asking, [each.url for each in both.values()])
        # TLS one after the other: looking for old versions changes what Python warns of, in all threads.
        tls = threads.submit(lambda: {side: encryption.read(environment, each.url) for side, each in both.items()})
        reads = {name: ask for name, (_, ask) in ALONE.items()}
        for side, each in both.items():
            reads |= {f"{side}_{fact}": _of(each, ask) for fact, (_, ask) in origin.FACTS.items()}
        values = threads.map(lambda ask: value_of(ask, asking), reads.values())
        found: dict[str, Value | Unread] = dict(zip(reads, values, strict=True))
        for side, facts in tls.result().items():
            found |= {f"{side}_{fact}": value for fact, value in facts.items()}
    return found


def _of(which: Origin, ask: origin.Read) -> Callable[[Asking], Value]:
    return lambda asking: ask(asking, which)


def _refuse_absent(asking: Asking, urls: list[str]) -> None:
    """Raise UnreachableError where no origin says anything, in the words of the last."""
    for url in urls:
        try:
            asking.get(url + asking.environment.paths.health)
        except NoAnswerError as error:
            why = error
        else:
            return
    raise UnreachableError(f"HTTP: {why}")


SOURCE = Source("http", "HTTP", TOLD, read)
