"""What do the sources of monitoring cost a smoke run? `python -m benchmarks.monitoring_cost [--runs 5]`.

Runs of the whole smoke tier in turn, against one sandbox: no source is named; every source is on and well (their
stand-ins on 127.0.0.1, outside of what is counted); none answers. CPU of the whole process tree of a run, and wall
time; each must be GO.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.smoke_cost import Cost, cost
from selftest.support.aws.front import in_front_of
from selftest.support.aws.look import settings_for
from selftest.support.aws.made import make
from selftest.support.aws.ministack import ministack
from selftest.support.aws.sizes import STAGING
from selftest.support.datadog import KEYS, datadog, monitor
from selftest.support.processes import ROOT, servio, settings_of
from selftest.support.sentry_api import TOKEN, sentry_api
from selftest.support.small_server import JSON, only, serving

MORE_CPU = 1.10
"""CPU of a run with every source on and well, of one without; at most."""

MORE_SECONDS = 3.0
"""What sources that are all down may add to the time of a run."""

NONE, WELL, DOWN = "no source", "all well", "all down"
OTHERS = "balancer = {}, tasks = {}, logs = {}, flags = {}"
FLAGS = json.dumps({"version": 2, "features": [{"name": f"flag-{n}", "enabled": True} for n in range(30)]})

Settings = dict[str, str]


def main() -> int:
    """Print the costs of each round, and what sources add; the exit code is 1 where that is over what is allowed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="rounds of three runs (default: 5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, everything(Path(name)) as kinds:
        for kind, (_, flags_at) in kinds.items():
            project(Path(name) / kind, flags_at)
        rounds = [
            {kind: run(Path(name) / kind, environ) for kind, (environ, _) in kinds.items()}
            for _ in range(options.runs + 1)
        ][1:]
    for each in rounds:
        print("; ".join(f"{kind} {it.cpu:.2f} s of CPU, {it.wall:.2f} s" for kind, it in each.items()))
    ratio = statistics.median(each[WELL].cpu / each[NONE].cpu for each in rounds)
    late = statistics.median(each[DOWN].wall - each[NONE].wall for each in rounds)
    print(f"with every source on and well: {ratio:.2f} of the CPU (median; allowed {MORE_CPU:.2f})")
    print(f"with every source down: {late:+.2f} s (median; allowed {MORE_SECONDS:+.2f})")
    return int(ratio > MORE_CPU or late > MORE_SECONDS)


def run(folder: Path, environ: Settings) -> Cost:
    """Return what a run of the smoke tier cost; it must be GO."""
    return cost([sys.executable, "-m", "pytest", "-m", "smoke", "-q", "--env", "staging"], folder, environ)


def project(folder: Path, flags_at: str) -> None:
    """Make a folder with the smoke tier and the environments; Unleash is at this address."""
    for name in ("environments", "tests/smoke"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("conftest.py", "pytest.ini"):
        shutil.copy(ROOT / name, folder)
    with (folder / "environments/staging.facts.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[flags]\nunleash_url = "{flags_at}"\n')


@contextmanager
def everything(scratch: Path) -> Iterator[dict[str, tuple[Settings, str]]]:
    """Start the sandbox and the stand-ins; yield the settings of each kind of run, and where its flags are."""
    with ExitStack() as stack:
        told = stack.enter_context(servio("servio_sandbox", "--json"))
        monitors = stack.enter_context(datadog())
        sentry = stack.enter_context(sentry_api())
        flags = stack.enter_context(serving(only({"/client/features": (200, JSON, FLAGS)})))
        monitors.will_say([monitor(number, f"monitor {number}") for number in range(30)])
        (scratch / "ministack").mkdir()
        origin = stack.enter_context(ministack(str(scratch / "ministack")))
        front = stack.enter_context(in_front_of(origin))
        make(origin, STAGING)
        hole = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64))
        nowhere = f"http://127.0.0.1:{hole.getsockname()[1]}"
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "SERVIO_"))}
        account = {"SERVIO_EMAIL": "test@example.com", "SERVIO_PASSWORD": "password"}
        own = {"SERVIO_STATE": str(scratch / "state"), "SERVIO_RUNS": str(scratch / "runs"), "PYTHONPATH": str(ROOT)}
        plain = kept | settings_of(told) | account | own
        asked = (
            plain
            | KEYS
            | {"SENTRY_AUTH_TOKEN": TOKEN, "UNLEASH_API_KEY": "*:staging.0123456789abcdef"}
            | settings_for(front)
        )
        yield {
            NONE: (plain, nowhere),
            WELL: (asked | {"SERVIO_MONITORING": tables(monitors.address, sentry.origin)}, flags),
            DOWN: (asked | {"SERVIO_MONITORING": tables(nowhere, nowhere), "AWS_ENDPOINT_URL": nowhere}, nowhere),
        }


def tables(datadog_at: str, sentry_at: str) -> str:
    """Return the table `[monitoring]` with every source, each at the address that can be told one."""
    sentry_there = f'{{organization = "servio", projects = ["web"], url = "{sentry_at}"}}'
    return f'{{datadog = {{site = "{datadog_at}"}}, sentry = {sentry_there}, {OTHERS}}}'


if __name__ == "__main__":
    raise SystemExit(main())
