"""Healthy targets, the styles and a plain sandbox with something before it, and one run of smoke against one."""

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.cost import cost
from benchmarks.pairs import Asked
from benchmarks.proxies import Placed, busy_cpus, haproxy, nginx, nothing, program, relay
from selftest.support.styles import project_for
from servio_verify.environments.handover import overrides
from servio_verify.environments.own.sandbox import Sandbox

Through = Callable[[Path], AbstractContextManager[Placed]]
"""Starts what stands before the sandbox, with its files in a folder."""


@dataclass(frozen=True)
class Target:
    """A healthy Servio; `program` is what it needs."""

    name: str
    styles: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    through: Through = nothing
    program: str = ""


TARGETS = (
    Target("plain"),
    Target("style next", ("next",)),
    Target("style next,hops", ("next", "hops")),
    Target("style forms", ("forms",)),
    Target("style newsletter", ("newsletter",)),
    Target("style fastify", ("fastify",)),
    Target("style supabase", ("supabase",)),
    Target("style supabase-get-user", ("supabase-get-user",)),
    Target("style late", ("late",)),
    Target("style noisy", ("noisy",)),
    Target("style consent", ("consent",)),
    Target("style two-factor", ("two-factor",), arguments=("-k", "sign_in or venues")),
    *(
        Target(f"limit told as {dialect}", options=("--limit-dialect", dialect))
        for dialect in ("draft-6", "draft-8", "slowapi")
    ),
    Target("nginx, TLS, HTTP/2", through=nginx, program="nginx"),
    *(
        Target(f"relay and haproxy, keep-alive {kept} ms", through=partial(haproxy, keep_alive=kept), program="haproxy")
        for kept in (85, 300, 620, 940)
    ),
    Target("relay, 15 ms each way", through=partial(relay, milliseconds=15)),
    *(Target(f"jitter {most} ms", options=("--jitter", str(most))) for most in (20, 100, 300)),
    Target("busy CPUs", through=busy_cpus),
)


def missing_program(target: Target) -> str | None:
    """Return the program that the target needs and that is not installed, or None."""
    return target.program if target.program and not program(target.program) else None


def smoke(asked: Asked, target: Target, folder: Path) -> str:
    """Start the target, run smoke against it in a project of its own; return the verdict with its first reason."""
    project = project_for(folder / "project", *target.styles)
    styles = [part for style in target.styles for part in ("--style", style)]
    command = [sys.executable, "-m", "pytest", "-m", "smoke", "--env", "local", *target.arguments]
    with target.through(folder) as placed, Sandbox([*styles, *target.options, *placed.options]) as sandbox:
        settings = {**overrides(sandbox.addresses()), **placed.settings, "SERVIO_RUNS": str(folder / "runs")}
        cost(command, project, asked.environ(**settings), range(256))
    for verdict in (folder / "runs").glob("*/verdict.json"):
        told = json.loads(verdict.read_text())
        return " ".join([told["verdict"], *told["reasons"][:1]])[:200]
    return "no verdict"
