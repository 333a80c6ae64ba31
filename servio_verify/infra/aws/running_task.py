"""Running task: the variables that its definition gives it, for whoever looks at the configuration."""

from servio_verify.infra.aws.account import connect
from servio_verify.infra.aws.errors import CallError
from servio_verify.infra.aws.services.ecs import definition_of
from servio_verify.infra.configuration.task import Task, task_of
from servio_verify.infra.source import Place, UnreachableError, UnreadableError


def running(place: Place) -> Task | str:
    """Return what the task gets that the service runs, or why that is not known."""
    try:
        return task_of(definition_of(connect(place)))
    except (UnreachableError, UnreadableError, CallError, ValueError) as error:
        return str(error)
