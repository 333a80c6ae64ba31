"""What load does before its first request and after its last one: nothing is measured here."""

import json
import socket
from argparse import Namespace

import pytest

from selftest.support.load_runs import NOBODY, Place, serving
from servio_verify.load.lifecycle import options

pytestmark = pytest.mark.measures_nothing


def test_no_server_is_inconclusive_at_once(here: Place) -> None:
    ended = here.run(NOBODY, "--wait", "0")
    assert (ended.code, ended.output) == (10, "")
    assert "is down" in ended.errors


def test_a_limit_that_cannot_hold_the_profile_is_told_before_the_first_request(here: Place) -> None:
    with serving(announce=60) as target:
        ended = here.run(target.url)
    assert ended.code == 10
    assert "announces in x-ratelimit-limit 60 requests in 60 s" in ended.errors
    assert target.truth["runs"] == {}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--env", "nowhere"], "unknown environment 'nowhere'"),
        (["--env", "production"], "production is led elsewhere"),
        (["--profile", "nothing"], "unknown profile 'nothing'"),
        (["--profile", "broken"], "profile 'broken'"),
        (["--profile", "none.toml"], "profile none.toml: there is no such file"),
        (["--profile", ""], "--profile is empty"),
        (["--env", ""], "SERVIO_ENV or --env is empty"),
        (["--expect-build", "abc"], "`pytest -m load --expect-build` awaits that build"),
        (["--host", "http://example.org"], "load goes to"),
        (["--baseline", "none.json"], "must be a load.json"),
        (["--no-such-option"], "--no-such-option"),
        (["--run-id", "../elsewhere"], "'../elsewhere' is no id of a run"),
        (["StagingUser"], "'StagingUser': there is LoadUser only; what it does is said by --profile"),
        (["--wait", "long"], "--wait: 'long' is no number of seconds"),
        (["--wait", "nan"], "--wait: 'nan' is no number of seconds"),
    ],
)
def test_a_mistake_of_the_user_is_one_line_and_exit_code_4(here: Place, arguments: list[str], said: str) -> None:
    here.profile("broken", users=100_000)
    ended = here.run(NOBODY, *arguments)
    assert (ended.code, ended.output) == (4, "")
    assert said in ended.errors
    assert len(ended.errors.strip().splitlines()) == 1, ended.errors


def test_an_environment_without_load_gets_none(here: Place) -> None:
    ended = here.run(NOBODY, SERVIO_LOAD="false")
    assert (ended.code, ended.output) == (4, "")
    assert "allows no load" in ended.errors


def test_a_load_that_signs_in_nowhere_needs_no_test_user(here: Place) -> None:
    file = f'web_url = "{NOBODY}"\napi_url = "{NOBODY}"\nload = true\nwrites = true\n'
    (here.root / "environments" / "own.toml").write_text(file)
    ended = here.run(NOBODY, "--env", "own", "--wait", "0")
    assert (ended.code, "is down" in ended.errors) == (10, True), ended.errors
    ended = here.run_profile(NOBODY, here.profile(more="[journeys]\norder = 1"), "--env", "own", "--wait", "0")
    assert (ended.code, "has no SERVIO_EMAIL" in ended.errors) == (4, True), ended.errors


def test_a_target_that_says_it_is_production_gets_no_load(here: Place) -> None:
    with serving(says="production") as target:
        ended = here.run(target.url)
    assert ended.code == 4
    assert "says that it is production" in ended.errors
    assert target.truth["runs"] == {}


def test_workers_that_do_not_come_are_inconclusive(here: Place) -> None:
    waiting = ("--expect-workers", "1", "--expect-workers-max-wait", "1", "--master-bind-port", "5657")
    with serving() as target:
        ended = here.run(target.url, "--master", *waiting)
    assert ended.code == 10, ended.errors
    assert "workers did not come" in ended.errors


def test_a_folder_that_cannot_be_made_is_one_line(here: Place) -> None:
    with serving() as target:
        ended = here.run(target.url, "--run-folder", "/dev/null/load")
    assert (ended.code, ended.output) == (4, "")
    assert ended.errors.startswith("cannot write the run's folder: "), ended.errors
    assert target.truth["runs"] == {}


def test_what_is_otherwise_than_with_plain_locust_is_told() -> None:
    plain = {"num_users": None, "spawn_rate": None, "run_time": None, "headless": True, "autostart": False}
    assert options.remarks(Namespace(**plain)) == []
    asked = plain | {"num_users": 3, "run_time": 60, "headless": False, "web_host": "127.0.0.1", "web_port": 8089}
    ignored, waiting = options.remarks(Namespace(**asked))
    assert ignored.startswith("-u, --run-time changes nothing here")
    assert "press Start at http://127.0.0.1:8089" in waiting


def test_a_port_of_the_master_that_is_taken_is_one_line(here: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = here.run(NOBODY, "--master", "--master-bind-port", str(taken.getsockname()[1]))
    assert ended.code == 4, ended.errors
    assert "choose another --master-bind-port" in ended.errors
    assert len(ended.errors.strip().splitlines()) == 1, ended.errors


@pytest.mark.parametrize("name", ["load.json", "load.svg"])
def test_files_that_cannot_be_written_take_no_verdict_along(here: Place, name: str) -> None:
    (here.root / "out" / name).mkdir(parents=True)
    with serving() as target:
        ended = here.run_profile(target.url, here.profile(seconds=1))
    assert ended.code == 11, ended.errors
    assert "p95 < 500 ms" in ended.output
    assert "could not be written" in ended.output
    assert name == "load.json" or ended.told["verdict"] == "INVALID"


def test_a_reader_who_has_seen_enough_changes_no_verdict(here: Place) -> None:
    with serving() as target, here.start(target.url, "--profile", here.profile(seconds=1)) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        complaints = process.stderr.read()
    told = json.loads((here.root / "out" / "load.json").read_text())
    assert process.returncode == told["exit_code"], complaints
    assert "BrokenPipe" not in complaints
