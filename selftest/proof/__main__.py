"""Command `make proof`: prove the whole catalogue, and write docs/proof.json with its page and its picture."""

import argparse
import os
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from selftest.proof import pages
from selftest.proof.parts import Part, parts
from selftest.proof.run import Proof
from selftest.proof.state import State
from selftest.support.processes import ROOT
from servio_verify.browser import install
from servio_verify.cli.arguments import Parser, at_a_time
from servio_verify.errors import UsageError
from servio_verify.proof.campaign.bench import UnwellError
from servio_verify.proof.campaign.campaign import NotWellError
from servio_verify.proof.campaign.runner import StoppedError
from servio_verify.proof.command import lines, suite
from servio_verify.proof.command.selection import refuse_unknown
from servio_verify.proof.fault import Fault
from servio_verify.proof.matrix import file
from servio_verify.proof.matrix.model import Ended, Matrix, Row
from servio_verify.run.identity import unwritable
from servio_verify.run.progress import Progress, say

FOLDER = ROOT / "runs/proof"
EPILOG = """docs/ is written where every fault has its row. A part or a fault by itself is proved, told, and kept for
the whole proof, which then goes on from there. Exit codes: 0 all as promised; 1 a mismatch; 10 it cannot be told;
4 a mistake; 130 after Ctrl-C."""
MOST = ", most rows "
"""Before the commit of the last proof of everything, where later ones proved what was missing."""

FOREIGN = re.compile(r"SERVIO_|NEXT_PUBLIC_|PYTEST_|GITHUB_|SLACK_|CI_")


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = Parser(prog="make proof", description=__doc__, epilog=EPILOG)
    parser.add_argument(
        "-n", dest="workers", type=at_a_time, default=2, metavar="N", help="faults at a time (default: 2)"
    )
    parser.add_argument("--part", action="append", default=[], metavar="TITLE", help="only this part (repeatable)")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME", help="only this fault (repeatable)")
    parser.add_argument(
        "--before", type=Path, default=pages.JSON, metavar="FILE", help="an earlier matrix (default: docs/proof.json)"
    )
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="where an unfinished proof is kept (default: runs/proof)"
    )
    parser.add_argument("--missing", action="store_true", help="only faults that docs/proof.json has no such row of")
    parser.add_argument("--alone", action="store_true", help="no fault shares a run, whatever was seen before")
    parser.add_argument("--fresh", action="store_true", help="begin anew, and leave what an interrupted proof found")
    parser.add_argument("--list", action="store_true", help="say which parts there are, and prove nothing")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Prove; 0 where all is as promised, 1 where not, 10 where it cannot be told, 4 for a mistake, 130 after Ctrl-C."""
    chosen, every = options(arguments), parts()
    if chosen.list:
        say("\n".join(f"{part.title}: {len(part.faults)} faults" for part in every))
        return 0
    try:
        refuse_unknown("part", chosen.part, (part.title for part in every), "`make proof ARGS=--list`")
        names = (fault.name for part in every for fault in part.faults)
        refuse_unknown("fault", chosen.fault, names, "docs/PROOF.md")
        _set_up(chosen.folder)
        before = file.read(chosen.before) if chosen.before.exists() and not chosen.alone else None
    except UsageError as error:
        say(f"ERROR: {error}")
        return error.exit_code
    return _prove(chosen, every, before)


def _prove(chosen: argparse.Namespace, every: list[Part], before: Matrix | None) -> int:
    state = state_of(chosen, every)
    if state.rows:
        say(lines.going_on(len(state.rows), sum(len(part.faults) for part in every), state.made))
    with Progress("proof") as progress:
        proof = Proof(chosen.workers, state, chosen.folder, progress, before)
        proof.stop.heed()
        try:
            for part in every:
                proof.of(part, lambda part, fault: _is_chosen(chosen, part, fault))
        except StoppedError:
            pass
        except (NotWellError, UnwellError) as error:
            progress.clear()
            say(f"ERROR: {part.title}: {error}")
            return 10
    if proof.stop:
        say(f"ended by {proof.stop.word}, {len(state.rows)} rows are kept; the same command goes on from there")
        return proof.stop.exit_code
    return _end(chosen, every, state)


def _set_up(folder: Path) -> None:
    for name in [name for name in os.environ if FOREIGN.match(name)]:
        del os.environ[name]
    os.environ["PYTHONPATH"] = str(ROOT)  # the suite runs in copies of the project
    install.keep_driver_compiled()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(unwritable(error)) from None


def state_of(chosen: argparse.Namespace, every: list[Part]) -> State:
    """Return what a proof begins with: nothing, what an interrupted one found, or what docs/ has."""
    faults_by = [(part.by, fault) for part in every for fault in part.faults]
    digest = suite.digest(ROOT, "local", (fault for _, fault in faults_by), pages.digest_of_targets())
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if chosen.missing:
        digest = f"{digest} and earlier rows"  # an unfinished one is not gone on with where all is to be proved
    state = State(digest, now) if chosen.fresh else State.read(chosen.folder, digest, now)
    return _kept(state, faults_by, file.read(pages.JSON)) if chosen.missing and not state.rows else state


def _kept(state: State, faults: list[tuple[str, Fault]], before: Matrix) -> State:
    """Return the state with the rows of an earlier proof that say of their faults what is said today."""
    said = [pages.promise(Row.of(fault, by, Ended.AS_PROMISED)) for by, fault in faults]
    state.rows = [row for row in before.rows if pages.promise(row) in said and not row.ended.is_mismatch]
    state.checks, state.seconds = [check for check in before.checks if _is_there(check)], before.seconds
    return state


def _is_there(check: str) -> bool:
    """Return whether the suite still has a check that ran at an earlier proof."""
    path, _, name = check.partition("::")
    code = ROOT / path
    return code.exists() and f"def {name.partition('[')[0]}(" in code.read_text(encoding="utf-8")


def _is_chosen(chosen: argparse.Namespace, part: Part, fault: Fault) -> bool:
    return part.title in (chosen.part or [part.title]) and fault.name in (chosen.fault or [fault.name])


def _end(chosen: argparse.Namespace, every: list[Part], state: State) -> int:
    """Write the matrix down where it is of the whole catalogue, and say how it ended."""
    matrix = matrix_of(every, state)
    if chosen.missing:
        before = file.read(pages.JSON).commit
        matrix = replace(matrix, commit=f"{matrix.commit}{MOST}{before.partition(MOST)[2] or before}")
    is_part = bool(chosen.part or chosen.fault)
    of = [(part.by, fault.name) for part in every for fault in part.faults if _is_chosen(chosen, part, fault)]
    told = replace(matrix, rows=tuple(row for row in matrix.rows if (row.by, row.fault) in of))
    said = lines.end(told, Path("docs"))[:-1]
    if is_part:
        said = [*map(lines.found, told.rows), *said]
    if matrix.complete:
        pages.write(matrix)
        state.drop(chosen.folder)
        said.append("see docs/PROOF.md")
    elif not is_part:
        said.append("not every fault has its row: docs/ is left as it was")
    say("\n".join(said))
    return 1 if told.mismatches else 0


def matrix_of(every: list[Part], state: State) -> Matrix:
    """Return what was found, in the catalogue's order."""
    names = [(part.by, fault.name) for part in every for fault in part.faults]
    order = {name: number for number, name in enumerate(names)}
    rows = [row for row in state.rows if (row.by, row.fault) in order]
    return Matrix(
        environment="our own targets",
        commit=suite.commit(ROOT),
        made=state.made,
        rows=tuple(sorted(rows, key=lambda row: order[row.by, row.fault])),
        checks=tuple(state.checks),
        seconds=round(state.seconds, 1),
        whole=True,
        complete=len(rows) == len(order),
    )


if __name__ == "__main__":
    sys.exit(main())
