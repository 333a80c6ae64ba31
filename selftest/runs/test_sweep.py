"""What a killed run left is swept by the next one; what a person made is never touched."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from selftest.support.processes import ROOT, Verify
from servio_verify.data.sweep import Swept
from servio_verify.environments.model import SANDBOX_ACCOUNT, Environment
from servio_verify.run.identity import Run
from servio_verify.run.journal import Journal
from servio_verify.run.polling import wait_until
from servio_verify.workflow.setup import RunOptions, Setup


@pytest.fixture
def staff(healthy: dict[str, str]) -> Iterator[httpx.Client]:
    """A person of the restaurant's, with the API."""
    email, password = SANDBOX_ACCOUNT
    with httpx.Client(base_url=f"{healthy['SERVIO_API_URL']}/api/v1") as client:
        token = client.post("/auth/login", json={"email": email, "password": password}).json()["data"]["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def names(staff: httpx.Client) -> list[str]:
    found, page = [], 1
    while venues := staff.get("/venues", params={"limit": 100, "page": page}).json()["data"]:
        found += [venue["name"] for venue in venues]
        page += 1
    return sorted(found)


def make(staff: httpx.Client, name: str) -> str:
    answer = staff.post("/venues", json={"name": name, "address": "1 Hand Street"})
    identity: str = answer.json()["data"]["id"]
    return identity


def sweep(clean_environ: dict[str, str], healthy: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "servio_verify.cli", "sweep", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=clean_environ | healthy, capture_output=True, text=True, timeout=60, check=False
    )


def name_of_a_run(age: timedelta) -> str:
    return f"sv-{datetime.now(UTC) - age:%Y%m%dt%H%M%Sz}-abcdef-gw0-7"


@pytest.mark.parametrize("seed", range(3))
def test_the_next_run_sweeps_what_a_killed_one_left(
    verify: Verify, clean_environ: dict[str, str], healthy: dict[str, str], staff: httpx.Client, seed: int
) -> None:
    before = names(staff)
    checks = [
        "tests/smoke/test_venue_records.py",
        "tests/smoke/test_orders.py",
        "tests/smoke/test_errors.py",
        "-m",
        "smoke",
    ]
    killed = subprocess.Popen(
        [sys.executable, "-m", "pytest", *checks],
        cwd=ROOT,
        env=clean_environ | healthy,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    runs = Path(clean_environ["SERVIO_RUNS"])
    assert wait_until(lambda: list(runs.glob("*/journal-main.jsonl")), 120, every=0.005)
    with pytest.raises(subprocess.TimeoutExpired):
        killed.wait(random.Random(seed).uniform(0, 0.4))  # noqa: S311 - a moment, no secret
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    ended = verify("-m", "smoke", "-k", "home_page_answers", **healthy)
    assert "GO for local" in ended.output
    assert names(staff) == before


def test_only_names_of_the_form_and_the_age_are_swept(
    clean_environ: dict[str, str], healthy: dict[str, str], staff: httpx.Client
) -> None:
    old, young = name_of_a_run(timedelta(hours=3)) + "é", name_of_a_run(timedelta(minutes=5))
    by_hand = ["sv-the-vegan", "sv-20261123t092500z", "My sv-20260101t000000z-abc-main-1", "svenska"]
    made = {name: make(staff, name) for name in (old, young, *by_hand)}
    said = sweep(clean_environ, healthy, "--dry-run")
    assert f"would delete {old}" in said.stdout
    assert "1 to delete, 0 left" in said.stdout
    assert old in names(staff)
    said = sweep(clean_environ, healthy)
    assert (said.returncode, said.stdout) == (0, f"deleted {old}\n1 deleted, 0 left\n")
    left = names(staff)
    assert old not in left
    assert {young, *by_hand} <= set(left)
    for identity in made.values():
        staff.delete(f"/venues/{identity}")


def test_a_menu_in_a_venue_of_the_restaurant_s_is_swept_by_its_journal(
    clean_environ: dict[str, str], healthy: dict[str, str], staff: httpx.Client
) -> None:
    ours = name_of_a_run(timedelta(minutes=5))
    venue = make(staff, "The Old Oak")
    menus = f"/venues/{venue}/menus"
    made = [staff.post(menus, json={"name": each}).json()["data"]["id"] for each in (ours, "Lunch")]
    folder = Path(clean_environ["SERVIO_RUNS"]) / ours.removeprefix("sv-").removesuffix("-gw0-7")
    folder.mkdir(parents=True)
    (folder / "target.json").write_text(json.dumps({"environment": "local", "api_url": healthy["SERVIO_API_URL"]}))
    journal = Journal(folder / "journal-gw0.jsonl")
    for each in made:
        journal.note_made("", f"{menus}/{each}")
    said = sweep(clean_environ, healthy)
    assert (said.returncode, said.stdout) == (0, f"deleted {ours}\n1 deleted, 0 left\n")
    assert [menu["name"] for menu in staff.get(menus).json()["data"]] == ["Lunch"]
    staff.delete(f"/venues/{venue}")


@pytest.mark.parametrize(
    ("arguments", "settings", "said"),
    [
        (["--env", "nowhere"], {}, "unknown environment 'nowhere'"),
        (["--older-than", "long"], {}, "'long' is no age"),
        ([], {"SERVIO_WRITES": "false"}, "is read-only"),
    ],
)
def test_a_mistake_costs_one_line(
    clean_environ: dict[str, str], healthy: dict[str, str], arguments: list[str], settings: dict[str, str], said: str
) -> None:
    ended = sweep(clean_environ, healthy | settings, *arguments)
    assert ended.returncode in (2, 4)
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_cannot_be_deleted_is_a_number_and_no_no_go(verify: Verify) -> None:
    ended = verify("-m", "smoke", "-k", "new_venue_is_found", "--fault", "delete-refused")
    assert ended.code == 0, ended.output
    assert ended.verdict["left_on_target"] == 1
    assert "left on the target: 1 things" in ended.output


def test_what_the_second_account_left_is_swept_as_its_own(
    clean_environ: dict[str, str], healthy: dict[str, str]
) -> None:
    name = name_of_a_run(timedelta(days=2))
    account = {"email": healthy["SERVIO_EMAIL_2"], "password": healthy["SERVIO_PASSWORD_2"]}
    with httpx.Client(base_url=f"{healthy['SERVIO_API_URL']}/api/v1") as second:
        token = second.post("/auth/login", json=account).json()["data"]["token"]
        second.headers["Authorization"] = f"Bearer {token}"
        make(second, name)
        swept = sweep(clean_environ, healthy, "--older-than", "1h")
        assert swept.returncode == 0, swept.stderr
        assert name not in names(second)


def test_a_run_that_only_reads_sweeps_nothing(healthy: dict[str, str], staff: httpx.Client, tmp_path: Path) -> None:
    make(staff, name := name_of_a_run(timedelta(hours=3)))
    email, password = SANDBOX_ACCOUNT
    urls = {"web_url": healthy["SERVIO_WEB_URL"], "api_url": healthy["SERVIO_API_URL"]}
    it = Environment.from_settings({"name": "it", "writes": True, "email": email, "password": password} | urls)
    for reads_only, swept in ((True, Swept()), (False, Swept((name,)))):
        run = Run(f"20261129t000000z-{reads_only}", tmp_path / f"runs/{reads_only}")
        run.make_folder()
        setup = Setup(it, run, RunOptions(wait=0, reads_only=reads_only))
        setup.sweep()
        assert setup.swept == swept
        assert (name in names(staff)) is reads_only
