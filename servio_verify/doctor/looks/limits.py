"""Rate limits that the target announces, and whether the default load keeps them."""

import time
from collections.abc import Sequence

from servio_verify.doctor.finding import Finding, well
from servio_verify.doctor.looks.answers import OriginLook
from servio_verify.environments.model import Environment
from servio_verify.traffic.rate_limits import Limit, announced


def look(environment: Environment, origins: Sequence[OriginLook]) -> Finding:
    """Return what is announced and declared."""
    told = [f"{limit} ({limit.header}, {origin.name})" for origin in origins for limit in announced_by(origin)]
    if environment.limits.requests_per_minute:
        told.append(f"{environment.limits.requests_per_minute} requests a minute, declared")
    if environment.limits.sign_ins_per_minute:
        told.append(f"{environment.limits.sign_ins_per_minute} sign-ins a minute, declared")
    return well("limits", "; ".join(told[:3]) or "none announced; has it some all the same? declare them in [limits]")


def announced_by(origin: OriginLook) -> list[Limit]:
    """Return the limits that any of an origin's answers announces, each once, by number and window."""
    came = [answer.response for answer in origin.answers.values() if answer.response is not None]
    limits = [limit for response in came for limit in announced(response.headers.multi_items(), time.time())]
    return [*{(limit.requests, limit.window): limit for limit in limits}.values()]
