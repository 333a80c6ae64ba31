"""What the first answers of a path say, and which paths are asked; on real sockets."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from selftest.infra.held import environment
from selftest.support.small_server import Said, serving
from servio_verify.environments.model import Environment
from servio_verify.target.builds import first_answers
from servio_verify.target.builds.first_answers import cold_starts, judge


@pytest.mark.parametrize(
    ("statuses", "says"),
    [
        ([500, 200, 200], "the first GET /api/v1/venues of the run answered 500, a later one 200: a cold start"),
        ([200, 500, 200], "the second GET /api/v1/venues of the run answered 500, a later one 200: a cold start"),
        ([200] * 7 + [500, 200], "a GET /api/v1/venues of the run answered 500, a later one 200: a cold start"),
        ([500, 401], "the first GET /api/v1/venues of the run answered 500, a later one 401: a cold start"),
        ([200, 200, 200], ""),
        ([500, 500, 500], ""),
        ([503, 200, 200], ""),
        ([502, 504], ""),
        ([500, 503, 504], ""),
        ([501, 499], "the first GET /api/v1/venues of the run answered 501, a later one 499: a cold start"),
        ([401, 401, 500, 401], "the third GET /api/v1/venues of the run answered 500, a later one 401: a cold start"),
        (
            [200] * 3 + [500, 200],
            "the fourth GET /api/v1/venues of the run answered 500, a later one 200: a cold start",
        ),
        ([200] * 4 + [500, 200], "a GET /api/v1/venues of the run answered 500, a later one 200: a cold start"),
        ([200, 500, 500, 302], "the second GET /api/v1/venues of the run answered 500, a later one 302: a cold start"),
        ([200, 500], ""),
        ([404], ""),
        ([], ""),
    ],
)
def test_a_500_that_no_later_answer_repeats_is_a_cold_start(statuses: list[int], says: str) -> None:
    assert judge("https://api.example.com/api/v1/venues", statuses) == says


@pytest.mark.parametrize(
    ("statuses", "share"),
    [
        ([500, 200, 500], "2 of the first 3"),
        ([200, 500] * 3, "3 of the first 6"),
        ([200, 500, 503, 200, 500, 200], "2 of the first 6"),
    ],
)
def test_a_500_that_comes_again_is_no_cold_start(statuses: list[int], share: str) -> None:
    says = f"GET / answered 500 to {share} requests, 200 in between: one task of several, or it comes and goes"
    assert judge("https://example.com/", statuses) == says


class Asked:
    """What was asked for, and what is answered: nothing but 200, where no other statuses were given for a path."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.statuses: defaultdict[str, list[int]] = defaultdict(list)
        self._lock = threading.Lock()

    def by(self, origin: str) -> Callable[[str], Said]:
        def answer(path: str) -> Said:
            with self._lock:
                self.count[f"{origin} {path}"] += 1
                left = self.statuses[f"{origin} {path}"]
                return (left.pop(0) if left else 200), {}, ""

        return answer


@contextmanager
def asking(**settings: object) -> Iterator[tuple[Asked, Environment]]:
    asked = Asked()
    with serving(asked.by("web")) as web, serving(asked.by("api")) as api:
        yield asked, environment(web_url=web, api_url=api, **settings)


CONTRACT = {"web /", "web /login", "web /dashboard", "api /ready", "api /api/v1/venues"}


@pytest.mark.parametrize(
    ("settings", "paths"),
    [
        ({}, CONTRACT),
        ({"paths": {"dashboard": "where sign-in leads"}}, CONTRACT - {"web /dashboard"}),
        ({"resources": {"venues": False, "menus": False, "orders": False}}, CONTRACT - {"api /api/v1/venues"}),
        (
            {"paths": {"login": "/sign-in", "ready": "/up", "api": "/v2"}},
            {"web /", "web /sign-in", "web /dashboard", "api /up", "api /v2/venues"},
        ),
    ],
)
def test_each_path_of_the_contract_that_is_there_is_asked_three_times(
    settings: dict[str, object], paths: set[str]
) -> None:
    with asking(**settings) as (asked, where):
        assert cold_starts(where, {}) == []
    assert asked.count == dict.fromkeys(paths, 3)


def test_the_first_answers_of_each_path_are_judged_with_those_before() -> None:
    with asking() as (asked, where):
        asked.statuses |= {"api /ready": [500], "web /login": [500, 500, 500], "web /app.js": [200]}
        earlier = {
            f"{where.web_url}/": [200, 500],
            f"{where.web_url}/app.js": [500],
            f"{where.web_url}/b.js": [200, 500],
            f"{where.web_url}/health": [500],
            f"{where.api_url}/health": [500],
            f"{where.web_url}/gone": [503, 404],
        }
        lines = cold_starts(where, earlier)
    assert lines == [
        "the second GET / of the run answered 500, a later one 200: a cold start",
        "the first GET /ready of the run answered 500, a later one 200: a cold start",
        "the first GET /app.js of the run answered 500, a later one 200: a cold start",
        "the second GET /b.js of the run answered 500, a later one 200: a cold start",
    ]
    assert asked.count == dict.fromkeys(CONTRACT | {"web /app.js", "web /b.js"}, 3)


def test_who_does_not_answer_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """And an answer is not waited for long; what came before it counts."""
    monkeypatch.setattr(first_answers, "SECONDS", 1.0)
    asked: Counter[str] = Counter()

    def late(path: str) -> Said:
        asked[path] += 1
        if path == "/api/v1/venues":
            time.sleep(2.0)  # noqa: TID251 - a server that is late, nothing that is waited for
        return 200, {}, ""

    with serving(late) as url:
        where = environment(web_url=url, api_url=url)
        lines = cold_starts(where, {f"{url}/api/v1/venues": [500, 200]})
    assert lines == ["the first GET /api/v1/venues of the run answered 500, a later one 200: a cold start"]
    assert asked["/api/v1/venues"] == 1
    assert asked["/login"] == 3
