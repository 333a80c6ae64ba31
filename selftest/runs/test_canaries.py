"""A run that fails in many ways, against a Servio that echoes secrets everywhere, leaves none of them behind."""

import base64
import gzip
import html
import json
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from selftest.support import secret_finder
from selftest.support.processes import ROOT, Outcome, Verify
from selftest.support.project import Project

STRIPE = "sk_test_" + "51CanaryOfTheTill0042"
DATABASE = 'postgresql://till:h0rse"battery&staple<7>@db.staging.example/servio'
DATADOG = "dd+canary/key==0123456789abcdef"
PASSWORD = "c0rrect-H0rse+battery/canary"  # noqa: S105 - a canary
SECRETS = {
    "STRIPE_SECRET_KEY": STRIPE,
    "DATABASE_URL": DATABASE,
    "DATADOG_API_KEY": DATADOG,
    "SERVIO_PASSWORD": PASSWORD,
}
SETTINGS = SECRETS | {"SERVIO_SANDBOX": f"--password {PASSWORD}"}

CHECKS = """
import logging, sys
from servio_verify.browser.pages.login import LoginPage

def tell(text):
    with open(os.environ["TOLD"], "a") as file:
        file.write(text + "\\n")

def test_error_text(web):
    value = os.environ["STRIPE_SECRET_KEY"]
    print("printed", value)
    print("warned", os.environ["DATABASE_URL"], file=sys.stderr)
    logging.getLogger().warning("logged %s", os.environ["DATADOG_API_KEY"])
    assert web.get("/").text == value, f"the key {value} is not shown"

@pytest.mark.parametrize("key", [os.environ["STRIPE_SECRET_KEY"]])
def test_parameter(key): assert False, repr([key] * 9)

def test_api(signed_in):
    tell(signed_in.http.headers["Authorization"].removeprefix("Bearer "))
    assert signed_in.get("/venues/nowhere").status_code == 200, signed_in.http.headers

def test_answer(signed_in): expect_success(signed_in.get("/venues/nowhere"), object)

def test_own_error(): {}[os.environ["DATABASE_URL"]]

def test_form(page, environment):
    LoginPage(page).open().sign_in(*environment.credentials)
    page.wait_for_url("**/dashboard*")
    for cookie in page.context.cookies():
        tell(cookie["value"])
    page.get_by_text("Nothing of the kind").click(timeout=500)

def test_page(signed_in_page):
    signed_in_page.goto("/venues")
    for cookie in signed_in_page.context.cookies():
        tell(cookie["value"])
    signed_in_page.get_by_text(os.environ["STRIPE_SECRET_KEY"] + "?").click(timeout=500)
"""


@pytest.fixture
def ended(tmp_path: Path, verify: Verify) -> Outcome:
    (tmp_path / "project").mkdir()
    project = Project(tmp_path / "project", verify)
    project.write(CHECKS, tier="e2e")
    return project.run(
        *("--fault", "environment-echoed", "-n", "2", "--showlocals", "-rA", "--color=yes"),
        TOLD=str(tmp_path / "told"),
        GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"),
        **SETTINGS,
    )


def test_no_secret_is_left_anywhere(ended: Outcome, tmp_path: Path) -> None:
    (tmp_path / "terminal.txt").write_text(ended.output)
    assert ended.verdict["failed"] == 7, ended.output
    tokens = [line for line in (tmp_path / "told").read_text().splitlines() if len(line) >= 16]
    assert len(tokens) >= 3
    places = [tmp_path / name for name in ("runs", "state", "summary.md", "terminal.txt")]
    assert secret_finder.find(places, [*SECRETS.values(), 'h0rse"battery&staple<7>', *tokens]) == set()
    assert ended.verdict["scrubbed"] > 50
    assert "[scrubbed]" in ended.output
    assert not [note for note in ended.verdict["notes"] if "dropped" in note]
    assert (ended.run.stat().st_mode & 0o077) == (ended.run.parent.stat().st_mode & 0o077)
    assert not list(ended.run.rglob("known-*"))
    with sqlite3.connect(tmp_path / "state" / "history.sqlite") as kept:
        assert kept.execute("SELECT count(*) FROM runs").fetchone() == (1,)
    for path in ended.run.rglob("*.json"):
        json.loads(path.read_text())
    traces = list(ended.run.rglob("*.zip"))
    assert len(traces) >= 2
    for trace in traces:
        assert_opens(trace)


def assert_opens(trace: Path) -> None:
    """What the trace viewer needs: an archive whose lines are JSON, and every resource that they name."""
    with zipfile.ZipFile(trace) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        for name in names:
            if name.endswith((".trace", ".network")):
                text = archive.read(name).decode()
                assert [json.loads(line) for line in text.splitlines()]
                assert {f"resources/{sha}" for sha in re.findall(r'"_?sha1":"([^"]+)"', text)} <= names


WAYS: dict[str, Callable[[str], str]] = {
    "raw": lambda secret: secret,
    "percent": lambda secret: quote(secret, safe=""),
    "html": html.escape,
    "json": lambda secret: json.dumps({"a": secret}),
    "json in json": lambda secret: json.dumps(json.dumps({"a": secret})),
    "escapes": lambda secret: "".join(f"\\u{ord(sign):04x}" for sign in secret),
    "numbers": lambda secret: "".join(f"&#x{ord(sign):X};" for sign in secret),
    "base64": lambda secret: base64.b64encode(f"me:{secret}".encode()).decode(),
    "url-safe": lambda secret: base64.urlsafe_b64encode(f"m:{secret}!".encode()).decode().rstrip("="),
    "twice": lambda secret: base64.b64encode(base64.b64encode(secret.encode())).decode(),
    "colours": lambda secret: f"{secret[:5]}\x1b[33m{secret[5:]}",
    "jwt": lambda secret: (
        f"eyJhbGciOiJIUzI1NiJ9.{base64.urlsafe_b64encode(json.dumps({'k': secret}).encode()).decode()}.x"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_searcher_finds_what_is_planted(way: str, tmp_path: Path) -> None:
    planted = f"before {WAYS[way](DATABASE)} after"
    (tmp_path / "a.txt").write_text(planted)
    (tmp_path / "b.gz").write_bytes(gzip.compress(planted.encode()))
    with zipfile.ZipFile(tmp_path / "inner.zip", "w", zipfile.ZIP_DEFLATED) as inner:
        inner.writestr("c.txt", planted)
    with zipfile.ZipFile(tmp_path / "d.zip", "w", zipfile.ZIP_DEFLATED) as outer:
        outer.write(tmp_path / "inner.zip", "inner.zip")
    (tmp_path / "inner.zip").unlink()
    found = {name for name, _ in secret_finder.find([tmp_path], [DATABASE])}
    assert found == {
        "a.txt",
        "b.gz!",
        "d.zip!inner.zip!c.txt",
    }


def test_a_load_run_alone_leaves_no_secret(tmp_path: Path, clean_environ: dict[str, str]) -> None:
    profile = tmp_path / "short.toml"
    profile.write_text(
        'description = "orders"\nstages = [{ name = "hold", seconds = 2, users = 2 }]\nthink = 0.2\n'
        'gates = ["errors < 100 %"]\n[journeys]\nhome = 1\norder = 1\n'
    )
    ended = subprocess.run(
        [str(Path(sys.executable).with_name("locust")), "--headless", "--profile", str(profile)],
        cwd=ROOT,
        env=clean_environ | SETTINGS | {"SERVIO_SANDBOX": f"--password {PASSWORD} --fault environment-echoed"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    (tmp_path / "terminal.txt").write_text(ended.stdout + ended.stderr)
    [told] = (tmp_path / "runs").glob("*/load/load.json")
    assert "scrubbed" in json.loads(told.read_text()), ended.stderr
    assert (told.parent / "locust.html").is_file()
    places = [tmp_path / name for name in ("runs", "terminal.txt")]
    assert secret_finder.find(places, SECRETS.values()) == set()
    assert not list(tmp_path.rglob("known-*"))
