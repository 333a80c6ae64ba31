"""Health and readiness: other forms in which a healthy Servio tells of itself."""

from typing import Any

from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request
from servio_verify.proof.faults.harmless.difference import difference
from servio_verify.proof.parts.altering import Altered, on_asked
from servio_verify.proof.parts.answers import becomes, error
from servio_verify.proof.parts.routes import Route, Routes

DRAFT = "Health Check Response Format for HTTP APIs (draft-inadarei-api-health-check)"


def _also(scene: Scene, kind: str, **more: Any) -> Alteration:
    """Return what gives health these members, beside those that name the build."""
    routes = Routes(scene)

    def change(answer: Answer) -> Answer:
        whole = answer.json
        holder = whole.get("data") if isinstance(whole.get("data"), dict) else whole
        holder |= more
        return answer.with_json(whole).with_header("Content-Type", kind)

    def is_meant(request: Request, answer: Answer) -> bool:
        return routes.of(request) is Route.HEALTH and answer.status == 200 and isinstance(answer.json, dict)

    return Altered(change, is_meant)


@difference("health names what it measures, several times each", DRAFT)
def health_by_the_draft(scene: Scene) -> Alteration:
    """`application/health+json`: each check is a list."""
    measured = {"componentType": "datastore", "observedValue": 25, "observedUnit": "ms", "status": "pass"}
    checks = {"postgres:responseTime": [measured], "redis:connections": [measured, measured | {"status": "warn"}]}
    return _also(scene, "application/health+json", status="pass", checks=checks)


@difference("health names packages, a count and a log level beside what is ok", "health endpoints of Node.js services")
def health_with_packages(scene: Scene) -> Alteration:
    """What is no status is not judged as one."""
    services = {"database": {"ok": True, "latencyMs": 3}, "redis": {"status": 200}, "count": 2}
    packages = {"next": "15.1.0", "react": "19.0.0"}
    return _also(scene, "application/json", services=services, dependencies=packages, dbLogLevel="error")


@difference("readiness is closed to who asks from outside", "Kubernetes: probes come from inside")
def readiness_closed(scene: Scene) -> Alteration:
    """It is optional."""
    return on_asked(becomes(error(403, "FORBIDDEN")), Route.READY)(scene)
