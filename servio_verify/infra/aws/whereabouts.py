"""Whereabouts: whether anything of the environment is in this account and region at all."""

from typing import Any

from servio_verify.infra.aws.account import Aws
from servio_verify.infra.aws.errors import CallError, NotThereError
from servio_verify.infra.source import UnreadableError


def refuse_elsewhere(aws: Aws) -> None:
    """Raise UnreadableError where neither cluster, database nor balancer are there: the place is wrong, not these."""
    names = aws.names
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("ecs", "describe_services", {"cluster": names.cluster, "services": [names.service]}),
        ("rds", "describe_db_instances", {"DBInstanceIdentifier": names.database}),
        ("elbv2", "describe_load_balancers", {"Names": [names.balancer]}),
    ]
    for service, operation, parameters in asked:
        try:
            aws.ask(service, operation, **parameters)
        except NotThereError:
            continue
        except CallError:
            return
        return
    things = f"nothing is in {names.region}, no cluster {names.cluster}, no database, no balancer"
    raise UnreadableError(f"{things}: check region, profile and names under [aws]")
