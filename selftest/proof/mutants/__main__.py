"""Command `python -m selftest.proof.mutants`: test the mutants of the judging parts (make mutants)."""

import argparse
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from selftest.proof.mutants import changes, fresh, parts
from selftest.proof.mutants.forks import BROKEN
from selftest.proof.mutants.job import Job
from selftest.proof.mutants.places import ROOT
from selftest.proof.mutants.score import score_of, unfounded, wrongly_planted
from selftest.proof.mutants.session import OPTIONS, Session

SEED = "3"
"""Of the hashes of texts: with 0 the tiers of a set come sorted, and a mutant that does not sort them survives."""

EXAMPLES = """examples:
  python -m selftest.proof.mutants                        all judging parts; goes on where it was stopped
  python -m selftest.proof.mutants judge.py load          one module, and a part of parts.toml
  python -m selftest.proof.mutants --changed --seconds 20 only lines that the branch changes, no longer than that"""


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 where every mutant was tested and each survivor is explained, else 1; 4 for a mistake.

    After Ctrl-C it is 130.
    """
    parser = argparse.ArgumentParser(
        "selftest.proof.mutants", description=__doc__, epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="a part, a module or a file; without any: all")
    parser.add_argument("--changed", action="store_true", help="only lines that the branch or last commit changes")
    parser.add_argument(
        "--seconds", type=float, default=float("inf"), help="begin no mutant, and no further part, after so long"
    )
    parser.add_argument("--jobs", type=int, default=2, help="mutants at a time (2)")
    asked = parser.parse_args(words)
    os.chdir(ROOT)
    try:
        if asked.jobs < 1 or not asked.seconds >= 0:
            raise ValueError("--jobs must be 1 or more, --seconds 0 or more")
        jobs = _jobs(asked)
    except ValueError as error:
        sys.stderr.write(f"ERROR: {error}\n")
        return 4
    try:
        return _tested(jobs, asked)
    except KeyboardInterrupt:
        sys.stderr.write("ended by Ctrl-C; the same command goes on from there\n")
        return 130


def _tested(jobs: list[Job], asked: argparse.Namespace) -> int:
    begun = time.monotonic()
    for number, job in enumerate(jobs):
        job.open()
        if number > 1 and time.monotonic() > begun + asked.seconds:
            continue  # the first part had its time, and there is none for a second one
        with TemporaryDirectory() as folder:
            if trouble := _test(job, Path(folder)):
                sys.stderr.write(f"ERROR: {trouble}\n")
                return 1
    return _report(jobs, time.monotonic() - begun, of_all=not asked.changed)


def _jobs(asked: argparse.Namespace) -> list[Job]:
    told = os.fdopen(os.dup(2), "w", buffering=1)
    (planted,) = parts.chosen([parts.PLANTED])
    found = [each for each in parts.chosen(asked.modules) if each.name != parts.PLANTED]
    lines = None
    if asked.changed:
        since = changes.base()
        lines = changes.changed_lines([each for part in found for each in part.modules], since) if since else {}
        if not lines:
            why = f"no judging line differs from {since[:10]}" if since else "there is no git with an earlier commit"
            print(f"{why}: only the planted mutants are tested")
        found = [part.only(lines) for part in found if part.only(lines).modules]
    return [
        Job(planted, asked.jobs),
        *(Job(part, asked.jobs, asked.seconds, lines, lambda line: print(line, file=told)) for part in found),
    ]


def _test(job: Job, folder: Path) -> str | None:
    """Test the mutants of a part; return what kept us from it."""
    if not any(job.wants(module, *each) for module in job.part.modules for each in job.mutants(module).items()):
        return None
    job.told(f"{job.part.name}: {sum(len(job.mutants(module)) for module in job.part.modules)} mutants")
    said = folder / "said"
    session = partial(pytest.main, [*OPTIONS, *job.part.tests], plugins=[Session(job, folder)])
    if code := _fork(session, said) or _fork(partial(fresh.test_the_rest, job, folder), said):
        lines = said.read_text().splitlines()
        errors = [line for line in lines if "Error" in line or "ERROR" in line or line.startswith("E ")]
        return f"{job.part.name}: {(errors or lines or ['nothing was said'])[-1]} (ended with {code})"
    return None


def _fork(run: Callable[[], int], said: Path) -> int:
    """Run something apart, as it imports what the next one must find not imported; return its exit code."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with said.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    code = BROKEN
    try:
        code = int(run())
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _report(jobs: Sequence[Job], seconds: float, *, of_all: bool) -> int:
    planted, *others = jobs
    scores = [score_of(job, module) for job in others for module in job.part.modules]
    wrong = [*wrongly_planted(planted), *unfounded(), *(line for each in scores for line in each.wrong(of_all=of_all))]
    tested, killed = sum(each.tested for each in scores), sum(each.killed for each in scores)
    if not tested and (of_all or scores):
        wrong.append("no mutant was tested")
    for line in (*wrong, *map(str, scores)):
        print(line)
    untested = sum(each.untested for each in scores)
    left = f", {untested} were not tested: the time was over" if untested else ""
    share = f" ({killed / tested:.1%})" if tested else ""
    print(f"{killed} of {tested} mutants killed{share} in {seconds:.0f} s, the planted ones too{left}")
    return 1 if wrong or (untested and of_all) else 0


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != SEED:  # else a set has another order, and a mutant another end, each time
        os.execve(sys.executable, [*sys.orig_argv], os.environ | {"PYTHONHASHSEED": SEED})  # noqa: S606 # itself
    sys.exit(main())
