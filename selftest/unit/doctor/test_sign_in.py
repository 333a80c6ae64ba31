"""A sign-in by the form, watched in a browser: the token's place, and a sign-in at somebody else's origin."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from selftest.support.small_server import ABSENT, HTML, JSON, Answers, Said, only, serving
from servio_verify.doctor.attempts import Deadline
from servio_verify.doctor.finding import NO_GO, SETTINGS, Finding, Mark
from servio_verify.doctor.in_browser.browser import BrowserAtWork
from servio_verify.doctor.looks import answers, places
from servio_verify.doctor.servio import ServioLook
from servio_verify.environments.layout import current
from servio_verify.environments.layout.tables import CONTRACT
from servio_verify.environments.model import Environment

LIST: Said = (200, JSON, json.dumps({"success": True, "data": []}))
TOKEN: Said = (
    200,
    JSON | {"Access-Control-Allow-Origin": "*"},
    json.dumps({"data": {"session": {"access_token": "x"}}}),
)
META = {"timestamp": "2026-11-23T02:11:04Z", "requestId": "r-1", "version": "1"}
SIGNED_IN = json.dumps({"success": True, "data": {"token": "x"}, "meta": META})
FORM = """<title>Sign in</title><form><input name=email><input name=password type=password><button type=submit>Go
</button></form><script>document.forms[0].onsubmit = (event) => {{
  event.preventDefault();
  const [email, password] = [...document.querySelectorAll('input')].map((field) => field.value);
  fetch('{url}', {{method: 'POST', body: JSON.stringify({{email, password}})}}).then(async (answer) => {{
    await answer.json();
    if (answer.ok) location.assign('/dashboard');
    else document.body.insertAdjacentHTML('beforeend', '<p role=alert>Wrong password</p>');
  }});
}}</script>"""
INSIDE: Said = (200, HTML, "<title>Servio</title><nav><a href=/v>Venues</a><a>Menus</a><a>Orders</a></nav>")


def application(signs_in_at: str) -> Answers:
    """A Servio whose form signs in at this address, and whose API has no sign-in at the contract's."""
    return only(
        {
            "/": (200, HTML, "<title>Servio</title>"),
            "/login": (200, HTML, FORM.format(url=signs_in_at)),
            "/dashboard": INSIDE,
            "/health": (200, {}, "ok"),
            "/ready": (200, {}, "ok"),
            "/api/v1/venues": LIST,
            "/session": TOKEN,
        }
    )


@pytest.fixture(autouse=True)
def _contract_again() -> Iterator[None]:
    yield
    current.follow(CONTRACT)


def examined(url: str, api_url: str = "", **settings: Any) -> tuple[ServioLook, dict[str, Finding]]:
    account = {"email": "test@example.com", "password": "secret word"}
    environment = Environment(name="here", web_url=url, api_url=api_url or url, writes=True, **account, **settings)
    current.follow(environment)
    deadline, browser = Deadline(30), BrowserAtWork(url)
    wanted = dict.fromkeys([*places.wanted_of_web(environment), *places.wanted_of_api(environment)])
    try:
        browser.look(deadline)
        urls = dict.fromkeys((url, environment.api_url))
        origins = [answers.look(environment, "an origin", each, tuple(wanted), deadline) for each in urls]
        look = ServioLook(environment, origins, deadline)
        return look, {finding.step: finding for finding in look.findings(browser, may_sign_in=True)}
    finally:
        browser.close()


def test_the_place_of_a_token_in_json_is_read_before_the_page_is_left() -> None:
    with serving(application("/session")) as url:
        look, found = examined(url)
    assert look.proposal.tables == {
        "paths": {"sign_in_api": "/session"},
        "sign_in": {"token": "data.session.access_token"},
    }
    assert found["sign-in"].found.endswith("the API signs in at /session")


def test_a_layer_over_the_form_is_told_with_its_words() -> None:
    layer = "<div style='position: fixed; inset: 0; background: white'>We use cookies. <button>OK</button></div>"
    covered: Said = (200, HTML, FORM.format(url="/session") + layer)
    with serving(lambda path: covered if path == "/login" else application("/session")(path)) as url:
        _, found = examined(url)
    assert found["form"].found == '/login: something lies over its button: "We use cookies. OK"'
    assert "[browser] cookies" in found["form"].advice


MOVED = {"paths": {"login": "/sign-in", "api": "/v2/rest", "sign_in_api": "/v2/rest/auth/login"}}


@pytest.mark.parametrize(("wrong", "right"), [({"login": "/sign-inn"}, "/sign-in"), ({"api": "/v2/rst"}, "/v2/rest")])
def test_one_wrong_path_hides_no_venues(wrong: dict[str, str], right: str) -> None:
    contract = application("/v2/rest/auth/login")
    places_of = {"/login": ABSENT, "/sign-in": contract("/login"), "/api/v1/venues": ABSENT}
    places_of |= {"/v2/rest/venues": LIST, "/v2/rest/auth/login": TOKEN}
    with serving(lambda path: places_of.get(path.partition("?")[0]) or contract(path)) as url:
        look, found = examined(url, paths=MOVED["paths"] | wrong)
    lines = [*look.proposal.lines()]
    assert found["paths"].code == SETTINGS
    assert f'{next(iter(wrong))} = "{right}"' in lines
    assert not [line for line in lines if "resources" in line or "venues = false" in line]


def of_environment(word: str) -> Said:
    return 200, JSON, json.dumps({"status": "ok", "environment": word})


@pytest.mark.parametrize(
    ("word", "code", "advice"), [("staging", SETTINGS, "set api_url = "), ("demo", NO_GO, "mend NEXT_PUBLIC_API_URL")]
)
def test_an_api_that_the_form_asks_is_held_against_api_url(word: str, code: int, advice: str) -> None:
    asked: list[str] = []

    def answered(path: str) -> Said:
        asked.append(path)
        return only({"/api/v1/venues": LIST, "/health": of_environment(word)})(path)

    with serving(answered) as other, serving(application(f"{other}/api/v1/auth/login")) as behind:
        web = application(f"{other}/api/v1/auth/login")
        with serving(lambda path: of_environment("staging") if path == "/health" else web(path)) as url:
            look, found = examined(url, api_url=behind)
    assert (found["api_url"].code, found["sign-in"].mark) == (code, Mark.UNTRIED)
    assert found["api_url"].found.startswith(f"the pages ask {other}, and api_url is {behind}")
    assert advice in found["api_url"].advice
    assert look.proposal.settings == ({"api_url": other} if code == SETTINGS else {})
    assert "/api/v1/auth/login" not in asked  # nothing is sent


def test_a_token_that_a_gate_s_password_makes_room_for_is_told() -> None:
    gate: Said = (401, {"WWW-Authenticate": 'Basic realm="staging"'}, "")
    token: Said = (
        200,
        JSON | {"Set-Cookie": "servio_session=x; Path=/"},
        SIGNED_IN,
    )
    contract, calls = application("/api/v1/auth/login"), iter([LIST])

    def answered(path: str) -> Said:
        if path.startswith("/api/v1/venues?limit=1"):
            return next(calls, gate)
        return token if path == "/api/v1/auth/login" else contract(path)

    with serving(answered) as url:
        _, found = examined(url, basic_auth={"user": "me", "password": "open"})
    assert found["sign-in"].code == SETTINGS
    assert "a request has one Authorization" in found["sign-in"].found
    assert found["sign-in"].advice.startswith('set [sign_in] token = "cookie:servio_session"')


def test_a_refusal_by_somebody_else_s_origin_does_not_blame_the_password() -> None:
    refused: Said = (401, JSON | {"Access-Control-Allow-Origin": "*"}, "{}")
    with serving(only({"/session": refused})) as auth, serving(application(f"{auth}/session")) as url:
        _, found = examined(url)
    assert f"by {auth}, which is neither web_url nor api_url" in found["sign-in"].found
    assert found["sign-in"].advice.endswith(f'set api_url = "{auth}"')


def test_swapped_addresses_are_told() -> None:
    page: Said = (200, HTML, "<title>Servio</title>")
    web = only({"/": page, "/login": page, "/dashboard": page, "/health": (200, {}, "ok")})
    with serving(web) as web_url, serving(only({"/api/v1/venues": LIST, "/health": (200, {}, "ok")})) as api_url:
        look, found = examined(api_url, api_url=web_url)
    assert found["paths"].code == SETTINGS
    assert found["paths"].found.startswith("web_url and api_url look swapped")
    assert look.proposal.settings == {"web_url": web_url, "api_url": api_url}


def test_a_sign_in_at_somebody_else_s_origin_is_told() -> None:
    with serving(only({"/session": TOKEN})) as auth, serving(application(f"{auth}/session")) as url:
        look, found = examined(url)
    assert f"it signs in at {auth}, and not at the API's /api/v1/auth/login" in found["sign-in"].found
    assert not look.proposal.tables
