"""The state of this process that the load tier changes for everybody in it. Nothing else in `load/` changes any.

| what | when | why |
|---|---|---|
| Locust's interval of workers' reports | `install_hooks` | a second of ours is a report of theirs |
| `inspect` in Locust's runner | `install_hooks` | to say who stopped it, in a line nobody sees, it reads every module |
| the handlers of SIGTERM and SIGHUP | `install_hooks` | a container's first process would ignore SIGTERM |
| `sys.excepthook` | `install_hooks` | Python ends with 1 where nobody caught an error, and that is our NO-GO |
| the class attributes of `LoadUser` | `install_users` | Locust makes the users itself, from their class |
| the hub's resolver | `install_users` | each user's first request would wait for an address |
| the garbage collector | locustfile, `install_users` | to look through what stays, again and again, makes users wait |
| `Stages.users_and_rate` | `LoadMaster` | Locust makes the shape itself, from its class |
| later handlers of SIGINT and SIGTERM | `StopSignals`, `Worker` | a run that has begun ends gently |
"""

import gc
import signal
import sys
from collections.abc import Callable
from types import SimpleNamespace, TracebackType
from typing import Any

import gevent
from locust import runners

from servio_verify import process
from servio_verify.load.driver.client.http_client import RememberingResolver
from servio_verify.load.driver.monitor import REPORT_SECONDS
from servio_verify.load.driver.user import LoadUser
from servio_verify.load.measure.recorder import RequestRecorder
from servio_verify.load.plan.work_order import WorkOrder

GARBAGE = 3_000
"""New objects after which garbage is looked for; Python's own 700 costs a tenth of the CPU."""

OnUncaught = Callable[[type[BaseException], BaseException, TracebackType | None], Any]


def install_hooks(on_stop: Callable[[], Any], on_uncaught: OnUncaught) -> None:
    """Change what holds from the moment when the locustfile is read; `on_stop` is called for SIGTERM."""
    runners.WORKER_REPORT_INTERVAL = REPORT_SECONDS
    runners.inspect = SimpleNamespace(stack=tuple)  # type: ignore[attr-defined,assignment] # it then says "couldn't determine"
    signal.signal(signal.SIGTERM, lambda *_: on_stop())
    process.hang_up_like_sigterm()
    sys.excepthook = on_uncaught


def install_users(work_order: WorkOrder, recorder: RequestRecorder) -> None:
    """Change what holds for the users of this process, once it is known what they do."""
    LoadUser.follow(work_order, recorder)
    gevent.get_hub().resolver = RememberingResolver()
    gc.freeze()
    gc.set_threshold(GARBAGE)
