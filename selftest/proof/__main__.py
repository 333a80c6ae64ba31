"""Command `make proof`: prove the whole catalogue, and write docs/proof.json with its page and its picture."""

import argparse
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from selftest.proof import pages
from selftest.proof.parts import Part, parts
from selftest.proof.run import Proof
from selftest.support.processes import ROOT
from servio_verify.browser import install
from servio_verify.proof.campaign.campaign import NotWellError, UnwellError
from servio_verify.proof.campaign.runner import StoppedError
from servio_verify.proof.command import lines, suite
from servio_verify.proof.command.kept import Kept
from servio_verify.proof.fault import Fault
from servio_verify.proof.matrix import file
from servio_verify.proof.matrix.model import Matrix, Row
from servio_verify.run.progress import Progress, say

FOLDER = ROOT / "runs/proof"
FOREIGN = re.compile(r"SERVIO_|NEXT_PUBLIC_|PYTEST_|GITHUB_|SLACK_|CI_")


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make proof", description=__doc__)
    parser.add_argument("-n", dest="workers", type=int, default=2, metavar="N", help="faults at a time (default: 2)")
    parser.add_argument("--part", action="append", default=[], metavar="TITLE", help="only this part (repeatable)")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME", help="only this fault (repeatable)")
    parser.add_argument(
        "--before", type=Path, default=pages.JSON, metavar="FILE", help="what was seen (docs/proof.json)"
    )
    parser.add_argument("--alone", action="store_true", help="no fault shares a run, whatever was seen before")
    parser.add_argument("--fresh", action="store_true", help="begin anew, and leave what an interrupted proof found")
    parser.add_argument("--list", action="store_true", help="say which parts there are, and prove nothing")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Prove; 0 where all is as promised, 1 where not, 10 where it cannot be told, 130 after Ctrl-C."""
    chosen = options(arguments)
    every = parts()
    if chosen.list:
        say("\n".join(f"{part.title}: {len(part.faults)} faults" for part in every))
        return 0
    for name in [name for name in os.environ if FOREIGN.match(name)]:
        del os.environ[name]
    os.environ["PYTHONPATH"] = str(ROOT)  # the suite runs in copies of the project
    install.keep_driver_compiled()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    began = datetime.now(UTC)
    made = began.isoformat(timespec="seconds")
    digest = suite.digest(ROOT, "local", [fault for part in every for fault in part.faults], pages.digest())
    kept = Kept(digest, made) if chosen.fresh else Kept.read(chosen.folder, digest, made)
    before = file.read(chosen.before) if chosen.before.exists() and not chosen.alone else None
    with Progress("proof") as progress:

        def tell(row: Row) -> None:
            kept.add(row, chosen.folder)
            if row.ended.is_mismatch:
                progress.clear()
                say(lines.mismatch(row))

        def look(title: str, done: int, whole: int, seconds: float) -> None:
            wrong = sum(row.ended.is_mismatch for row in kept.rows)
            progress.tell(f"{title}: {lines.left(done, whole, 0, wrong, seconds)}; {len(kept.rows)} rows in all")

        proof = Proof(chosen.workers, tell, look, before)
        proof.stop.heed()
        try:
            for part in every:
                if left := left_of(part, chosen, kept):
                    progress.tell(f"{part.title}: a run without a fault, first")
                    proof.of(part, left)
        except StoppedError:
            pass
        except (NotWellError, UnwellError) as error:
            progress.clear()
            say(f"ERROR: {part.title}: {error}")
            return 10
    if proof.stop:
        say(f"ended by {proof.stop.word}, {len(kept.rows)} rows are kept; the same command goes on from there")
        return proof.stop.exit_code
    return end(chosen, every, kept, proof, began, before)


def left_of(part: Part, chosen: argparse.Namespace, kept: Kept) -> list[Fault]:
    """Return the faults of a part that were asked for and have no row yet."""
    done = {row.fault for row in kept.rows if row.by == part.by}
    if chosen.part and part.title not in chosen.part:
        return []
    return [fault for fault in part.faults if fault.name not in done and fault.name in (chosen.fault or [fault.name])]


def end(
    chosen: argparse.Namespace, every: list[Part], kept: Kept, proof: Proof, began: datetime, before: Matrix | None
) -> int:
    """Write the matrix down and say how it ended."""
    order = {
        (part.by, fault.name): number
        for number, (part, fault) in enumerate((part, fault) for part in every for fault in part.faults)
    }
    rows = sorted((row for row in kept.rows if (row.by, row.fault) in order), key=lambda row: order[row.by, row.fault])
    matrix = Matrix(
        environment="our own targets",
        commit=suite.commit(ROOT),
        made=kept.made,
        rows=tuple(rows),
        checks=tuple(proof.checks) or (before.checks if before else ()),
        seconds=round((datetime.now(UTC) - began).total_seconds(), 1),
        whole=True,
        complete=len(rows) == len(order),
    )
    if not (chosen.part or chosen.fault):
        pages.write(matrix)
        Kept.drop(chosen.folder)
        say("\n".join([*lines.end(matrix, Path("docs"))[:-1], "see docs/PROOF.md"]))
    return 1 if matrix.mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
