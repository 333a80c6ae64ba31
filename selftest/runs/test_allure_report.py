"""The Allure report of a real run, opened from disk in a real browser."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from selftest.support.browsers import chromium
from selftest.support.processes import Verify
from selftest.support.project import Project
from servio_verify.reporting.allure import build as allure_report

COMMAND = [sys.executable, "-m", "servio_verify.cli", "report"]
TAG = '<script async src="https://www.googletagmanager.com/gtag/js?id=G"></script>\n<script>gtag()</script>'


def build(folder: Path, environ: dict[str, str], *runs: Path) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *map(str, runs)]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=200, check=False)


def test_a_run_becomes_one_page_that_asks_for_nothing(
    tmp_path: Path, verify: Verify, clean_environ: dict[str, str]
) -> None:
    project = Project(tmp_path / "project", verify)
    project.write("def test_good(web): pass\ndef test_the_door_is_shut(web): assert False, 'the till is open'\n")
    ended = project.run()
    before = (ended.run / "verdict.json").read_bytes()
    without_node = build(tmp_path, clean_environ | {"PATH": ""})
    assert without_node.returncode == 1
    (line,) = without_node.stderr.splitlines()
    assert "install Node.js" in line
    assert (ended.run / "summary.html").exists()
    if not shutil.which("npm"):
        pytest.skip("no Node.js on this machine")
    moved = shutil.copytree(ended.run, tmp_path / "a [1] {b,c}")
    built = [build(tmp_path, clean_environ, moved) for _ in range(2)][-1]
    assert built.returncode == 0, built.stderr
    (history,) = (tmp_path / "state").glob("allure-*.jsonl")
    assert len(history.read_text().splitlines()) == 1
    assert (ended.run / "verdict.json").read_bytes() == before
    with chromium() as browser:
        for width, height in ((390, 844), (1440, 900)):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(Path(built.stdout.splitlines()[-1]).absolute().as_uri())
            page.get_by_text("The door is shut").first.wait_for()
            page.screenshot(path=tmp_path / f"report-{width}.png")
            outside = [request.url for request in page.requests() if request.url.startswith(("http", "ws"))]
            assert outside == []
            assert [message.text for message in page.console_messages() if message.type == "error"] == []
            assert page.page_errors() == []


def test_the_analytics_tag_is_taken_out_and_any_other_form_is_refused() -> None:
    assert allure_report.without_analytics(f"<body>{TAG}</body>".encode()) == b"<body></body>"
    for other in (TAG.replace("async ", "defer "), '<script src="https://example.com/a.js"></script>'):
        with pytest.raises(allure_report.ReportError, match="outside"):
            allure_report.without_analytics(other.encode())


def test_a_folder_without_a_run_gets_one_line(tmp_path: Path, clean_environ: dict[str, str]) -> None:
    ended = build(tmp_path, clean_environ)
    assert ended.returncode == 1
    assert ended.stderr.startswith("servio-verify: no run in")
    assert json.dumps(ended.stderr).count("\\n") == 1
