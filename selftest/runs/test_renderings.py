"""Every rendering of a run says what its `verdict.json` says."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from selftest.support.inbox import Inbox, receiving
from selftest.support.processes import ROOT, Verify
from selftest.support.project import Project

SCHEMA = json.loads((ROOT / "schemas/verdict-1.json").read_text())


@pytest.fixture
def inbox(request: pytest.FixtureRequest) -> Iterator[Inbox]:
    with receiving(Inbox(getattr(request, "param", 200))) as server:
        yield server


def test_a_run_is_rendered_everywhere_from_one_file(tmp_path: Path, verify: Verify, inbox: Inbox) -> None:
    project = Project(tmp_path / "project", verify)
    project.write("def test_good(web): pass\ndef test_bad(web): assert False, 'the till is open'\n")
    summary = tmp_path / "summary.md"
    ended = project.run(GITHUB_STEP_SUMMARY=str(summary), SLACK_WEBHOOK_URL=inbox.url, GITHUB_RUN_ID="7")
    assert ended.code == 1, ended.output
    Draft202012Validator(SCHEMA).validate(ended.verdict)
    words = "NO-GO for local"
    assert words in summary.read_text()
    (message,) = inbox.messages
    assert message["text"] == "❌ NO-GO: The till is open"
    suite = Xml.parse(ended.run / "junit.xml").getroot()[0]  # noqa: S314 - our own file
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    (globals_,) = (ended.run / "allure-results").glob("*-globals.json")
    attached = json.loads(globals_.read_text())["attachments"]
    texts = {each["name"]: (globals_.parent / each["source"]).read_text() for each in attached}
    assert {name for name, text in texts.items() if "NO-GO" in text} == {
        "verdict",
        "verdict.json",
        "readiness over time",
    }
    assert "start" in texts["attestation"]
    shown = ended.output
    assert shown.index("short test summary") < shown.index(f"= {words} =") < shown.index("Roll back or fix."), shown
    assert "run it again: pytest tests/smoke/test_it.py::test_bad --env local" in ended.lines
    assert re.fullmatch(r"evidence: \S+ \(summary.html, verdict.json, allure-results\)", ended.lines[-1])
    assert "Verdict=NO-GO" in (globals_.parent / "environment.properties").read_text()
    assert "secret-path" not in ended.output + summary.read_text()
    assert not [path for path in ended.run.rglob("*") if path.is_file() and b"secret-path" in path.read_bytes()]


@pytest.mark.parametrize("inbox", [500], indirect=True)
def test_a_rendering_that_fails_changes_no_verdict(tmp_path: Path, verify: Verify, inbox: Inbox) -> None:
    project = Project(tmp_path / "project", verify)
    project.write("def test_good(web): pass\n")
    folder = {"GITHUB_STEP_SUMMARY": str(tmp_path), "SLACK_WEBHOOK_URL": inbox.url, "SERVIO_HISTORY": str(tmp_path)}
    ended = project.run(**folder)
    assert ended.code == 0, ended.output
    for complaint in ("the GitHub summary could not", "Slack was not told: answered 500", "\nthe history "):
        assert complaint in ended.output
    assert "secret-path" not in ended.output


def test_a_secret_in_a_failure_reaches_no_rendering(tmp_path: Path, verify: Verify, inbox: Inbox) -> None:
    project = Project(tmp_path / "project", verify)
    project.write("def test_bad(web): assert False, 'seen: ' + 'c4nary-' + 'value-of-stripe'\n")
    summary = tmp_path / "summary.md"
    told = {"STRIPE_SECRET_KEY": "c4nary-value-of-stripe", "SLACK_WEBHOOK_URL": inbox.url}
    ended = project.run(GITHUB_STEP_SUMMARY=str(summary), **told)
    assert ended.verdict["scrubbed"] >= 1
    everything = [summary.read_text(), json.dumps(inbox.messages)]
    everything += [path.read_text() for path in ended.run.glob("*.*") if path.suffix in (".json", ".xml")]
    assert not [text for text in everything if "c4nary-value" in text]
