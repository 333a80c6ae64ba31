"""`servio-verify gate ecs`: a deployment of Amazon ECS that waits at a pause hook, before and after the run."""

import argparse
import os
from datetime import timedelta
from functools import partial
from pathlib import Path

from servio_verify.cli.commands import run as run_command
from servio_verify.cli.gate import shared
from servio_verify.deployment.ecs.gate import EcsGate
from servio_verify.deployment.ecs.gate_file import Seen
from servio_verify.deployment.ecs.paused import Named, digest_of, find
from servio_verify.deployment.refusals import NothingPausedError, PlatformError
from servio_verify.environments.model import Environment
from servio_verify.environments.settings import read_environment
from servio_verify.errors import UsageError
from servio_verify.infra.aws.account import Aws, connect
from servio_verify.infra.expected.tables import read_tables
from servio_verify.infra.source import Place, UnreachableError, UnreadableError
from servio_verify.results.merge import read
from servio_verify.results.verdict import Verdict
from servio_verify.run import files
from servio_verify.run.identity import new_run_id
from servio_verify.run.polling import seconds, wait_until
from servio_verify.run.progress import say

BUILD, DIGEST, TAG = "SERVIO_EXPECT_BUILD", "SERVIO_EXPECT_DIGEST", "tag"
MARGIN = 30.0
"""Seconds that must be left until the hook decides by itself."""

GATE_FILE = "gate.json"
DEPLOYED = "--env staging --expect-build $SHA --expect-digest $DIGEST"
EXAMPLES = {
    "begin": (DEPLOYED, "--env staging --wait 900 --expect-build $SHA --proof tag"),
    "answer": ("--verdict runs/ID/verdict.json", "--verdict runs/ID/verdict.json --dry-run"),
    "run": (f"{DEPLOYED} -- -m smoke", f"--dry-run {DEPLOYED} -- -m smoke"),
}

LOOK_AGAIN = 5.0
"""Seconds between two looks for a deployment that waits."""

ENDED = frozenset(verdict.exit_code for verdict in Verdict)


def add(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    lines = {
        "begin": "before the run: note which deployment waits, and that it is what was deployed",
        "answer": "after the run: tell that deployment what the verdict means",
        "run": "all of it: begin, servio-verify run with the arguments behind --, answer",
    }
    made = {name: commands.add_parser(name, help=line, description=line) for name, line in lines.items()}
    for name in ("begin", "run"):
        _add_what_was_deployed(made[name])
    for name, option, line in (("begin", "--out", "write it there"), ("answer", "--gate", "what begin wrote")):
        line = f"{line} (default: {GATE_FILE})"
        made[name].add_argument(option, type=Path, default=Path(GATE_FILE), metavar="FILE", help=line)
    shared.add_verdict(made["answer"])
    made["run"].add_argument("--dry-run", action="store_true", help="run, and only say what would be told")
    for name in ("answer", "run"):
        shared.add_promise(made[name])
        margin = f"seconds that must be left until the hook decides by itself (default: {MARGIN:.0f})"
        made[name].add_argument("--margin", type=seconds, default=MARGIN, metavar="SECONDS", help=margin)
    for name, does in {"begin": begin, "answer": answer, "run": run}.items():
        made[name].set_defaults(does=does)
        shared.with_examples(made[name], *(f"ecs {name} {example}" for example in EXAMPLES[name]))


def _add_what_was_deployed(parser: argparse.ArgumentParser) -> None:
    shared.add_environment(parser)
    parser.add_argument("--expect-build", metavar="SHA", help=f"the build that was deployed (default: ${BUILD})")
    parser.add_argument("--expect-digest", metavar="DIGEST", help=f"its image's, sha256:… (default: ${DIGEST})")
    tag = "which proof of the image is enough: its digest, or a tag that is the build (default: digest)"
    parser.add_argument("--proof", choices=["digest", TAG], default="digest", help=tag)
    parser.add_argument("--hook", metavar="ID", help="which pause hook, where several wait at once")
    wait = "how long to wait until a deployment waits (default: 0, one look)"
    parser.add_argument("--wait", type=seconds, default=0.0, metavar="SECONDS", help=wait)


def begin(options: argparse.Namespace) -> int:
    """Write down which deployment waits; return 0. Raises GateError, UsageError."""
    seen = _find(options, options.expect_build)
    seen.write(options.out)
    say(str(seen))
    return 0


def answer(options: argparse.Namespace) -> int:
    """Answer it; return the verdict's exit code. Raises GateError, UsageError."""
    return _answer(options, Seen.read(options.gate), options.verdict)


def run(options: argparse.Namespace) -> int:
    """Find, verify, answer; return the verdict's exit code. Raises GateError, UsageError."""
    more = options.more[1:] if options.more[:1] == ["--"] else options.more
    told = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    told.add_argument("--expect-build")
    own = told.parse_known_args(more)[0].expect_build
    if own and options.expect_build and own != options.expect_build:
        raise UsageError(f"--expect-build is {options.expect_build} before --, and {own} behind it")
    seen = _find(options, own or options.expect_build)
    say(str(seen))
    run_id = new_run_id()
    code = run_command.verify(["--env", seen.environment, "--expect-build", seen.build, *more], run_id)
    verdict = Path(os.environ.get("SERVIO_RUNS", "runs")) / run_id / files.VERDICT
    if code not in ENDED or not verdict.is_file() or read(verdict).exit_code != code:
        say(f"{seen.deployment.rpartition('/')[2]} was told nothing: the run ended with {code}, and no such verdict")
        return code or Verdict.INVALID.exit_code
    return _answer(options, seen, verdict)


def _answer(options: argparse.Namespace, seen: Seen, verdict: Path) -> int:
    environment = _environment(seen.environment)
    margin = timedelta(seconds=options.margin)
    gate = EcsGate(
        partial(_account, environment),
        seen,
        margin,
        shared.tiers_of(options),
        not options.accept_partial,
        options.dry_run,
        environment.api_origin,
    )
    return shared.settle(gate, verdict)


def _find(options: argparse.Namespace, build: str | None) -> Seen:
    """Return the deployment that waits, and is of what was deployed. Raises GateError, UsageError."""
    build = (build or os.environ.get(BUILD, "")).strip()
    said = (options.expect_digest or os.environ.get(DIGEST, "")).strip()
    if not build:
        raise UsageError(f"which build was deployed? --expect-build SHA, or {BUILD}")
    if said and digest_of(said) is None:
        raise UsageError(f"the digest is {said[:80]!r}: write sha256: and 64 digits, as the registry tells it")
    if not said and options.proof != TAG:
        raise UsageError(f"which image was deployed? {DIGEST}, or --proof {TAG} where its tag is the build")
    environment = _environment(options.env)
    named = Named(
        environment.name, environment.web_origin or "", build, digest_of(said), options.proof == TAG, options.hook
    )
    aws = _account(environment)

    def look() -> Seen | None:
        try:
            return find(aws.afresh(), named)
        except NothingPausedError:
            return None

    return wait_until(look, options.wait, every=LOOK_AGAIN) or find(aws.afresh(), named)


def _environment(name: str) -> Environment:
    return read_environment(name, Path.cwd(), os.environ, reads_only=True)


def _account(environment: Environment) -> Aws:
    try:
        return connect(Place(environment, read_tables(Path.cwd(), environment.name)))
    except (UnreachableError, UnreadableError) as error:
        raise PlatformError(f"{error}; nothing was told") from None
