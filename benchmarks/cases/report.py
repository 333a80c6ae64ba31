"""The Allure report of 20,000 results with 20 runs of history against that of 200."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.cost import Cost, cost
from benchmarks.pairs import ROOT, Asked, Ratio, Target, between, in_turn
from servio_verify.results.model import Attestation, Result
from servio_verify.results.verdict import Verdict
from servio_verify.run.files import VERDICT

HISTORY = 20


def measure(asked: Asked) -> Iterator[Ratio]:
    """Both with a history of as many results."""
    few, many = f"report of {asked.size(200, 20)}", f"report of {asked.size(20_000, 200):,}"
    runs = {few: make(asked.folder, asked.size(200, 20)), many: make(asked.folder, asked.size(20_000, 200))}
    for run in runs.values():
        _report(asked, run)
        give_history(asked.folder / "state", run)
    rounds = in_turn(asked.at_most(3), {name: partial(_report, asked, run) for name, run in runs.items()})
    yield from between(rounds, many, few, cpu=Target(10), wall=Target(10))


def _report(asked: Asked, run: Path) -> Cost:
    return cost([sys.executable, "-m", "servio_verify.cli", "report", str(run)], ROOT, asked.environ())


def make(folder: Path, count: int) -> Path:
    """Write a made-up run of so many results, of which each 20th failed."""
    run = folder / f"run-{count}"
    (run / "allure-results").mkdir(parents=True)
    now = datetime.now(UTC)
    at = int(now.timestamp() * 1000)
    for index in range(count):
        name, failed = f"test_{index}", index % 20 == 0
        told = {
            "uuid": f"uuid-{index}",
            "historyId": name,
            "testCaseId": name,
            "name": name,
            "fullName": f"tests.smoke#{name}",
            "status": "failed" if failed else "passed",
            "statusDetails": {"message": f"AssertionError: {index}"} if failed else {},
            "start": at,
            "stop": at + 50,
        }
        (run / f"allure-results/{index}-result.json").write_text(json.dumps(told), encoding="utf-8")
    Result(
        verdict=Verdict.GO, exit_code=0, reasons=(), environment=f"made-{count}", web_url="http://127.0.0.1:1",
        api_url="http://127.0.0.1:1", run=str(count), started=now, ended=now, attestation=Attestation(), folder=run,
    ).write(run / VERDICT)  # fmt: skip
    return run


def give_history(state: Path, run: Path) -> None:
    """Make the one run that its history holds into many."""
    history = state / f"allure-{run.name.replace('run', 'made')}.jsonl"
    first = json.loads(history.read_text(encoding="utf-8"))
    past = (first | {"uuid": f"past-{number}", "name": f"past {number}"} for number in range(HISTORY))
    history.write_text("".join(f"{json.dumps(one)}\n" for one in past), encoding="utf-8")
