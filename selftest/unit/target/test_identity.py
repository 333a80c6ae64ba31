"""Whether the pages are those of the environment: asked by the guard, on real sockets."""

import pytest

from selftest.support.small_server import HTML, Said, only, serving
from servio_verify.environments.layout.tables import Identity
from servio_verify.environments.model import Environment
from servio_verify.target.described.identity import OtherOriginError
from servio_verify.target.guard import refuse_undeclared_production

WELL: Said = (200, {"Content-Type": "text/plain"}, "ok")
HOME = "<title>Servio</title><script src='/app.js?v=1'></script>"


def ask(told: dict[str, str], *, writes: bool = True, broken: Said | None = None) -> None:
    pages: dict[str, Said] = {
        "/": (200, HTML, HOME + told.get("home", "")),
        "/login": (200, HTML, told.get("login", "")),
        "/app.js": (200, {"Content-Type": "text/javascript"}, told.get("script", "")),
        "/health": WELL,
    }
    pages["/"] = broken or pages["/"]
    with serving(only(pages)) as origin:
        wanted = Identity.model_validate({"page": r"https://(\w+)\.auth\.example", "is": "staging"})
        environment = Environment(name="here", web_url=origin, api_url=origin, writes=writes, identity=wanted)
        refuse_undeclared_production(environment)


@pytest.mark.parametrize("place", ["home", "login", "script"])
def test_the_right_pages_are_let_through(place: str) -> None:
    ask({place: "fetch('https://staging.auth.example')"})


@pytest.mark.parametrize("writes", [True, False])
def test_pages_of_another_environment_are_told(writes: bool) -> None:
    with pytest.raises(OtherOriginError, match=r"its pages say 'live', and \[identity\] says 'staging'"):
        ask({"login": "https://live.auth.example"}, writes=writes)


@pytest.mark.parametrize("place", ["home", "login", "script"])
def test_pages_that_tell_of_both_are_unclear(place: str) -> None:
    both = "its pages say 'staging' and 'live', and|its pages say 'live' and 'staging', and"
    with pytest.raises(OtherOriginError, match=f"may not be the one that 'here' means: ({both})"):
        ask(
            {"home": "https://staging.auth.example"} | {place: "https://staging.auth.example https://live.auth.example"}
        )


def test_pages_that_tell_nothing_are_no_yes() -> None:
    with pytest.raises(OtherOriginError, match="nothing in its pages fits"):
        ask({})


def test_a_page_that_fails_is_not_said_to_be_another_s() -> None:
    said = "may not be the one that 'here' means: / answers 500, and nothing in its pages fits"
    with pytest.raises(OtherOriginError, match=said):
        ask({}, broken=(500, HTML, "<title>Error</title>"))
