"""How many tasks answers came from, and what that proves."""

from collections.abc import Sequence

import httpx
import pytest

from servio_verify.results.model import Attestation
from servio_verify.results.named_build import Look, Tasks
from servio_verify.target.builds import tasks

NEW = "5f3c1a9e2b7d"


def answer(**headers: str) -> httpx.Response:
    request = httpx.Request("GET", "https://web.example.com/health")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(200, headers=named, request=request, text="ok")


def named(*values: str) -> list[httpx.Response]:
    return [answer(X_Task=value) if value else answer() for value in values]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (named("a", "b", "a", "b"), Tasks(count=2, by="X-Task")),
        (named("a", "a", "a", "a"), Tasks(count=1, by="X-Task")),
        (named("a", "b", "a"), None),  # too few
        (named("a", "b", "a", "b", ""), None),  # another hop's
        (named("a", "b", "c", "a"), None),  # nearly every answer's own
        (named("a", "b", "c", "a", "b", "c"), Tasks(count=3, by="X-Task")),
        ([], None),
    ],
)
def test_tasks_are_told_apart_by_what_each_answer_has_and_several_share(
    answers: Sequence[httpx.Response], told: Tasks | None
) -> None:
    assert tasks.told_apart(answers) == told


def test_what_tells_most_tasks_apart_counts() -> None:
    answers = [answer(X_Host="h", X_Pod=pod, X_Node="n") for pod in "abab"]
    assert tasks.told_apart(answers) == Tasks(count=2, by="X-Pod")


def look(web: dict[str, int], api: dict[str, int], **more: object) -> Look:
    return Look.model_validate({"when": "start", "web": web, "api": api} | more)


def of(**counts: int) -> dict[str, Tasks]:
    return {name: Tasks(count=count, by="X-Task") for name, count in counts.items()}


def test_the_look_that_told_most_tasks_apart_counts() -> None:
    looks = [look({}, {}, tasks=of(web=1)), look({}, {}, tasks=of(web=2, api=1)), look({}, {}, tasks=of(web=1, api=1))]
    assert tasks.most(looks) == of(web=2, api=1)
    assert tasks.most([]) == {}
    other = look({}, {}, tasks={"web": Tasks(count=2, by="X-Pod")})
    assert tasks.most([looks[1], other]) == of(web=2, api=1), "of two that told as many, the first"


MIXED, ONCE, PURE = {"old": 2, "new": 18}, {"old": 1, "new": 19}, {"new": 20}


@pytest.mark.parametrize(
    ("looks", "origins"),
    [
        ([look(MIXED, PURE), look(PURE, PURE)], ()),
        ([look(MIXED, PURE), look(PURE, PURE), look(MIXED, MIXED)], ("web",)),
        ([look(MIXED, MIXED)] * 2, ("web", "api")),
        ([look(ONCE, PURE)] * 3, ()),
        ([], ()),
    ],
)
def test_builds_that_came_in_turn_twice_are_spread(looks: list[Look], origins: tuple[str, ...]) -> None:
    assert tasks.in_turn(looks) == origins


def proof(
    told: dict[str, Tasks], *spread: str, expected: str | None = NEW, proven: bool = True, one: bool = False
) -> Attestation:
    origins = {"web": NEW} if one else {"web": NEW, "api": NEW}
    return Attestation(expected=expected, origins=origins, proven=proven, tasks=told, spread=spread)


@pytest.mark.parametrize(
    ("of_whom", "said"),
    [
        (proof(of(web=2, api=2)), ", of 2 tasks"),
        (proof(of(web=2, api=3)), ", of 2 tasks of the web app and 3 tasks of the API"),
        (proof(of(web=3), one=True), ", of 3 tasks"),
        (proof(of(web=2), "api"), ", spread over tasks"),
        (proof({}, "web", "api"), ", spread over tasks"),
        (proof(of(web=2)), ""),
        (proof(of(web=1, api=1)), ""),
        (proof(of(web=1, api=2)), ""),
        (proof({}), "; tasks not told apart"),
        (proof({}, expected=None), ""),
        (Attestation(expected=NEW), ""),
        (proof({}, "web"), "; tasks not told apart"),
    ],
)
def test_the_note_says_how_many_tasks_answered(of_whom: Attestation, said: str) -> None:
    assert tasks.note(of_whom) == said


SAME = f"has the same X-Task: that another task runs {NEW} too is not proven"


def several(count: int) -> str:
    return f"what one of {count} tasks alone gets wrong: each request of a check meets one of them"


@pytest.mark.parametrize(
    ("of_whom", "lines"),
    [
        (proof({}), []),
        (proof(of(web=2, api=3)), [several(3)]),
        (proof(of(web=1, api=1)), [f"every answer {SAME}"]),
        (proof(of(web=1, api=2)), [several(2), f"every answer of the web app {SAME}"]),
        (proof(of(api=1)), [f"every answer of the API {SAME}"]),
        (proof(of(web=1), one=True), [f"every answer {SAME}"]),
        (proof(of(web=1, api=1), "web"), [f"every answer of the API {SAME}"]),
        (proof(of(web=1, api=1), expected=None), []),
        (proof(of(web=1, api=1), proven=False), []),
        (proof(of(web=1, api=5), one=True), [f"every answer {SAME}"]),  # the API names no build: none of its tasks do
    ],
)
def test_what_tasks_do_not_prove_is_told(of_whom: Attestation, lines: list[str]) -> None:
    assert list(tasks.unproven(of_whom)) == lines


def test_a_long_name_of_a_build_is_cut() -> None:
    (line,) = tasks.unproven(proof(of(web=1, api=1), expected=NEW + "0123456789"))
    assert line.endswith(f"another task runs {NEW} too is not proven")
