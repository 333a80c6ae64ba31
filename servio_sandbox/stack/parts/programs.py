"""Programs of the stack: where they are on this machine, and what to install where they are not."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack.description import description

PACKAGES = {
    "nginx": ("nginx", "nginx"),
    "postgres": ("PostgreSQL 15", "postgresql-15"),
    "initdb": ("PostgreSQL 15", "postgresql-15"),
    "pg_isready": ("PostgreSQL 15", "postgresql-client-15"),
    "redis-server": ("Redis 7", "redis-server"),
    "redis-cli": ("Redis 7", "redis-tools"),
}
"""What each program belongs to, and Debian's package of it."""

PLACES = (
    "/usr/lib/postgresql/15/bin",
    "/usr/sbin",
    "/usr/bin",
    "/usr/local/bin",
    "/opt/homebrew/opt/postgresql@15/bin",
)


@dataclass(frozen=True)
class Programs:
    """Paths of the programs, by name, and the version of each that says one."""

    paths: Mapping[str, str]
    versions: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.paths[name]


@cache
def find_programs() -> Programs:
    """Find them all on the PATH or in Debian's places; SandboxError names all that are missing, and what to install."""
    here = os.pathsep.join((*PLACES[:1], os.environ.get("PATH", ""), *PLACES[1:]))
    paths = {name: found for name in PACKAGES if (found := shutil.which(name, path=here))}
    if missing := [name for name in PACKAGES if name not in paths]:
        what = " and ".join(dict.fromkeys(PACKAGES[name][0] for name in missing))
        packages = " ".join(dict.fromkeys(PACKAGES[name][1] for name in missing))
        raise SandboxError(f"local staging needs {what}, not found here: apt-get install {packages}")
    parts = description()
    wanted = {part.program: part.version for part in (parts.balancer, parts.postgresql, parts.redis)}
    versions = {name: _version(paths[name]) for name in wanted}
    for name in ("postgres", "redis-server"):
        if versions[name].partition(".")[0] != wanted[name]:
            package = PACKAGES[name][1]
            raise SandboxError(
                f"{paths[name]} is version {versions[name]}: local staging needs {wanted[name]} ({package})"
            )
    return Programs(paths, versions)


def _version(path: str) -> str:
    option = "-v" if path.endswith("nginx") else "--version"
    said = subprocess.run([path, option], capture_output=True, text=True, check=False, timeout=10)  # noqa: S603
    found = re.search(r"\d+(\.\d+)+", said.stdout + said.stderr)
    return found[0] if found else "unknown"
