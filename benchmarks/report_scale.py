"""How does the report scale? 2,000 results with 20 runs of history against 20: `python -m benchmarks.report_scale`."""

import json
import os
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from servio_verify.reporting.allure import build
from servio_verify.results.model import FILE, Attestation, Result
from servio_verify.results.verdict import Verdict

ROUNDS = 3


def make(folder: Path, count: int, number: int) -> Path:
    """Write a made-up run of so many results."""
    run = folder / f"{count}-{number}"
    (run / "allure-results").mkdir(parents=True)
    now = datetime.now(UTC)
    for index in range(count):
        name = f"test_{index}"
        told = {
            "uuid": f"{number}-{index}",
            "historyId": name,
            "testCaseId": name,
            "name": name,
            "fullName": f"tests.smoke#{name}",
            "status": "failed" if index % 20 == 0 else "passed",
            "statusDetails": {"message": f"AssertionError: {index}"} if index % 20 == 0 else {},
            "start": int(now.timestamp() * 1000),
            "stop": int(now.timestamp() * 1000) + 50,
        }
        (run / f"allure-results/{number}-{index}-result.json").write_text(json.dumps(told), encoding="utf-8")
    Result(
        verdict=Verdict.GO, exit_code=0, reasons=(), environment=f"made-{count}", web_url="http://127.0.0.1:1",
        api_url="http://127.0.0.1:1", run=f"{count}-{number}", started=now, ended=now,
        attestation=Attestation(), folder=run,
    ).write(run / FILE)  # fmt: skip
    return run


def timed(run: Path) -> float:
    """Return how many seconds the report takes."""
    begin = time.perf_counter()
    build.build([run], run / "report")
    return time.perf_counter() - begin


def main() -> None:
    """Measure in turn, and print the ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["SERVIO_STATE"] = name
        timed(make(folder, 2000, 0))
        history = folder / "allure-made-2000.jsonl"
        first = json.loads(history.read_text(encoding="utf-8"))
        past = [first | {"uuid": f"past-{number}", "name": f"past {number}"} for number in range(20)]
        history.write_text("".join(f"{json.dumps(one)}\n" for one in past), encoding="utf-8")
        small, large = make(folder, 20, 99), make(folder, 2000, 99)
        timed(small)
        pairs = [(timed(small), timed(large)) for _ in range(ROUNDS)]
    ratios = [many / few for few, many in pairs]
    print(f"20: {statistics.median(few for few, _ in pairs):.2f} s, 2,000: {max(many for _, many in pairs):.2f} s;")
    print(f"ratio: median {statistics.median(ratios):.2f}, worst {max(ratios):.2f} (must be under 5)")


if __name__ == "__main__":
    main()
