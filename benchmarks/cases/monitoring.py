"""Smoke runs with every source of monitoring, well or down, against runs without any.

On one sandbox; the sources are stand-ins on 127.0.0.1, outside of what is counted. Each run must be GO.
"""

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from benchmarks.cost import cost
from benchmarks.pairs import Asked, Ratio, Target, between, in_turn
from benchmarks.sources import ACCOUNT, aws, project
from selftest.support.datadog import KEYS, datadog, monitor
from selftest.support.processes import servio, settings_of
from selftest.support.sentry_api import TOKEN, sentry_api
from selftest.support.small_server import JSON, only, serving

MORE = 3.0
"""Seconds that sources which are all down may add to a run."""

NONE, WELL, DOWN = "no source", "every source well", "every source down"
OTHERS = "balancer = {}, tasks = {}, logs = {}, flags = {}"
FLAGS = json.dumps({"version": 2, "features": [{"name": f"flag-{n}", "enabled": True} for n in range(30)]})

Settings = dict[str, str]


def measure(asked: Asked) -> Iterator[Ratio]:
    """All three in turn."""
    run = [sys.executable, "-m", "pytest", "-m", "smoke", "-q", "--env", "staging"]
    with everything(asked) as kinds:
        for kind, (_, flags_at) in kinds.items():
            with project(asked.folder / kind, "smoke").open("a", encoding="utf-8") as file:
                file.write(f'\n[flags]\nunleash_url = "{flags_at}"\n')
        works = {
            kind: lambda kind=kind, environ=environ: cost(run, asked.folder / kind, environ)
            for kind, (environ, _) in kinds.items()
        }
        rounds = in_turn(asked, works)
    yield from between(rounds, WELL, NONE, cpu=Target(1.1))
    late = [(each[DOWN].wall, each[NONE].wall + MORE) for each in rounds]
    yield Ratio(f"{DOWN}: wall time, of {NONE} and {MORE:.0f} s", late, Target(1))


@contextmanager
def everything(asked: Asked) -> Iterator[dict[str, tuple[Settings, str]]]:
    """Start the sandbox and the stand-ins; yield the settings of each kind of run, and where its flags are."""
    with ExitStack() as stack:
        told = stack.enter_context(servio("servio_sandbox", "--json"))
        monitors = stack.enter_context(datadog())
        sentry = stack.enter_context(sentry_api())
        flags = stack.enter_context(serving(only({"/client/features": (200, JSON, FLAGS)})))
        monitors.will_say([monitor(number, f"monitor {number}") for number in range(30)])
        there = stack.enter_context(aws(asked.folder / "aws"))
        hole = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64))
        nowhere = f"http://127.0.0.1:{hole.getsockname()[1]}"
        plain = asked.environ(**settings_of(told), **ACCOUNT)
        keys = KEYS | {"SENTRY_AUTH_TOKEN": TOKEN, "UNLEASH_API_KEY": "*:staging.0123456789abcdef"}
        told_all = plain | keys | dict(there)
        yield {
            NONE: (plain, nowhere),
            WELL: (told_all | {"SERVIO_MONITORING": tables(monitors.address, sentry.origin)}, flags),
            DOWN: (told_all | {"SERVIO_MONITORING": tables(nowhere, nowhere), "AWS_ENDPOINT_URL": nowhere}, nowhere),
        }


def tables(datadog_at: str, sentry_at: str) -> str:
    """Return the table `[monitoring]` with every source, each at the address that can be told one."""
    sentry_there = f'{{organization = "servio", projects = ["web"], url = "{sentry_at}"}}'
    return f'{{datadog = {{site = "{datadog_at}"}}, sentry = {sentry_there}, {OTHERS}}}'
