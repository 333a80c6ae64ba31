"""`servio-verify gate github`: the status of a deployment on GitHub."""

import argparse
import os

from servio_verify.cli.gate import shared
from servio_verify.deployment.github import GithubGate, Repository
from servio_verify.environments.proxies import bypass_proxies_for_localhost
from servio_verify.errors import UsageError
from servio_verify.run import ci_job

API = "https://api.github.com"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--deployment", type=int, required=True, metavar="ID", help="the deployment's id")
    shared.add_verdict(parser)
    shared.add_promise(parser)
    parser.set_defaults(does=run)


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
        job.url if job else "",
        shared.tiers_of(options),
        not options.accept_partial,
        options.dry_run,
    )
    return shared.settle(gate, options.verdict)
