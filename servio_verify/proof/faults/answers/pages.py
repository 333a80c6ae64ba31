"""Pages: the home page is somebody else's, health is a page, or something is wrong that only a person sees."""

import re
from functools import partial

from servio_verify.proof.alteration import Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Expected, Fault, Need, register
from servio_verify.proof.parts.altering import Altered, Make, on_pages
from servio_verify.proof.parts.routes import Route, Routes

END = re.compile(r"(?=</body>)", re.IGNORECASE)
UNTRUE = "<p>Open every day from 25 to 27 o'clock.</p>"
SOMEBODY_S = "<!doctype html><html lang='en'><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>"
PAGE = "<!doctype html><html lang='en'><head><title>Servio</title></head><body><p>Loading…</p></body></html>"
TWO_ORIGINS = frozenset({Need.TWO_ORIGINS})
NO_PAGE = "smoke/test_health.py::test_health_is_no_page"

fault = partial(Fault, kind="pages")


def page_of_health(side: Side) -> Make:
    """Return what answers a page where an origin's health should be."""

    def make(scene: Scene) -> Altered:
        of_health = Routes(scene).asked(Route.HEALTH)
        return Altered(
            lambda answer: answer.with_header("Content-Type", "text/html; charset=utf-8").with_body(PAGE),
            lambda request, _: request.side is side and of_health(request),
        )

    return make


def on_home(page: str) -> Make:
    """Return what answers this page where the home page should be."""

    def make(scene: Scene) -> Altered:
        home = Routes(scene).asked(Route.HOME)
        return Altered(lambda answer: answer.with_body(page), lambda request, answer: answer.is_page and home(request))

    return make


def on_styles(rule: str) -> Make:
    """Return what puts a rule at the end of each style sheet."""

    def is_style(request: Request, answer: Answer) -> bool:
        return request.side is not Side.OTHER and answer.status == 200 and answer.media_type == "text/css"

    return lambda _scene: Altered(lambda answer: answer.with_body(f"{answer.text}\n{rule}\n"), is_style)


register(
    fault(
        name="home-is-not-servio-s",
        title="the home page is the one that a web server has before it is set up",
        suffers="a guest takes the page for a wrong one, and leaves",
        make=on_home(SOMEBODY_S),
        checks=("smoke/test_pages.py::test_the_title_names_servio_on",),
        source="the staging document: the title of the home page matches Servio",
    )
)
register(
    fault(
        name="web-health-is-a-page",
        title="the web app's health is a page",
        suffers="the load balancer takes a web app for well that is not there",
        make=page_of_health(Side.WEB),
        needs=TWO_ORIGINS,
        checks=(NO_PAGE,),
        source="single-page hosts that answer every unknown path with index.html",
    )
)
register(
    fault(
        name="api-health-is-a-page",
        title="the API's health is a page",
        suffers="the load balancer takes an API for well that is not there",
        make=page_of_health(Side.API),
        needs=TWO_ORIGINS,
        checks=(NO_PAGE,),
        source="single-page hosts that answer every unknown path with index.html",
    )
)
register(
    fault(
        name="pages-of-another-look",
        title="the styles of all pages are somebody else's",
        suffers="a restaurant's page looks wrong, and everything works",
        make=on_styles("body { font-family: fantasy; font-style: italic }"),
        expected=Expected.SURVIVES,
        reason="how a page looks is not promised; only a person sees that it is not Servio's look",
        source="visual regression, as practised with screenshots: not part of this suite",
    )
)
register(
    fault(
        name="pages-with-a-wrong-word",
        title="a page tells people something that is untrue",
        suffers="a guest reads opening hours of another restaurant",
        make=on_pages(lambda answer: answer.with_body(END.sub(UNTRUE, answer.text, count=1))),
        expected=Expected.SURVIVES,
        reason="whether a text is true, only a person knows",
        source="content errors: what no contract describes",
    )
)
