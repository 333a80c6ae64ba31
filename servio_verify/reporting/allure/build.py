"""Builds the Allure report of runs: one HTML file that makes no request to anywhere."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from servio_verify.errors import ServioVerifyError
from servio_verify.results.merge import merge, read
from servio_verify.results.model import Result
from servio_verify.run import files, state_dir

PROJECT = Path(__file__).parents[3] / "report"
ALLURE = PROJECT / "node_modules/allure/cli.js"
OLDEST_NODE = 20
SECONDS = 300
RUNS_KEPT = 100
MOST_HISTORY = 50_000_000
"""Bytes of past runs that a report shows: a hundred runs of a thousand checks. Of larger runs it shows fewer."""

GROUPS = ["epic", "feature"]

_TAG = re.compile(
    rb"<script async src=\"https://www\.googletagmanager\.com/[^\"]*\"></script>\s*<script>.*?</script>", re.DOTALL
)
_OUTSIDE = re.compile(rb"<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=[\"']?(?:https?:)?//[^>]*>")
_CATEGORIES = {
    "Known, in quarantine or waived": "quarantined",
    "The target was down or could not be reached": "target down|dependency|network",
    "The target throttled us": "rate limited",
    "Passed only when it was tried again": "flaky",
    "An error of our own": "error of our own|crashed worker",
    "The test user could not sign in": "sign-in refused",
    "Not run, or too little measured": "not run|too little measured",
    "Servio breaks a promise": "product defect|certificate",
}
"""Allure's categories by the label `cause` (servio_verify/reporting/allure/check_results.py)."""


class ReportError(ServioVerifyError):
    """The report could not be built."""


def newest(runs: Path) -> Path:
    """Return the newest run's folder; ReportError where there is none."""
    folders = sorted(path.parent for path in runs.glob(f"*/{files.VERDICT}"))
    if not folders:
        raise ReportError(f"no run in {runs} yet: `make smoke` makes one")
    return folders[-1]


def build(runs: Sequence[Path], output: Path) -> Path:
    """Build the report into the folder and return its page; ReportError, MergeError or OSError where it cannot be."""
    verdicts = [run / files.VERDICT for run in runs]
    result = merge(verdicts) if len(verdicts) > 1 else read(verdicts[0])
    allure = command(f"; the summary is {runs[0] / files.SUMMARY}")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        history = _history_path(result)
        name = f"Servio {result.environment}: {result.verdict}, run {result.run}"
        _take_history(history, work / "history.jsonl", name)
        (work / "allurerc.json").write_text(json.dumps(_settings(name, work)), encoding="utf-8")
        for number, run in enumerate(runs):  # Allure takes patterns, and a run's folder may have any name
            (work / str(number)).symlink_to(run.absolute())
        results = [f"{number}/{files.ALLURE_RESULTS}" for number in range(len(runs))]
        _run([*allure, "generate", "--config", str(work / "allurerc.json"), *results], work)
        made = next((work / "out").rglob("index.html"), None)
        if made is None:
            raise ReportError("Allure made no report")
        html = without_analytics(made.read_bytes())
        output.mkdir(parents=True, exist_ok=True)
        (output / "index.html").write_bytes(html)
        _keep_history(work / "history.jsonl", history)
    return output / "index.html"


def without_analytics(html: bytes) -> bytes:
    """Return the page without Allure's analytics; ReportError where something from outside would still be loaded."""
    html = _TAG.sub(b"", html)
    if b"googletagmanager" in html or (outside := _OUTSIDE.search(html)):
        what = "Google Tag Manager" if b"googletagmanager" in html else outside[0].decode()[:120] if outside else ""
        raise ReportError(f"the report would load something from outside and was not kept: {what}")
    return html


def _settings(name: str, work: Path) -> dict[str, Any]:
    rules = [
        {"name": category, "matchers": {"labels": {"cause": f"^({causes})$"}}}
        for category, causes in _CATEGORIES.items()
    ]
    return {
        "name": name,
        "output": str(work / "out"),
        "historyPath": str(work / "history.jsonl"),
        "historyLimit": RUNS_KEPT,
        "appendHistory": True,
        "categories": rules,
        "plugins": {
            "awesome": {"options": {"reportName": name, "singleFile": True, "theme": "auto", "groupBy": GROUPS}}
        },
    }


def _history_path(result: Result) -> Path:
    setting = os.environ.get("SERVIO_REPORT_HISTORY")
    return Path(setting) if setting else state_dir.folder() / f"allure-{result.environment}.jsonl"


def _take_history(kept: Path, copy: Path, name: str) -> None:
    """Copy the newest of the history, without this very run: a report that is built again counts once."""
    lines = [line for line in kept.read_bytes().splitlines() if line.strip()] if kept.exists() else []
    if any(not (line.startswith(b"{") and line.endswith(b"}")) for line in lines):
        raise ReportError(f"{kept} is no history of Allure's: delete it")
    named = json.dumps(name, ensure_ascii=False).encode()
    # A line of a run of thousands has megabytes: only what may be ours is read.
    others = [line for line in lines if named not in line or json.loads(line).get("name") != name][-RUNS_KEPT:]
    while sum(map(len, others)) > MOST_HISTORY:
        others.pop(0)
    copy.write_bytes(b"".join(line + b"\n" for line in others))


def _keep_history(copy: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    files.write_atomically(kept, copy.read_bytes())


def command(otherwise: str = "") -> list[str]:
    """Return the command of Allure, which is installed at first use; ReportError without Node.js."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise ReportError(f"no Allure report: install Node.js {OLDEST_NODE} or newer, with npm{otherwise}")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    if int((re.match(r"v(\d+)", version) or ["", "0"])[1]) < OLDEST_NODE:
        raise ReportError(f"no Allure report: Node.js {version.strip()} is too old, {OLDEST_NODE} is needed{otherwise}")
    if not ALLURE.exists():
        sys.stderr.write("installing Allure (once)\n")
        _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], PROJECT)
    return [node, str(ALLURE)]


def _run(command: list[str], folder: Path) -> None:
    try:
        ended = subprocess.run(  # noqa: S603 - our own commands
            command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ReportError(f"{Path(command[0]).name} took more than {SECONDS} s") from None
    if ended.returncode:
        lines = [line for line in (ended.stderr + ended.stdout).splitlines() if line.strip()] or ["no word"]
        raise ReportError(f"{Path(command[0]).name} {Path(command[1]).name} failed: {lines[0][:200]}")
