"""A sign-in by the form, watched in a browser: the token's place, and a sign-in at somebody else's origin."""

import json
from collections.abc import Iterator

import pytest

from selftest.support.small_server import HTML, JSON, Answers, Said, only, serving
from servio_verify.doctor.attempts import Deadline
from servio_verify.doctor.finding import Finding
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
FORM = """<title>Sign in</title><form><input name=email><input name=password type=password><button type=submit>Go
</button></form><script>document.forms[0].onsubmit = (event) => {{
  event.preventDefault();
  const [email, password] = [...document.querySelectorAll('input')].map((field) => field.value);
  fetch('{url}', {{method: 'POST', body: JSON.stringify({{email, password}})}}).then((answer) => answer.json())
    .then(() => location.assign('/dashboard'));
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


def examined(url: str) -> tuple[ServioLook, dict[str, Finding]]:
    account = {"email": "test@example.com", "password": "secret word"}
    environment = Environment(name="here", web_url=url, api_url=url, writes=True, **account)
    current.follow(environment)
    deadline, browser = Deadline(30), BrowserAtWork(url)
    wanted = dict.fromkeys([*places.wanted_of_web(environment), *places.wanted_of_api(environment)])
    try:
        browser.look(deadline)
        origin = answers.look(environment, "web app and API", url, tuple(wanted), deadline)
        look = ServioLook(environment, [origin], deadline)
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


def test_a_sign_in_at_somebody_else_s_origin_is_told() -> None:
    with serving(only({"/session": TOKEN})) as auth, serving(application(f"{auth}/session")) as url:
        look, found = examined(url)
    assert f"it signs in at {auth}, and not at the API's /api/v1/auth/login" in found["sign-in"].found
    assert not look.proposal.tables
