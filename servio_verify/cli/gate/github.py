"""`servio-verify gate github`: the status of a deployment on GitHub."""

import argparse
import os
from pathlib import Path

from servio_verify.cli.gate import shared
from servio_verify.deployment.github import GithubGate, Repository
from servio_verify.environments.layers.names import named
from servio_verify.environments.proxies import bypass_proxies_for_localhost
from servio_verify.environments.settings import read_environment
from servio_verify.errors import UsageError
from servio_verify.run import ci_job

API = "https://api.github.com"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--deployment", type=int, required=True, metavar="ID", help="the deployment's id")
    shared.add_verdict(parser)
    shared.add_promise(parser)
    parser.set_defaults(does=run)
    shared.with_examples(parser, "github --deployment 42 --verdict runs/ID/verdict.json --dry-run")


def run(options: argparse.Namespace) -> int:
    """Post the status; return the verdict's exit code. Raises GateError, UsageError."""
    bypass_proxies_for_localhost(os.environ)
    told = {name: os.environ.get(name, "").strip() for name in ("GITHUB_REPOSITORY", "GITHUB_TOKEN")}
    if missing := [name for name, value in told.items() if not value]:
        raise UsageError(f"{' and '.join(missing)} {'are' if missing[1:] else 'is'} not set: GitHub was not asked")
    api = (os.environ.get("GITHUB_API_URL") or API).rstrip("/")
    repository = Repository(api, told["GITHUB_REPOSITORY"], told["GITHUB_TOKEN"])
    job = ci_job.of(os.environ)
    gate = GithubGate(
        repository,
        options.deployment,
        _addresses_of,
        job.url if job else "",
        shared.tiers_of(options),
        not options.accept_partial,
        options.dry_run,
    )
    return shared.settle(gate, options.verdict)


def _addresses_of(name: str) -> tuple[str | None, str | None]:
    """Return the addresses that the environment's file says; neither where this folder has no such file."""
    root = Path.cwd()
    if name not in named(root):
        return None, None
    environment = read_environment(name, root, os.environ, reads_only=True)
    return environment.web_origin, environment.api_origin
