"""Dependencies: what health and readiness say of them, and what is true."""

from typing import Any

from servio_verify.proof.alteration import Make
from servio_verify.proof.exchange import Answer
from servio_verify.proof.fault import Expected, Fault, Need, register, registering
from servio_verify.proof.parts.altering import Instead, on_asked
from servio_verify.proof.parts.answers import becomes, envelope, error
from servio_verify.proof.parts.routes import Route, below_the_api

READY = "smoke/test_health.py::test_every_dependency_that_readiness_names_is_ok"
HEALTH = "smoke/test_health.py::test_every_dependency_that_health_names_is_ok"
WITHIN = "smoke/test_health.py::test_health_answers_within_five_seconds"
LISTED = "smoke/test_venues.py::test_venues_are_listed_without_a_session"

READINESS = frozenset({Need.READINESS})

_fault = registering("dependencies")


def _checks(status: str, milliseconds: int) -> dict[str, Any]:
    return {"checks": {"database": {"status": status, "responseTime": milliseconds}}}


def _ready(answer: Answer) -> Make:
    return on_asked(becomes(answer), Route.READY)


def _health(answer: Answer) -> Make:
    return on_asked(becomes(answer), Route.HEALTH)


_fault(
    "readiness-says-down",
    "readiness says that the database is down, with 503",
    "no order is stored",
    "Kubernetes documentation, Configure Liveness, Readiness and Startup Probes",
    _ready(envelope(503, {"code": "SERVICE_UNAVAILABLE", "message": "not ready", "details": _checks("down", 0)})),
    READY,
    needs=READINESS,
)
_fault(
    "readiness-says-down-with-200",
    "readiness says that the database is down, with 200",
    "no order is stored, and who looks at the status alone does not see it",
    "Health Check Response Format for HTTP APIs (draft-inadarei-api-health-check)",
    _ready(envelope(200, {"status": "ready"} | _checks("down", 0))),
    READY,
    needs=READINESS,
)
register(
    Fault(
        name="dependency-takes-nine-seconds",
        kind="dependencies",
        title="readiness says that the database is ok, after nine seconds",
        suffers="each page that needs it takes nine seconds",
        source="Google SRE Book, Monitoring Distributed Systems: latency is one of four golden signals",
        make=_ready(envelope(200, {"status": "ready"} | _checks("ok", 9000))),
        expected=Expected.SURVIVES,
        reason="how slow is too slow is the owner's to say: [watch] slowest_dependency, and then it is caught",
        needs=READINESS,
    )
)
_fault(
    "readiness-lies",
    "readiness says that all is well, and the API answers 503 to everything",
    "no guest can order, and the balancer sends them there all the same",
    "Kubernetes documentation, Configure Liveness, Readiness and Startup Probes",
    lambda scene: Instead(scene, below_the_api(scene), error(503, "SERVICE_UNAVAILABLE")),
    LISTED,
)
_fault(
    "health-names-a-dependency-that-is-down",
    "the health of the API names a dependency that is down, with 200",
    "no order is stored, and the balancer does not see it",
    "Health Check Response Format for HTTP APIs (draft-inadarei-api-health-check)",
    _health(envelope(200, {"status": "ok", "dependencies": {"redis": {"status": "down"}}})),
    HEALTH,
)
_fault(
    "health-says-degraded",
    "health answers 200 and says of itself that it fails",
    "the balancer sends guests to a task that knows that it is ill",
    "Health Check Response Format for HTTP APIs (draft-inadarei-api-health-check)",
    _health(envelope(200, {"status": "fail"})),
    WITHIN,
)
_fault(
    "health-is-empty",
    "health answers 200 with nothing",
    "nobody knows what has answered",
    "Health Check Response Format for HTTP APIs (draft-inadarei-api-health-check)",
    _health(Answer(200, (("Content-Type", "text/plain"),))),
    WITHIN,
)
register(
    Fault(
        name="health-from-a-cache",
        kind="dependencies",
        title="health is answered from a cache, a day old",
        suffers="the load balancer keeps a dead task in service, and every other guest waits",
        source="RFC 9111, section 5.1: Age",
        make=on_asked(lambda answer: answer.with_header("Age", "86400").with_header("X-Cache", "HIT"), Route.HEALTH),
        expected=Expected.SURVIVES,
        reason="the contract asks for no fresh health: the verdict says in a line that it comes from a cache",
    )
)
