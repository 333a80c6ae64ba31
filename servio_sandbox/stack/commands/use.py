"""`stack use`, for the suite: the stack that is up, or a new one, told in one line of JSON with its secrets."""

import json
from pathlib import Path

from servio_sandbox.stack.commands.up import use as use_or_start
from servio_sandbox.stack.parts import redis
from servio_sandbox.stack.parts.postgresql import url
from servio_sandbox.stack.parts.task import Start
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.say import say


def use(place: Place, project: Path, how: Start) -> int:
    """Tell it; SandboxError where there is none and none can be started."""
    state, started = use_or_start(place, project, how)
    stores = {"database_url": url(place, state).replace("+psycopg", ""), "redis_url": redis.url(state)}
    say(json.dumps({"started": started, "folder": str(place.folder), **state.addresses(), **stores}))
    return 0
