import httpx
import pytest

from servio_verify.api import health
from servio_verify.testing import BLOCKER, Environment, area, ensure

pytestmark = area("Operations", "Health", BLOCKER)


ORIGINS = pytest.mark.parametrize("origin", ["web_url", "api_url"])
ORIGIN_NAMES = {"web_url": "the web app", "api_url": "the API"}


def test_the_home_page_answers(web: httpx.Client) -> None:
    answer = web.get("/")
    ensure(answer.status_code == 200, "the home page does not answer", answer, "200")


@ORIGINS
def test_health_answers_within_five_seconds(environment: Environment, web: httpx.Client, origin: str) -> None:
    answer = web.get(getattr(environment, origin) + environment.paths.health)
    health.expect_said(answer, f"{ORIGIN_NAMES[origin]} is not healthy")
    seconds = answer.elapsed.total_seconds()
    slow = f"the health of {ORIGIN_NAMES[origin]} took {seconds:.1f} s; the load balancer waits {health.SECONDS} s"
    ensure(seconds < health.SECONDS, slow, answer)


@ORIGINS
def test_health_is_no_page(environment: Environment, web: httpx.Client, origin: str) -> None:
    health.expect_no_page(
        web.get(getattr(environment, origin) + environment.paths.health), f"the health of {ORIGIN_NAMES[origin]}"
    )


@ORIGINS
def test_every_dependency_that_health_names_is_ok(environment: Environment, web: httpx.Client, origin: str) -> None:
    answer = web.get(getattr(environment, origin) + environment.paths.health)
    health.expect_no_page(answer, f"the health of {ORIGIN_NAMES[origin]}")
    health.expect_ok(answer, environment.watch.slowest_dependency)
    health.expect_said(answer)
    _skip_undecided(answer, f"the health of {ORIGIN_NAMES[origin]}")


def test_every_dependency_that_readiness_names_is_ok(environment: Environment, readiness: httpx.Response) -> None:
    if health.is_closed(readiness):
        pytest.skip(health.not_there(readiness))
    health.expect_ok(readiness, environment.watch.slowest_dependency)
    health.expect_said(readiness, "the API is not ready")
    _skip_undecided(readiness, "the readiness of the API")


def _skip_undecided(answer: httpx.Response, subject: str) -> None:
    if names := health.undecided(answer):
        pytest.skip(f"{subject} says of {', '.join(names)} neither that it is well nor that it is ill")
