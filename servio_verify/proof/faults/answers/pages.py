"""Pages: the home page is somebody else's, health is a page, or something is wrong that only a person sees."""

from functools import partial

from servio_verify.proof.alteration import Make, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Expected, Fault, Need, register
from servio_verify.proof.parts.altering import Altered, on, on_asked, on_pages
from servio_verify.proof.parts.answers import becomes, before, behind, page
from servio_verify.proof.parts.matching import is_style
from servio_verify.proof.parts.routes import Route, Routes

UNTRUE = "<p>Open every day from 25 to 27 o'clock.</p>"
NO_PAGE = "smoke/test_health.py::test_health_is_no_page"
SINGLE_PAGE = "create-react-app documentation, Deployment: serve index.html for every path"

fault = partial(Fault, kind="pages")


def page_of_health(side: Side) -> Make:
    """Return what answers a page where an origin's health should be; where both are one origin, on either side."""

    def make(scene: Scene) -> Altered:
        of_health, told = Routes(scene).asked(Route.HEALTH), scene.environment
        sides = (side,) if told.web_url != told.api_url else (Side.WEB, Side.API)

        def is_meant(request: Request, _answer: Answer) -> bool:
            return request.side in sides and of_health(request)

        return Altered(becomes(page("Servio", text="<p>Loading…</p>")), is_meant)

    return make


register(
    fault(
        name="home-is-not-servio-s",
        title="the home page is the one that a web server has before it is set up",
        suffers="a guest takes the page for a wrong one, and leaves",
        make=on_asked(becomes(page("Welcome", text="<p>It works!</p>")), Route.HOME),
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
        checks=(NO_PAGE,),
        source=SINGLE_PAGE,
    )
)
register(
    fault(
        name="api-health-is-a-page",
        title="the API's health is a page",
        suffers="the load balancer takes an API for well that is not there",
        make=page_of_health(Side.API),
        needs=frozenset({Need.TWO_ORIGINS}),
        checks=(NO_PAGE,),
        source=SINGLE_PAGE,
    )
)
register(
    fault(
        name="pages-of-another-look",
        title="the styles of all pages are somebody else's",
        suffers="a restaurant's page looks wrong, and everything works",
        make=on(behind("\nbody { font-family: fantasy; font-style: italic }\n"), is_style),
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
        make=on_pages(before("</body>", UNTRUE)),
        expected=Expected.SURVIVES,
        reason="whether a text is true, only a person knows",
        source="content errors: what no contract describes",
    )
)
