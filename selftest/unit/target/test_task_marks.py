"""What may name a task in an answer, and what is said of tasks and of their clocks."""

from collections.abc import Sequence

import httpx
import pytest

from servio_verify.results.model import Attestation
from servio_verify.results.named_build import Look, Tasks
from servio_verify.target.builds import task_clocks, tasks
from servio_verify.target.builds.task_marks import cookies_of, marks, names_task, pinning
from servio_verify.target.probe import Answer

NEW = "5f3c1a9e2b7d"


def answer(*headers: tuple[str, str], json: object = None, text: str = "ok") -> httpx.Response:
    request = httpx.Request("GET", "https://web.example.com:8443/health")
    body = {"json": json} if json is not None else {"text": text}
    return httpx.Response(200, headers=list(headers), request=request, **body)


@pytest.mark.parametrize("name", ["x-served-by", "x-task", "x-pod-name", "x-backend-server", "fly-machine-id"])
def test_a_header_of_a_task_is_known_by_its_name(name: str) -> None:
    assert names_task(name)


@pytest.mark.parametrize("name", ["x-request-id", "x-tasks", "server", "x-served-by-cache", "my-x-task", "X-Task"])
def test_other_headers_are_none(name: str) -> None:
    assert not names_task(name)


@pytest.mark.parametrize(
    ("found", "named"),
    [
        (answer(("x-served-by", "a1"), ("server", "nginx")), {"X-Served-By": "a1"}),
        (answer(("X-Served-By", "cache-fra-1")), {}),
        (answer(("X-Host", "web.example.com"), ("X-Server", "web.example.com:8443")), {}),
        (
            answer(("Set-Cookie", "SERVERID=a1; Path=/"), ("Set-Cookie", "session=x")),
            {"cookie SERVERID": "a1"},
        ),
        (answer(("Set-Cookie", "AWSALB=enciphered")), {}),
        (answer(json={"hostname": "a1", "taskArn": "b2", "status": "ok"}), {"hostname": "a1", "taskArn": "b2"}),
        (answer(json={"success": True, "data": {"instance_id": "c3"}}), {"instance_id": "c3"}),
        (answer(json={"pod-name": "d4", "replica": 5, "host": "e6"}), {"pod-name": "d4"}),
        (answer(json={"data": "task", "pod": None}), {}),
        (answer(json=["task"]), {}),
        (answer(json="task"), {}),
        (answer(text="task"), {}),
    ],
)
def test_what_may_name_the_task_is_taken_from_header_cookie_and_body(
    found: httpx.Response, named: dict[str, str]
) -> None:
    assert marks(found) == named


@pytest.mark.parametrize(
    ("lines", "cookies"),
    [
        ([], {}),
        (["a=b; Path=/; Secure"], {"a": "b"}),
        ([" a = b=c ;Path=/", "d="], {"a": "b=c", "d": ""}),
        (["no cookie; Path=/", "a=1", "a=2"], {"a": "2"}),
    ],
)
def test_a_visitor_keeps_the_cookies_that_an_answer_sets(lines: list[str], cookies: dict[str, str]) -> None:
    assert cookies_of(answer(*(("Set-Cookie", line) for line in lines))) == cookies


@pytest.mark.parametrize(
    ("names", "pins"),
    [
        (["session", "SERVERID"], "SERVERID"),
        (["a", "awsalbcors", "route"], "awsalbcors"),
        (["session", "my-affinity"], "my-affinity"),
        (["session", "other"], "session"),
    ],
)
def test_the_cookie_that_pins_is_the_balancer_s_else_the_first(names: list[str], pins: str) -> None:
    assert pinning(dict.fromkeys(names, "x")) == pins


def named(*values: str, name: str = "X-Task") -> list[httpx.Response]:
    return [answer((name, value)) if value else answer() for value in values]


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
    answers = [answer(("X-Host", "h"), ("X-Pod", pod), ("X-Node", "n")) for pod in "abab"]
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


def telling(at: float, second: int, **headers: str) -> Answer:
    body = {"meta": {"timestamp": f"2026-01-01T00:00:{second:02}+00:00"}}
    return Answer("https://web.example.com/", 1767225600.0 + at, {}, answer(*headers.items(), json=body))


def silent(json: object) -> Answer:
    return Answer("https://web.example.com/", 1767225600.0, {}, answer(json=json))


UNREACHED = Answer("https://web.example.com/", 1767225600.0, {})


@pytest.mark.parametrize(
    ("answers", "seconds"),
    [
        ([], 0.0),
        ([telling(0, 5)], 0.0),
        ([telling(0, 5), telling(2, 7)], 0.0),  # the second was asked two seconds later
        ([telling(0, 5), telling(0, 45), telling(1, 16)], 40.0),
        ([telling(0, 5), telling(0, 45, Age="40")], 0.0),  # a cache kept it
        ([telling(0, 5), UNREACHED, silent({}), silent([]), silent({"meta": {"timestamp": "soon"}})], 0.0),
        ([silent({"meta": {"timestamp": 5}}), silent({"meta": None}), silent({"meta": {}})], 0.0),
    ],
)
def test_clocks_are_apart_by_what_answers_of_one_moment_tell(answers: list[Answer], seconds: float) -> None:
    assert task_clocks.apart(answers) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("clocks", "lines"),
    [
        ([], []),
        ([0.0, 30.0], []),
        ([31.2, 4.0], ["seen: the clocks of tasks are 31 s apart, by meta.timestamp of answers of one moment"]),
    ],
)
def test_clocks_that_are_more_than_half_a_minute_apart_are_noted(clocks: list[float], lines: list[str]) -> None:
    assert list(task_clocks.note(look({}, {}, clocks=each) for each in clocks)) == lines
