"""A watch: rounds against a Servio that breaks and is mended, and whoever has to know told of it."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from selftest.runs.test_interrupt import MARK, started_by
from selftest.support.front import Answer, Asked, Scenario, front
from selftest.support.inbox import Inbox, receiving
from selftest.support.processes import ROOT, Verify, free_port
from selftest.support.project import Project
from servio_verify.cli.main import main
from servio_verify.environments.settings import read_environment
from servio_verify.run.identity import Run
from servio_verify.run.lock import Lock
from servio_verify.run.polling import wait_until
from servio_verify.watching.loop import Plan
from servio_verify.watching.start import Told, watch

CHECKS = """
def test_home(web, environment):
    text = web.get(environment.web_url).text
    if text == "crash":
        os.kill(os.getpid(), 9)
    assert text != "broken", "the home page is broken"

def test_writing(api):
    api.make_venue()
"""
HOLDING = "def test_long():\n    from servio_verify.run.polling import wait_until\n    wait_until(lambda: False, 60)\n"
OPENMETRICS = {"Accept": "application/openmetrics-text; version=1.0.0"}
READING = {"GET", "HEAD", "OPTIONS"}


class Target:
    """A Servio whose home page is what it is set to; empty: its own."""

    home = ""

    def before(self, asked: Asked) -> Answer | None:
        """Answer for the home page."""
        if self.home and asked.side == "web" and asked.path == "/":
            return Answer(200, (("Content-Type", "text/html"), ("X-Servio-Build", "5f3c1a9e2b7d")), self.home.encode())
        return None


class Collector(Inbox):
    """A collector, told after each round; then it scrapes the metrics, and what is next happens to the target."""

    def __init__(self, target: Target, slack: Inbox, homes: list[str]) -> None:
        super().__init__(200)
        self.scraped: list[httpx.Response] = []
        self.port = free_port()
        self._target, self._slack, self._homes = target, slack, homes

    def take(self, message: dict[str, Any]) -> bytes:
        self.scraped.append(httpx.get(f"http://127.0.0.1:{self.port}/metrics", headers=OPENMETRICS))
        self._target.home = self._homes[min(len(self.messages), len(self._homes) - 1)]
        self._slack.status = 500 if not self.messages else 200
        return super().take(message)


@pytest.fixture
def project(tmp_path: Path, verify: Verify) -> Project:
    return Project(tmp_path / "project", verify)


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


@pytest.fixture
def environ(
    project: Project, clean_environ: dict[str, str], healthy: dict[str, str], scenario: Scenario
) -> Iterator[dict[str, str]]:
    """What this process has while it watches the target of the scenario."""
    kept, folder = dict(os.environ), Path.cwd()
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with front(healthy, scenario) as settings:
        own = clean_environ | settings | {"PYTHONPATH": str(ROOT)}
        os.environ.clear()
        os.environ.update(own)
        os.chdir(project.folder)
        yield own
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(kept)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_a_break_a_crash_and_the_mending_are_told_once_each(
    project: Project,
    environ: dict[str, str],
    scenario: Scenario,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    project.write(CHECKS)
    target = Target()
    scenario.before = target.before
    with receiving(Inbox(200)) as slack, receiving(Collector(target, slack, ["broken", "crash", ""])) as collector:
        os.environ["SLACK_WEBHOOK_URL"] = slack.url
        told = Told(2, collector.port, collector.url.partition("/services")[0])
        code = watch(Plan("local", every=0.2, rounds=4), told, project.folder)
    said = capsys.readouterr()
    shown = [line for line in said.out.splitlines() if "skipped" not in line]
    assert code == 1, said
    words = [line.split()[1] for line in shown if line[:2].isdigit()]
    assert words == ["GO", "NO-GO", "INVALID", "GO"], said.out
    assert any(re.fullmatch(r" {10}GO → NO-GO since [\d:]{8} UTC", line) for line in shown), said.out
    assert any("NO-GO → GO since " in line and "it was NO-GO for " in line for line in shown), said.out
    assert "          failed: smoke/test_it.py::test_home" in shown
    assert shown[-1] == "the watch of local is ended; rounds: 2 GO, 1 NO-GO, 1 INVALID"
    assert re.search(
        r"^[\d:]{8}  skipped       \d+ rounds?: the last one took longer than the 0 s between two$", said.out, re.M
    )
    assert slack.messages[0]["text"].endswith(" UTC: The home page is broken")
    texts = [message["text"].partition(" since ")[0] for message in slack.messages]
    assert texts == ["❌ local: GO → NO-GO", "❌ local: GO → NO-GO", "✅ local: NO-GO → GO"], "told until it is taken"
    assert "smoke/test_it.py::test_home" in slack.messages[1]["blocks"][0]["text"]["text"]
    assert said.err.splitlines() == ["Slack was not told: answered 500; it is tried again after each round"]
    _numbers_are_right(collector)
    assert {asked.method for asked in scenario.seen} <= READING, "a round wrote"
    assert not Path(environ["SERVIO_STATE"], "history.sqlite").exists(), "a round is no run to compare a deploy's with"
    assert main(["history", "--watch", "--env", "local"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 of 3 GO"
    assert len(list((tmp_path / "runs/watch/local").glob("*/verdict.json"))) == 4


def _numbers_are_right(collector: Collector) -> None:
    answer = collector.scraped[1]
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert answer.text.endswith("# EOF\n")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}  # type: ignore[no-untyped-call]
    verdicts = {sample.labels["verdict"]: sample.value for sample in families["servio_verify_verdict"].samples}
    assert verdicts == {"GO": 0, "NO-GO": 1, "INCONCLUSIVE": 0, "INVALID": 0}
    rounds = {sample.labels["verdict"]: sample.value for sample in families["servio_verify_rounds"].samples}
    assert rounds == {"GO": 1, "NO-GO": 1, "INCONCLUSIVE": 0, "INVALID": 0}
    (failed,) = families["servio_verify_check_failed"].samples
    assert failed.labels == {"environment": "local", "check": "tests/smoke/test_it.py::test_home"}
    pushed = collector.messages[1]["resourceMetrics"][0]["scopeMetrics"][0]["metrics"]
    assert {metric["name"] for metric in pushed} == set(families)
    points = {point["attributes"][1]["value"]["stringValue"]: point for point in pushed[0]["gauge"]["dataPoints"]}
    assert points["NO-GO"]["asDouble"] == 1


def test_rounds_are_skipped_while_another_run_has_the_environment(
    project: Project, environ: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = Lock(read_environment("local", project.folder, os.environ), Run("20261129t021104z-abcdef", tmp_path))
    lock.take(0, lambda _line: None)
    code = watch(Plan("local", every=0.2, seconds=0.5), Told(2), project.folder)
    lock.release()
    said = capsys.readouterr().out
    assert code == 10, "nothing was seen, which is no GO"
    assert said.count("skipped       local is being verified by run 20261129t021104z-abcdef (process ") >= 2, said
    assert "rounds: none ended" in said
    assert environ["SERVIO_RUNS"]


@pytest.mark.parametrize(("moment", "by"), [("in a round", signal.SIGINT), ("between two", signal.SIGTERM)])
def test_an_ended_watch_leaves_nothing_behind(
    project: Project, environ: dict[str, str], tmp_path: Path, moment: str, by: signal.Signals
) -> None:
    is_early = moment == "in a round"
    project.write(HOLDING if is_early else "def test_good(web): pass\n")
    mark, folder = str(uuid4()), tmp_path / "runs/watch/local"
    if not is_early:  # with a sandbox of its own, for all rounds
        environ = {key: value for key, value in environ.items() if key not in ("SERVIO_WEB_URL", "SERVIO_API_URL")}
    process = subprocess.Popen(
        [sys.executable, "-m", "servio_verify.cli", "watch", "--every", "30s"],
        env=environ | {MARK: mark},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    sign = "*/target.json" if is_early else "watch.json"
    assert wait_until(lambda: list(folder.glob(sign)) or process.poll() is not None, 60)
    process.send_signal(by)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 128 + by, output
    how, rounds = ("Ctrl-C", "none ended") if is_early else ("SIGTERM", "1 GO")
    assert output.splitlines()[-1] == f"the watch of local is ended by {how}; rounds: {rounds}", output
    assert started_by(mark) == []
    verdicts = [json.loads(path.read_text()) for path in folder.glob("*/verdict.json")]
    assert len(list(folder.glob("*t*z-*"))) == len(verdicts) == (not is_early), "a round that was ended left its folder"
    assert all(f"watching local, {verdict['web_url']}, every 30 s:" in output for verdict in verdicts), "whose sandbox?"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--every", "5s"], "argument --every: 5s is too often: 30s at least, a round takes some seconds"),
        (["--every", "often"], "argument --every: 'often' is no time; write it like 30s, 5m or 1h"),
        (["--for", "5"], "argument --for: '5' is no time; write it like 30s, 5m or 1h"),
        (["--rounds", "0"], "argument --rounds: 0 is none; give 1 or more, or leave it out"),
        (["--otlp", "localhost:4318"], "argument --otlp: it must be an address like http://127.0.0.1:4318, without a"),
        (["--metrics-port", "70000"], "argument --metrics-port: '70000' is no port; give one like 9464"),
        (["--env", "stagin"], "unknown environment 'stagin'; did you mean 'staging'?"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    environ: dict[str, str], arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert environ
    try:
        code: object = main(["watch", *arguments])
    except SystemExit as error:
        code = error.code
    said = capsys.readouterr()
    assert (code, said.out) == (4, "")
    assert line in said.err
    assert len(said.err.splitlines()) == 1, said.err


def test_what_keeps_even_the_first_round_from_beginning_is_told(
    project: Project, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    project.write("def test_good(web): pass\n")
    os.environ["PYTEST_ADDOPTS"] = "--co"
    assert main(["watch", "--rounds", "1"]) == 4
    said = "servio-verify: PYTEST_ADDOPTS holds --co: no check would run; unset it\n"
    assert capsys.readouterr().err == said
    assert environ
