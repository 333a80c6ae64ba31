"""A load run as a process of its own: importing locust would patch the process that does."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from servio_verify.environments.handover import handing_over
from servio_verify.environments.model import Environment
from servio_verify.failures.check_errors import DistrustError, DoubtError
from servio_verify.results.verdict import Verdict
from servio_verify.run import files
from servio_verify.run.identity import Run
from servio_verify.run.progress import Tell

STOP_SECONDS = 90
"""How long a run may take to end after Ctrl-C: what is in flight may finish."""


@dataclass(frozen=True)
class LoadResult:
    """What a run left behind. `report` is `load.json`; empty where the run could not begin."""

    folder: Path
    code: int
    report: dict[str, Any] = field(repr=False)
    complaint: str

    @property
    def reasons(self) -> list[str]:
        """What spoke against GO, the strictest first, and the notes behind it."""
        against = [f"{reason['verdict']}: {reason['text']}" for reason in self.report.get("reasons", [])]
        return [*against, *self.report.get("notes", [])]

    @property
    def verdict(self) -> Verdict | None:
        """The verdict; None where the run could not begin."""
        return Verdict(self.report["verdict"]) if self.report else None

    @property
    def came_to_its_end(self) -> bool:
        """Whether it can be believed and was not cut short, so that the gates and the baseline tell the rest."""
        return self.verdict in (Verdict.GO, Verdict.NO_GO) and not self.report["incidents"]["stop"]

    def expect(self, good: bool, why: str) -> None:
        """Raise for what is not good: AssertionError where it is Servio's, else what the run itself was in doubt of."""
        doubts = {Verdict.INVALID: DistrustError, Verdict.INCONCLUSIVE: DoubtError}
        if not good:
            raise doubts.get(self.verdict or Verdict.INVALID, AssertionError)(why)

    def not_begun(self) -> AssertionError:
        """Return why there is nothing to judge, which is never the fault of Servio: in doubt, or a mistake of ours."""
        error = DoubtError if self.code == Verdict.INCONCLUSIVE.exit_code else DistrustError
        return error(f"the load run ended with {self.code} before the first request: {self.complaint}")

    def gates(self, text: str, scope: str) -> list[dict[str, Any]]:
        """Return the rows of a gate, one for each endpoint that it is meant for."""
        return [row for row in self.report["gates"] if (row["gate"], row["scope"]) == (text, scope)]


def run(
    environment: Environment, own: Run, profile: str, root: Path, tell: Tell, more: Sequence[str] = ()
) -> LoadResult:
    """Run locust against the environment, hand its progress to `tell`, and return its result."""
    folder = own.folder / files.LOAD
    command = [sys.executable, "-m", "locust", "--headless", "--env", environment.name, "--profile", profile]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*command, "--run-id", own.id, "--run-folder", str(folder), *more],
        cwd=root,
        env=os.environ | handing_over(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C reaches us, and we hand it on once
    )
    lines = _follow(process, tell)
    path = folder / files.LOAD_JSON
    report = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return LoadResult(folder, process.returncode, report, "\n".join(lines[-5:]))


def _follow(process: "subprocess.Popen[str]", tell: Tell) -> list[str]:
    lines: list[str] = []
    try:
        for line in process.stderr or ():
            lines.append(line.rstrip())
            tell(line.rstrip())
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stderr:
            process.stderr.close()
    return lines
