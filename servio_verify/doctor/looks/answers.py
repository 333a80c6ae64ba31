"""What comes back from an origin: its answers, who gives them, and what it says of itself."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import httpx

from servio_verify.doctor.attempts import Attempt, Deadline
from servio_verify.doctor.finding import Finding, doubt, untried, well, wrong
from servio_verify.doctor.looks import network, tls
from servio_verify.doctor.proposal import Proposal
from servio_verify.environments import trust
from servio_verify.environments.model import Environment
from servio_verify.environments.permissions import is_production
from servio_verify.failures.intermediary import what_to_do
from servio_verify.run.marks import Part
from servio_verify.target.described.other_application import UNKNOWN, title_of
from servio_verify.target.guard import environments_said
from servio_verify.target.probe import Answer, probe
from servio_verify.traffic import connections

ANSWER_SECONDS = 4.0
AT_ONCE = 12
STEPS = ("DNS", "TCP", "TLS", "HTTP", "who", "says")
_SAID = 36
"""Characters of what an answer says that are shown."""


@dataclass(frozen=True)
class OriginLook:
    """What was seen of one origin. `answers` by path; none where it was not reached."""

    name: str
    url: str
    findings: tuple[Finding, ...]
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def is_reached(self) -> bool:
        """Whether the origin itself answered: nothing on the way failed, and nobody else answered for it."""
        return bool(self.answers) and not any(finding.stops for finding in self.findings)

    def at(self, path: str) -> httpx.Response | None:
        """Return what came back from a path; None where nothing did."""
        answer = self.answers.get(path)
        return answer.response if answer else None


def look(environment: Environment, name: str, url: str, paths: Sequence[str], deadline: Deadline) -> OriginLook:
    """Go the way to an origin step by step, and ask for these paths; after a failed step none is tried."""
    key = "web_url" if url == environment.web_url else "api_url"
    answers: dict[str, Answer] = {}
    findings: list[Finding] = []
    for finding in _steps(environment, url, key, paths, deadline, answers):
        findings.append(finding)
        if finding.stops:
            rest = STEPS[len(findings) :]
            findings += [untried(step, f"{finding.step} failed") for step in rest]
            break
    return OriginLook(name, url, tuple(findings), answers)


def with_path(
    environment: Environment, origins: Sequence[OriginLook], path: str, deadline: Deadline
) -> list[OriginLook]:
    """Return the looks with what each origin answers at this path too."""
    came = ask(environment, [origin.url + path for origin in origins], deadline)
    return [
        replace(origin, answers={**origin.answers, path: answer}) for origin, answer in zip(origins, came, strict=True)
    ]


def ask(environment: Environment, urls: Sequence[str], deadline: Deadline) -> list[Answer]:
    """Return the answers of these addresses, asked for at once; certificates are verified."""
    with _client(environment, urls[0], deadline.left(ANSWER_SECONDS)) as client:
        turns = threading.Semaphore(AT_ONCE)

        def look(url: str) -> Answer:
            with turns:
                return probe(client, url)

        attempts = [Attempt(partial(look, url)) for url in urls]
        return [_in_time(attempt, url, deadline) for attempt, url in zip(attempts, urls, strict=True)]


def _client(environment: Environment, url: str, seconds: float) -> httpx.Client:
    context = trust.client_context(environment) if url.startswith("https:") else False
    return connections.client(Part.DOCTOR, fresh=True, verify=context, timeout=seconds)


def _in_time(attempt: Attempt[Answer], url: str, deadline: Deadline) -> Answer:
    try:
        return attempt.result(deadline.left(ANSWER_SECONDS + 0.5))
    except TimeoutError as error:
        return Answer(url, 0, {}, error=str(error), raised=error)


def _steps(
    environment: Environment,
    url: str,
    key: str,
    paths: Sequence[str],
    deadline: Deadline,
    answers: dict[str, Answer],
) -> Iterator[Finding]:
    yield from network.way(url, key, deadline)
    came = dict(zip(paths, ask(environment, [url + path for path in paths], deadline), strict=True))
    secured = next((answer for answer in came.values() if answer.response), came[paths[0]])
    yield tls.look(environment, secured, key)
    answers |= came
    yield _http(came)
    yield _who(came)
    yield _says(environment, came)


def _http(came: Mapping[str, Answer]) -> Finding:
    said = ", ".join(_told(path, answer) for path, answer in came.items() if path != UNKNOWN)
    if all(answer.response is None for answer in came.values()):
        first = next(iter(came.values()))
        late = isinstance(first.raised, httpx.TimeoutException | TimeoutError)
        said = f"no answer within {ANSWER_SECONDS:.0f} s" if late else first.error
        return wrong("HTTP", said, "what listens there hangs, or speaks no HTTP: its keeper looks at it")
    down = [path for path, answer in came.items() if answer.down and not answer.who]
    if down == [*came]:
        return wrong("HTTP", said, "it is down behind its gateway: run again when it is up")
    if down:
        return doubt("HTTP", said, f"{', '.join(down)} does not answer: look at the target, then run again")
    return well("HTTP", said)


def _told(path: str, answer: Answer) -> str:
    path = path.partition("?")[0]
    return (
        f"{path} {answer.status} in {answer.times.get('first_byte', 0):.0f} ms"
        if answer.status
        else f"{path} no answer"
    )


def _who(came: Mapping[str, Answer]) -> Finding:
    met = {path: answer.who for path, answer in came.items() if answer.who}
    if not met:
        return well("who", "the application itself; no gate, filter or CDN in its place")
    who = next(iter(met.values()))
    where = "" if len(met) == len(came) else f" at {', '.join(met)}"
    advice = what_to_do(who)
    page = " (docs/environments.md, Behind a gate)" if advice.endswith("be let past") else ""
    return wrong("who", f"{who}{where}", f"{advice}{page}")


def _says(environment: Environment, came: Mapping[str, Answer]) -> Finding:
    answers = [answer.response for answer in came.values() if answer.response is not None]
    words = list(dict.fromkeys(word for answer in answers for word in environments_said(answer)))
    titles = list(dict.fromkeys(filter(None, (title_of(answer) for answer in answers if answer.is_success))))
    stacks = list(dict.fromkeys(filter(None, (answer.headers.get("x-powered-by") for answer in answers))))
    said = [f"environment {', '.join(words)}"] if words else []
    said += [f'"{titles[0][:_SAID]}"'] if titles else []
    said += [", ".join(stacks)[:_SAID]] if stacks else []
    if other := [word for word in words if word.lower() != environment.own_word.lower()]:
        unless = "unless it is production" if is_production(other[0]) else "if that is right here"
        return doubt("says", "; ".join(said), f'{unless}, set says_environment = "{other[0]}"')
    return well("says", "; ".join(said) or "nothing of its name or environment")


def with_word(environment: Environment, origins: Sequence[OriginLook], proposal: Proposal) -> Proposal:
    """Return the proposal with the word by which the target calls itself; production's is never proposed."""
    came = [answer.response for origin in origins for answer in origin.answers.values() if answer.response is not None]
    words = list(dict.fromkeys(word for answer in came for word in environments_said(answer)))
    if len(words) != 1 or words[0].lower() == environment.own_word.lower() or is_production(words[0]):
        return proposal
    return proposal.with_setting("says_environment", words[0])
