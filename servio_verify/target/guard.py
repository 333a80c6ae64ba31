"""Guard against production: nothing is written, and no load put, where the target says that it is production.

No answer is not a no: a gate, a filter, a refusal or a time-out says nothing about what is behind it.
"""

from collections.abc import Iterator

import httpx

from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import RefusedError, is_production
from servio_verify.errors import InconclusiveError
from servio_verify.failures.intermediary import intermediary, is_envelope, what_to_do
from servio_verify.run.marks import Part
from servio_verify.target.described import identity
from servio_verify.target.origins import Sightings
from servio_verify.traffic import connections

ANSWER_SECONDS = 5.0
PATHS = ("/health", "/", "/login", "/api/v1/venues")
"""Where it is asked; the next one where one gives no clear answer."""

NO_ANSWER = "no answer"


class UnansweredError(InconclusiveError):
    """The target did not say whether it is production."""


def refuse_undeclared_production(environment: Environment, seen: Sightings | None = None) -> None:
    """Raise RefusedError where checks may write, but the target itself says that it is production.

    It may say so in the JSON of its `/health`, as `environment` or `env`, or in a header `X-Environment`.
    Raises UnansweredError where an origin gives no clear answer of Servio's own, and OtherOriginError where its pages
    are not those of `[identity]`. What was asked for is kept in `seen`.
    """
    seen = seen or Sightings()
    identity.ask(environment, seen)
    if not environment.writes and not environment.load:
        return
    for url in dict.fromkeys((environment.web_url, environment.api_url)):
        _ask(environment, url, seen)


def _ask(environment: Environment, url: str, seen: Sightings) -> None:
    unclear = []
    # Nothing of the answer is believed but that it is production: its certificate is a check of its own.
    with connections.client(Part.GUARD, verify=False, timeout=ANSWER_SECONDS) as client:
        for path in dict.fromkeys(map(environment.paths.at, PATHS)):
            try:
                answer = client.get(f"{url}{path}")
            except httpx.HTTPError as error:
                unclear.append(f"{path} {NO_ANSWER} ({type(error).__name__})")
                continue
            seen.note(f"{url}{path}", answer)
            _refuse_production(environment, url, answer)
            who = intermediary(str(answer.url), answer.status_code, answer.headers, answer.text)
            if not who and _is_clear(answer):
                return
            unclear.append(f"{path} {who or f'answered {answer.status_code}'}")
    first = unclear[0].partition(" ")[2]
    raise UnansweredError(
        f"nothing is written where it is unclear whether it is production: {url}: {first}; {_advice(first)}\n"
        f"{'; '.join(unclear)}; or set writes = false and load = false in environments/{environment.name}.toml"
    )


def _advice(unclear: str) -> str:
    if unclear.startswith(NO_ANSWER):
        return "run again when it answers"
    own = unclear.startswith("answered ") and not unclear.endswith((" 401", " 403"))
    return "look at [paths] and [identity]" if own else what_to_do(unclear)


def _refuse_production(environment: Environment, url: str, answer: httpx.Response) -> None:
    for said in environments_said(answer):
        expected = environment.says_environment is not None and said.lower() == environment.says_environment.lower()
        if is_production(said) and not expected:
            raise RefusedError(
                f"{url} says that it is {said}, and environment {environment.name!r} allows writes or load: "
                f"correct the address, or set writes = false and load = false in environments/{environment.name}.toml"
            )


def _is_clear(answer: httpx.Response) -> bool:
    """Return whether it says something of what is there: what is absent or broken says nothing of an environment."""
    return answer.is_success or is_envelope(answer.text)


def environments_said(answer: httpx.Response) -> Iterator[str]:
    """Yield the words by which an answer says which environment it is."""
    if said := answer.headers.get("X-Environment"):
        yield str(said)
    try:
        body = answer.json()
    except ValueError:
        return
    for holder in (body, body.get("data")) if isinstance(body, dict) else ():
        if isinstance(holder, dict):
            yield from (str(holder[key]) for key in ("environment", "env") if isinstance(holder.get(key), str))
