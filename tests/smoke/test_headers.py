from uuid import uuid4

import httpx
import pytest

from servio_verify.target.security_headers import missing
from servio_verify.testing import Api, Environment, area, ensure

pytestmark = area("Security", "Security headers")

UNKNOWN = uuid4()
STRANGERS = {
    "a stranger": "https://stranger.example",
    "what begins like the web app": "{web}.stranger.example",
    "what ends like the web app": "https://x{host}",
    "a subdomain of the web app": "{scheme}://x.{host}",
    "the web app under another scheme": "{other}://{host}",
    "null": "null",
}
CORS = area("Security", "CORS")
REQUEST_IDS = area("Security", "Request ids")
METHODS = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


@pytest.mark.parametrize("address", ["{web}/", "{web}/login", "{api}/api/v1/venues", "{api}/api/v1/venues/{unknown}"])
def test_security_headers_come_with(environment: Environment, web: httpx.Client, address: str) -> None:
    answer = web.get(address.format(web=environment.web_url, api=environment.api_url, unknown=UNKNOWN))
    lacking = missing(answer.headers, https=environment.over_https)
    ensure(not lacking, f"an answer comes without {', '.join(lacking)}", answer)


@REQUEST_IDS
@pytest.mark.parametrize("path", ["/health", "/api/v1/venues", "/api/v1/venues/{unknown}"])
def test_every_answer_has_a_request_id_of_its_own(anonymous_api: Api, path: str) -> None:
    answers = [anonymous_api.http.get(path.format(unknown=UNKNOWN)) for _ in range(2)]
    ids = [answer.headers.get("X-Request-ID") for answer in answers]
    ensure(all(ids), "an answer comes without X-Request-ID", answers[0])
    ensure(ids[0] != ids[1], f"two answers have the same X-Request-ID\n{ids[0]}", answers[1])


@REQUEST_IDS
def test_every_answer_to_a_write_has_a_request_id_of_its_own(api: Api, anonymous_api: Api) -> None:
    venue = f"/api/v1/venues/{api.make_venue().id}"
    refused = [*(anonymous_api.post_venue(api.new_venue()) for _ in range(2)), *(api.post_venue({}) for _ in range(2))]
    answers = [*refused, api.http.patch(venue, json={"address": "2 Other Street"}), api.http.delete(venue)]
    ids = [answer.headers.get("X-Request-ID") for answer in answers]
    ensure(all(ids), "an answer comes without X-Request-ID", answers[ids.index(None) if None in ids else 0])
    ensure(len(set(ids)) == len(ids), f"two answers have the same X-Request-ID\n{ids}", answers[0])


@CORS
@pytest.mark.parametrize("path", ["/api/v1/venues", "/api/v1/venues/{unknown}"])
def test_cors_lets_the_web_app_in(environment: Environment, anonymous_api: Api, path: str) -> None:
    answer = anonymous_api.http.get(path.format(unknown=UNKNOWN), headers={"Origin": environment.web_url})
    allowed = (
        answer.headers.get("Access-Control-Allow-Origin"),
        answer.headers.get("Access-Control-Allow-Credentials"),
    )
    let_in = allowed == (environment.web_url, "true")
    ensure(let_in, f"CORS does not let the web app in with credentials\n(origin, credentials) are {allowed}", answer)


@CORS
def test_cors_lets_the_web_app_write(environment: Environment, anonymous_api: Api) -> None:
    answer = anonymous_api.http.options("/api/v1/venues", headers={"Origin": environment.web_url} | METHODS)
    ensure(answer.is_success, "CORS does not let the web app write", answer)
    allowed = answer.headers.get("Access-Control-Allow-Origin")
    ensure(allowed == environment.web_url, f"CORS does not let the web app write\nit allows {allowed}", answer)


@CORS
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS)
def test_cors_keeps_out(environment: Environment, anonymous_api: Api, stranger: str, method: str) -> None:
    scheme, _, host = environment.web_url.partition("://")
    other = "http" if environment.over_https else "https"
    origin = stranger.format(web=environment.web_url, scheme=scheme, other=other, host=host)
    answer = anonymous_api.http.request(method, "/api/v1/venues", headers={"Origin": origin} | METHODS)
    allowed = answer.headers.get("Access-Control-Allow-Origin")
    ensure(allowed not in (origin, "*"), f"CORS lets a foreign origin in\nit allows {allowed}", answer)
