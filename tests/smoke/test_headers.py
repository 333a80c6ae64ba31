from collections.abc import Callable

import httpx
import pytest

from servio_verify.api.models import Meta
from servio_verify.target.cors import METHODS, expect_granted
from servio_verify.target.security_headers import expect_protected
from servio_verify.testing import (
    Api,
    Environment,
    Order,
    area,
    ensure,
    expect_decided,
    expect_meta,
    expect_promised,
    expect_success,
    need,
    wait_until,
)

pytestmark = area("Security", "Security headers")

VENUES = "/api/v1/venues"
ORDERS, SIGN_IN = "/venues/{unknown}/orders", "/auth/login"
STRANGERS = {
    "a stranger": "https://stranger.example",
    "what begins like the web app": "{web}.stranger.example",
    "what ends like the web app": "https://x{host}",
    "a subdomain of the web app": "{scheme}://x.{host}",
    "the web app under another scheme": "{other}://{host}",
    "null": "null",
    "a developer's machine": "http://localhost:3000",
}
PLACES = {"orders": ORDERS, "menus": "/venues/{unknown}/menus", "sign-out": "/auth/logout", "sign-in": SIGN_IN}
WRITES = {
    "a venue": "/venues",
    "a menu": "/venues/{unknown}/menus",
    "an order": ORDERS,
    "a sign-in": SIGN_IN,
}
CORS = area("Security", "CORS")
REQUEST_IDS = area("Security", "Request ids")


@pytest.mark.parametrize("address", ["{web}/", "{web}/login", f"{{api}}{VENUES}", "{api}/api/v1/venues/{unknown}"])
def test_security_headers_come_with(
    environment: Environment, web: httpx.Client, located: Callable[[str], str], address: str
) -> None:
    place, _, path = address.partition("}")
    origin = environment.web_url if place == "{web" else environment.api_url
    if path == VENUES and environment.resources.missing(path):
        path = "/health"  # an API without venues is looked at all the same
    answer = web.get(origin + located(path))
    expect_promised(answer)
    expect_protected(answer, https=environment.over_https)


@REQUEST_IDS
@pytest.mark.parametrize("path", ["/health", "/api/v1/venues", "/api/v1/venues/{unknown}"])
def test_every_answer_has_a_request_id_of_its_own(anonymous_api: Api, located: Callable[[str], str], path: str) -> None:
    answers = [anonymous_api.http.get(located(path)) for _ in range(2)]
    expect_promised(answers[0])
    ids = [answer.headers.get("X-Request-ID") for answer in answers]
    ensure(all(ids), "an answer comes without X-Request-ID", answers[0])
    ensure(ids[0] != ids[1], f"two answers have the same X-Request-ID\n{ids[0]}", answers[1])


@REQUEST_IDS
@pytest.mark.parametrize("path", ["/venues", "/venues/{unknown}"])
def test_every_answer_has_a_meta_of_its_own(anonymous_api: Api, located: Callable[[str], str], path: str) -> None:
    path = located(f"/api/v1{path}")

    def meta() -> Meta:
        return expect_meta(anonymous_api.http.get(path))

    first, second = meta(), meta()
    assert first.request_id != second.request_id, (
        f"two answers to GET {path} have the meta.requestId {first.request_id}"
    )
    # Clocks of tasks differ, and some tell whole seconds only: what stands still for three of them is kept.
    moves = wait_until(lambda: meta().timestamp != first.timestamp, timeout=3, every=0.5)
    assert moves, f"answers to GET {path} have the meta.timestamp {first.timestamp} for three seconds"


@pytest.fixture(scope="module")
def cors_subject(environment: Environment, list_of_venues: httpx.Response, listed_id: str) -> str:
    """The id of a venue, or one that nothing has where there is none; see that what the browser would ask for is there.

    Skip where it asks no other origin than the page's own.
    """
    if environment.has_one_origin:
        pytest.skip("CORS: web app and API are one origin")
    need("/venues")
    expect_success(list_of_venues, object, "the list of venues is not there")
    return listed_id


@CORS
@pytest.mark.usefixtures("cors_subject")
@pytest.mark.parametrize("path", ["/venues", "/venues/{unknown}"])
def test_cors_lets_the_web_app_in(
    environment: Environment, anonymous_api: Api, located: Callable[[str], str], path: str
) -> None:
    answer = anonymous_api.http.get(located(f"/api/v1{path}"), headers={"Origin": environment.web_url})
    expect_promised(answer)
    allowed = (
        answer.headers.get("Access-Control-Allow-Origin"),
        answer.headers.get("Access-Control-Allow-Credentials"),
    )
    let_in = allowed == (environment.web_url, "true")
    ensure(let_in, f"CORS does not let the web app in with credentials\n(origin, credentials) are {allowed}", answer)


@CORS
@pytest.mark.parametrize("write", WRITES)
def test_cors_lets_the_web_app_write(
    environment: Environment, anonymous_api: Api, cors_subject: str, write: str
) -> None:
    if WRITES[write] == SIGN_IN and environment.paths.sign_in_api:
        pytest.skip("CORS: the API signs in at an address of its own ([paths] sign_in_api)")
    asked = {"Origin": environment.web_url} | METHODS
    answer = anonymous_api.request("OPTIONS", WRITES[write].format(unknown=cors_subject), headers=asked)
    expect_granted(answer, environment.web_url)


@pytest.fixture(scope="module")
def method(
    request: pytest.FixtureRequest,
    environment: Environment,
    anonymous_api: Api,
    cors_subject: str,  # noqa: ARG001 - it must be there
) -> str:
    """A method that CORS lets the web app in with: where nobody is let in, no stranger is kept out."""
    name: str = request.param
    answer = anonymous_api.request(name, "/venues", headers={"Origin": environment.web_url} | METHODS)
    ensure(answer.is_success, "the web app itself is refused, so whom CORS keeps out is open", answer, "success")
    allowed = answer.headers.get("Access-Control-Allow-Origin")
    ensure(allowed == environment.web_url, "CORS lets nobody in, so whom it keeps out is open", answer)
    return name


@CORS
@pytest.mark.usefixtures("method")
@pytest.mark.parametrize("method", ["GET"], indirect=True)
@pytest.mark.parametrize("path", PLACES.values(), ids=PLACES)
def test_cors_keeps_a_stranger_out_of(
    environment: Environment, anonymous_api: Api, cors_subject: str, path: str
) -> None:
    if path == SIGN_IN and environment.paths.sign_in_api:
        pytest.skip("CORS: the API signs in at an address of its own ([paths] sign_in_api)")
    stranger = STRANGERS["a stranger"]
    for asked in ("GET", "OPTIONS") if "venues" in path else ("OPTIONS",):
        asking = {"Origin": stranger} | METHODS
        answer = anonymous_api.request(asked, path.format(unknown=cors_subject), headers=asking)
        allowed = answer.headers.get("Access-Control-Allow-Origin")
        ensure(allowed not in (stranger, "*"), f"CORS lets a foreign origin in\nit allows {allowed}", answer)


@CORS
@pytest.mark.usefixtures("method")
@pytest.mark.parametrize("method", ["GET"], indirect=True)
def test_cors_keeps_a_stranger_out_of_what_only_the_signed_in_see(shared_api: Api, order: Order) -> None:
    asking = {"Origin": STRANGERS["a stranger"]}
    for path in ("", f"/orders/{order.id}"):
        answer = shared_api.request("GET", f"/venues/{order.venue_id}{path}", headers=asking)
        expect_shown(answer, shared_api)
        allowed = answer.headers.get("Access-Control-Allow-Origin")
        ensure(allowed not in (*asking.values(), "*"), f"CORS lets a foreign origin in\nit allows {allowed}", answer)


def expect_shown(answer: httpx.Response, api: Api) -> None:
    """See that what is asked for is there: some refuse a request of a foreign origin, and a preflight alike."""
    if answer.status_code == httpx.codes.FORBIDDEN:
        answer = api.http.get(answer.request.url)
    expect_success(answer, object)


@CORS
@pytest.mark.usefixtures("method")
@pytest.mark.parametrize("method", ["GET"], indirect=True)
def test_cors_keeps_a_stranger_out_of_what_is_written(shared_api: Api, order: Order) -> None:
    """A menu without a name: it may be refused for that, or for where it comes from, in words of somebody's own."""
    asking = {"Origin": STRANGERS["a stranger"]}
    answer = shared_api.request("POST", f"/venues/{order.venue_id}/menus", {}, asking)
    if answer.status_code != httpx.codes.FORBIDDEN:
        expect_decided(answer, "a menu without a name")
    allowed = answer.headers.get("Access-Control-Allow-Origin")
    ensure(allowed not in (*asking.values(), "*"), f"CORS lets a foreign origin write\nit allows {allowed}", answer)


@CORS
@pytest.mark.parametrize("method", ["GET", "OPTIONS"], indirect=True)
@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS)
def test_cors_keeps_out(environment: Environment, anonymous_api: Api, stranger: str, method: str) -> None:
    scheme, _, host = environment.web_url.partition("://")
    other = "http" if environment.over_https else "https"
    origin = stranger.format(web=environment.web_url, scheme=scheme, other=other, host=host)
    if origin == environment.web_url:
        pytest.skip(f"CORS: {origin} is the web app itself")
    answer = anonymous_api.request(method, "/venues", headers={"Origin": origin} | METHODS)
    allowed = answer.headers.get("Access-Control-Allow-Origin")
    ensure(allowed not in (origin, "*"), f"CORS lets a foreign origin in\nit allows {allowed}", answer)
