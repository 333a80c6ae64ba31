"""Another API that the pages ask: a wrong `api_url` is no fault of Servio's, a build with a wrong address is."""

import json
from collections.abc import Iterator

import pytest

from selftest.support.small_server import JSON, Said, only, serving
from servio_verify.environments.model import Environment
from servio_verify.failures.exchange import Exchange
from servio_verify.failures.failure import Failure
from servio_verify.failures.kind import Kind
from servio_verify.target.described import other_api

WEB, API = "http://127.0.0.1:9", "http://127.0.0.1:10"
REFUSED: Said = (401, JSON, json.dumps({"success": False, "error": {"code": "UNAUTHORIZED"}}))


def named(word: str) -> Said:
    return 200, JSON, json.dumps({"status": "ok", "environment": word})


@pytest.fixture
def staging() -> Iterator[str]:
    """A web app that says that it is staging."""
    with serving(only({"/health": named("staging")})) as url:
        yield url


def failure(kind: Kind = Kind.CONTENT, url: str = "") -> Failure:
    exchange = Exchange(method="GET", url=url, status=500) if url else None
    return Failure(check="test_it", kind=kind, text="no venue is shown", since=1, until=2, exchange=exchange)


def kinds(web: str, asked: str, *failures: Failure) -> list[Kind]:
    environment = Environment(name="here", web_url=web, api_url=API)
    return [each.kind for each in other_api.attributed(failures, environment, {asked})]


def test_failures_beside_a_wrong_api_url_are_one_doubt(staging: str) -> None:
    with serving(only({"/health": named("staging"), "/api/v1/venues": REFUSED})) as other:
        environment = Environment(name="here", web_url=staging, api_url=API)
        found = other_api.attributed([failure(), failure(url=f"{API}/api/v1/venues")], environment, {other})
    line = f"the pages ask {other}, api_url is {API}: correct api_url"
    assert [(each.kind, each.text.splitlines()[0]) for each in found] == [(Kind.DOUBT, line)] * 2


@pytest.mark.parametrize("word", ["production", "live", "demo"])
def test_a_build_with_another_environment_s_address_is_a_defect(staging: str, word: str) -> None:
    with serving(only({"/health": named(word), "/api/v1/venues": REFUSED})) as other:
        assert kinds(staging, other, failure()) == [Kind.CONTENT]


def test_a_build_with_an_address_of_no_api_is_a_defect(staging: str) -> None:
    with serving(only({})) as other:
        assert kinds(staging, other, failure()) == [Kind.CONTENT]
    assert kinds(staging, "http://127.0.0.1:9", failure()) == [Kind.CONTENT]
    assert kinds(staging, "https://api.servio.com", failure()) == [Kind.CONTENT]


def test_nothing_is_excused_that_needs_no_api_or_where_pages_ask_the_right_one(staging: str) -> None:
    with serving(only({"/api/v1/venues": REFUSED})) as other:
        own = [failure(url=f"{staging}/"), failure(Kind.SUITE_ERROR)]
        assert kinds(staging, other, *own) == [Kind.CONTENT, Kind.SUITE_ERROR]
        environment = Environment(name="here", web_url=staging, api_url=API)
        found = other_api.attributed([failure()], environment, {other, API})
    assert found[0].kind is Kind.CONTENT


def elsewhere(web: str, *asked: str) -> tuple[str, bool] | None:
    environment = Environment(name="here", web_url=web, api_url=API)
    found = other_api.elsewhere(environment, asked, ())
    return (found.line, found.is_defect) if found else None


@pytest.mark.parametrize(("word", "is_defect"), [("staging", False), ("production", True)])
def test_pages_that_pass_at_another_api_prove_nothing_of_this_one(staging: str, word: str, is_defect: bool) -> None:
    with serving(only({"/health": named(word), "/api/v1/venues": REFUSED})) as other:
        found = elsewhere(staging, other)
        assert elsewhere(staging, other, API) is None
    why = "that says that it is production" if is_defect else f"api_url is {API}"
    assert found is not None
    assert found[0].startswith(f"the pages ask {other}")
    assert why in found[0]
    assert found[1] is is_defect


def test_a_third_party_with_an_api_of_its_own_is_no_other_servio(staging: str) -> None:
    with serving(only({})) as widget:
        assert elsewhere(staging, widget) is None
    assert elsewhere(staging) is None


def test_what_a_failure_names_is_not_told_twice(staging: str) -> None:
    with serving(only({"/health": named("staging"), "/api/v1/venues": REFUSED})) as other:
        environment = Environment(name="here", web_url=staging, api_url=API)
        found = other_api.attributed([failure()], environment, {other})
        assert other_api.elsewhere(environment, {other}, found) is None
