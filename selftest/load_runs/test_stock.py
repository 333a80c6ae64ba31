"""Locust's own statistics and page, which are made from ours: nothing is measured here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from selftest.support.processes import ROOT

pytestmark = pytest.mark.measures_nothing

COUNTED = """
import json, sys, time
from pathlib import Path
from locust import html
from locust.env import Environment
from servio_verify.load.driver import stock_page, stock_statistics, user
from servio_verify.load.measure.exchange import Exchange
from servio_verify.load.measure.recorder import RequestRecorder

environment = Environment(user_classes=[user.LoadUser], host="http://here")
recorder, stock = RequestRecorder(), environment.create_local_runner().stats
now = time.time()
for second in range(3):
    for milliseconds in (5.0, 47.2, 147.0, 3432.0):
        recorder.count("GET", "/", Exchange(now, milliseconds, 200, b"x" * 100), None)
    recorder.count("GET", "/", Exchange(now, 1.0, 429), None)
    recorder.count("POST", "/</script>\u00e9", Exchange(now, 1.0), ConnectionRefusedError(111, "Connection refused"))
    stock_statistics.feed(stock, recorder.harvest().tallies, now + second, now + second + 1)
path = Path(sys.argv[1])
assert stock_page.write(environment, path)
print(json.dumps({
    "same": path.read_text(encoding="utf-8") == html.get_html_report(environment, show_download_link=False),
    "entries": stock.serialize_stats(),
    "errors": [[error.error, error.occurrences] for error in stock.errors.values()],
    "total": stock.total.num_requests,
    "rate": stock.total.total_rps,
}))
html.DEFAULT_BUILD_PATH = str(path.parent)
(path.parent / "report.html").write_text("{{ something_else }}")
assert not stock_page.write(environment, path)
"""


def test_locusts_own_statistics_and_page_hold_what_was_counted(tmp_path: Path) -> None:
    command = [sys.executable, "-c", COUNTED, str(tmp_path / "locust.html")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["same"]
    page = told["entries"][0]
    assert (page["num_requests"], page["num_failures"], page["total_content_length"]) == (15, 3, 1200)
    assert page["response_times"] == {"5": 3, "47": 3, "150": 3, "3400": 3}  # by Locust's rounding
    assert page["max_response_time"] == pytest.approx(3432, rel=0.001)
    assert told["errors"] == [["HTTP 429", 3], ["Connection refused", 3]]
    assert (told["total"], round(told["rate"])) == (18, 6)
