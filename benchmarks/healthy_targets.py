"""Healthy targets for `benchmarks.verdicts`: the styles, and a plain sandbox with something before it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.proxies import Placed, busy_cpus, haproxy, nginx, nothing, program, relay

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
