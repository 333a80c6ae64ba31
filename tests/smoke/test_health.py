import httpx
import pytest

from servio_verify.api import health
from servio_verify.testing import BLOCKER, Api, Environment, area, describe

pytestmark = area("Operations", "Health", BLOCKER)


def test_the_home_page_answers(web: httpx.Client) -> None:
    answer = web.get("/")
    assert answer.status_code == 200, describe(answer)


@pytest.mark.parametrize("origin", ["web_url", "api_url"])
def test_health_answers_within_five_seconds(environment: Environment, web: httpx.Client, origin: str) -> None:
    answer = web.get(f"{getattr(environment, origin)}/health")
    health.expect_said(answer)
    seconds = answer.elapsed.total_seconds()
    assert seconds < health.SECONDS, (
        f"{answer.request.url} took {seconds:.1f} s; the load balancer waits {health.SECONDS} s"
    )


@pytest.mark.parametrize("origin", ["web_url", "api_url"])
def test_every_dependency_that_health_names_is_ok(environment: Environment, web: httpx.Client, origin: str) -> None:
    answer = web.get(f"{getattr(environment, origin)}/health")
    health.expect_ok(answer)
    health.expect_said(answer)


def test_every_dependency_that_readiness_names_is_ok(anonymous_api: Api) -> None:
    answer = anonymous_api.http.get("/ready")
    if answer.status_code == 404:
        pytest.skip("the API has no /ready")
    health.expect_ok(answer)
    health.expect_said(answer)
