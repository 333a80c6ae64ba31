"""The command `servio-verify data`: staging's data are production's, anonymised, checked and cleaned up."""

import argparse
from importlib import import_module

JOBS: dict[str, str] = {
    "propose": "propose a policy for a schema, or what a policy lacks",
    "anonymise": "copy production's rows to staging, changed as the policy says",
    "check": "look whether a real person's data, or broken rows, are left in a database",
    "canaries": "make keyed digests of production's values, by which a check knows its people",
    "clean": "delete orders older than some days, and what hangs on them",
}
"""Each job's line of help. Its module in `servio_verify.cli.jobs` (`add` its arguments, `run` it) does it."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the jobs, each with its arguments."""
    jobs = parser.add_subparsers(required=True, metavar="JOB")
    for name, line in JOBS.items():
        job = jobs.add_parser(name, help=line, description=line, formatter_class=argparse.RawDescriptionHelpFormatter)
        module = import_module(f"servio_verify.cli.jobs.{name}")
        module.add(job)
        job.set_defaults(job=module.run)


def run(options: argparse.Namespace) -> int:
    """Do the job; return its exit code."""
    code: int = options.job(options)
    return code
