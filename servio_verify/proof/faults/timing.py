"""Time: answers that are late, that trickle, break off, or never come."""

from collections.abc import Callable

from servio_verify.environments.tier import Tier
from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.altering import NEVER, Altered, anywhere, at, is_home, is_page, is_script
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Expected, Fault, Need, register

HEALTH = "smoke/test_health.py::test_health_answers_within_five_seconds"
HOME = "smoke/test_health.py::test_the_home_page_answers"
GATE = "load/test_gates.py::test_the_gate_holds"
LISTED = "smoke/test_venues.py::test_venues_are_listed_without_a_session"
ASSETS = "smoke/test_pages.py::test_every_asset_loads_on"
SIGN_IN = "smoke/test_sign_in.py::test_the_right_password_leads_to_the_dashboard"

CROWD = 8
"""Requests at once from which a server that is one too few is slow."""


class UnderLoad(Alteration):
    """Answers late as soon as many ask at once."""

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return it later."""
        return answer.delivered(delay=0.9) if request.in_flight >= CROWD else answer


def _late(which: Callable[[Request], bool], seconds: float) -> Alteration:
    return Altered(lambda request, _answer: which(request), lambda answer: answer.delivered(delay=seconds))


def _health(scene: Scene) -> Alteration:
    return _late(anywhere(scene.environment.paths.health), 5.5)


def _venues(scene: Scene) -> Callable[[Request], bool]:
    return at(Side.API, scene.environment.paths.at("/api/v1/venues"), "GET")


def _half(answer: Answer) -> Answer:
    return answer.delivered(cut_after=max(1, len(answer.body) // 2))


register(
    Fault(
        name="health-after-five-seconds",
        kind="timing",
        title="health answers after more than five seconds",
        suffers="the load balancer takes the task for dead, and guests lose what they were doing",
        source="the staging document: the load balancer's check waits five seconds",
        make=_health,
        checks=(HEALTH,),
    )
)
register(
    Fault(
        name="pages-two-seconds-late",
        kind="timing",
        title="each page comes two seconds late, with a single user as with fifty",
        suffers="a guest waits before each page, and some leave",
        source="Google SRE Book, Monitoring Distributed Systems: latency is one of four golden signals",
        make=lambda _scene: Altered(is_page, lambda answer: answer.delivered(delay=2.0)),
        expected=Expected.SURVIVES,
        reason="the promise of response times is one under load: the load tier has it, a single slow page breaks none",
    )
)
register(
    Fault(
        name="pages-slow-for-everybody",
        kind="timing",
        title="each page comes 0.7 seconds late",
        suffers="every page is slower than was promised",
        source="the staging document: p95 under 500 ms",
        make=lambda _scene: Altered(is_page, lambda answer: answer.delivered(delay=0.7)),
        tier=Tier.LOAD,
        checks=(GATE,),
    )
)
register(
    Fault(
        name="slow-under-load",
        kind="timing",
        title="answers are late once many ask at once",
        suffers="at the busiest hour the restaurant cannot take orders",
        source="Google SRE Book, Addressing Cascading Failures: overload",
        make=lambda _scene: UnderLoad(),
        tier=Tier.LOAD,
        checks=(GATE,),
    )
)
register(
    Fault(
        name="home-never-answers",
        kind="timing",
        title="the home page is accepted and never answered",
        suffers="a guest looks at an empty tab",
        source="Release It! (Nygard), stability antipatterns: blocked threads",
        make=lambda _scene: _late(is_home, NEVER),
        checks=(HOME,),
    )
)
register(
    Fault(
        name="list-never-answers",
        kind="timing",
        title="the list of venues is never answered",
        suffers="a guest sees an empty list for ever",
        source="Release It! (Nygard), stability antipatterns: blocked threads",
        make=lambda scene: _late(_venues(scene), NEVER),
        checks=(LISTED,),
    )
)
register(
    Fault(
        name="sign-in-never-answers",
        kind="timing",
        title="signing in is never answered",
        suffers="the restaurant's people do not get in, and press again and again",
        source="Release It! (Nygard), stability antipatterns: blocked threads",
        make=lambda scene: _late(anywhere(scene.environment.paths.sign_in, "POST"), NEVER),
        checks=("smoke/test_venues.py::test_a_limit_is_kept",),
        needs=frozenset({Need.WRITES}),
    )
)
register(
    Fault(
        name="sign-in-after-six-seconds",
        kind="timing",
        title="signing in takes six seconds",
        suffers="the restaurant's people believe that the password is wrong, and press again",
        source="Release It! (Nygard), stability antipatterns: slow responses",
        make=lambda scene: _late(anywhere(scene.environment.paths.sign_in, "POST"), 6),
        expected=Expected.SURVIVES,
        reason="the promise of response times is the home page's under load: for signing in there is none",
    )
)
register(
    Fault(
        name="scripts-trickle",
        kind="timing",
        title="scripts come at 50 bytes a second",
        suffers="a guest sees a page whose buttons do nothing",
        source="Toxiproxy, its toxic bandwidth",
        make=lambda _scene: Altered(is_script, lambda answer: answer.delivered(bytes_per_second=50)),
        checks=(SIGN_IN,),
    )
)
register(
    Fault(
        name="pages-break-off",
        kind="timing",
        title="pages break off in the middle",
        suffers="a guest sees half a page",
        source="RFC 9112, 8 Handling Incomplete Messages",
        make=lambda _scene: Altered(is_page, _half),
        checks=(HOME,),
    )
)
register(
    Fault(
        name="scripts-break-off",
        kind="timing",
        title="scripts break off in the middle",
        suffers="a guest sees a page whose buttons do nothing",
        source="RFC 9112, 8 Handling Incomplete Messages",
        make=lambda _scene: Altered(is_script, _half),
        checks=(ASSETS,),
    )
)
register(
    Fault(
        name="lists-break-off",
        kind="timing",
        title="lists of the API break off in the middle",
        suffers="venues are missing, or the page shows an error",
        source="RFC 9112, 8 Handling Incomplete Messages",
        make=lambda scene: Altered(lambda request, _answer: _venues(scene)(request), _half),
        checks=(LISTED,),
    )
)
register(
    Fault(
        name="api-hangs-up",
        kind="timing",
        title="the API closes the connection instead of listing venues",
        suffers="a guest sees no venue",
        source="RFC 9110, 9.2.2: a connection failure before the response",
        make=lambda scene: Altered(
            lambda request, _answer: _venues(scene)(request), lambda answer: answer.delivered(cut_after=0)
        ),
        checks=(LISTED,),
    )
)
