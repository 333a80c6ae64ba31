"""Time: answers that are late, that trickle, break off, or never come."""

from servio_verify.environments.tier import Tier
from servio_verify.proof.exchange import Answer, Request
from servio_verify.proof.fault import Expected, Fault, Need, register
from servio_verify.proof.parts.altering import on, on_asked
from servio_verify.proof.parts.answers import NEVER, half, late
from servio_verify.proof.parts.matching import is_script, is_shown
from servio_verify.proof.parts.routes import Route

HEALTH = "smoke/test_health.py::test_health_answers_within_five_seconds"
HOME = "smoke/test_health.py::test_the_home_page_answers"
GATE = "load/test_gates.py::test_the_gate_holds"
LISTED = "smoke/test_venues.py::test_venues_are_listed_without_a_session"
ASSETS = "smoke/test_pages.py::test_every_asset_loads_on"
SIGN_IN = "smoke/test_sign_in.py::test_the_right_password_leads_to_the_dashboard"

CROWD = 8
"""Requests at once from which a server that is one too few is slow."""


def _crowded(request: Request, _answer: Answer) -> bool:
    return request.in_flight >= CROWD


register(
    Fault(
        name="health-after-five-seconds",
        kind="timing",
        title="health answers after more than five seconds",
        suffers="the load balancer takes the task for dead, and guests lose what they were doing",
        source="the staging document: the load balancer's check waits five seconds",
        make=on_asked(late(5.5), Route.HEALTH),
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
        make=on(late(2.0), is_shown),
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
        make=on(late(0.7), is_shown),
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
        make=on(late(0.9), _crowded),
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
        make=on_asked(late(NEVER), Route.HOME),
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
        make=on_asked(late(NEVER), Route.VENUES),
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
        make=on_asked(late(NEVER), Route.SIGN_IN, methods=("POST",)),
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
        make=on_asked(late(6.0), Route.SIGN_IN, methods=("POST",)),
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
        make=on(lambda answer: answer.delivered(bytes_per_second=50), is_script),
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
        make=on(half, is_shown),
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
        make=on(half, is_script),
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
        make=on_asked(half, Route.VENUES),
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
        make=on_asked(lambda answer: answer.delivered(cut_after=0), Route.VENUES),
        checks=(LISTED,),
    )
)
