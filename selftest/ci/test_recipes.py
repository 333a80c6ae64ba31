"""The recipes in deploy/: what their image holds, and that they agree."""

import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import psutil
import pytest

from selftest.support.load_runs import NOBODY, Place
from selftest.support.recipes import COMPOSE, composed, container, deployed, found, image_folder, load, pod
from servio_verify.load.plan.profile_form import ProfileForm
from servio_verify.load.plan.schedule import DRAIN_SECONDS
from servio_verify.run.polling import wait_until


@pytest.fixture
def suite(tmp_path: Path) -> Place:
    return image_folder(tmp_path)


def test_the_image_holds_what_the_recipes_name_by_default(suite: Place) -> None:
    for argument in (*composed("master", {}), *deployed("load-master")):
        kind, _, name = argument.partition("=")
        if folder := {"--env": "environments", "--profile": "profiles"}.get(kind):
            assert (suite.root / folder / f"{name}.toml").is_file(), argument


def test_the_image_holds_each_package_that_it_installs(suite: Place, clean_environ: dict[str, str]) -> None:
    packages = tomllib.loads((suite.root / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]["find"]
    for name in (pattern.rstrip("*") for pattern in packages["include"]):
        command = [sys.executable, "-c", f"import {name}; print({name}.__file__)"]
        where = subprocess.run(
            command, cwd=suite.root, env=clean_environ, capture_output=True, text=True, check=True, timeout=120
        )
        assert Path(where.stdout).is_relative_to(suite.root), f"{name} is not in the image"


def test_a_stop_before_the_first_request_is_one_line(suite: Place, clean_environ: dict[str, str]) -> None:
    with load(suite, clean_environ, NOBODY) as run:
        assert wait_until(
            lambda: psutil.Process(run.master.pid).net_connections(), 120
        )  # it listens, and waits for its target
        run.master.send_signal(signal.SIGTERM)
        assert run.master.wait(120) == 10
    assert "INCONCLUSIVE: told to stop before the first request\n" in (suite.root / "stderr").read_text()


def test_a_stop_leaves_time_for_the_answers_in_flight() -> None:
    longest = ProfileForm.model_fields["timeout"].default + DRAIN_SECONDS
    composed_stops = [service["stop_grace_period"] for service in COMPOSE["services"].values()]
    pods = [pod(job)["terminationGracePeriodSeconds"] for job in ("load-master", "load-worker")]
    assert min(*(int(text.removesuffix("s")) for text in composed_stops), *pods) > longest


def test_both_recipes_say_the_same_and_each_number_of_workers_agrees() -> None:
    master = [argument for argument in deployed("load-master") if "--expect-workers" not in argument]
    assert master == [argument for argument in composed("master", {}) if "--expect-workers" not in argument]
    workers = found("Job", "load-worker")["spec"]
    assert f"--expect-workers={workers['completions']}" in deployed("load-master")
    assert workers["parallelism"] == workers["completions"]
    assert COMPOSE["services"]["worker"]["deploy"]["replicas"] == "${WORKERS:-2}"


def test_workers_find_their_master_by_its_name() -> None:
    assert composed("worker", {})[-1].removeprefix("--master-host=") in COMPOSE["services"]
    service = found("Service", deployed("load-worker")[-1].removeprefix("--master-host="))
    assert service["spec"]["selector"] == found("Job", "load-master")["spec"]["template"]["metadata"]["labels"]


def test_what_a_run_writes_outlives_its_container() -> None:
    (runs,) = COMPOSE["services"]["master"]["volumes"]
    assert (runs["source"], runs["target"], runs["bind"]) == ("../runs", "/suite/runs", {"create_host_path": False})
    for job in ("load-master", "load-files"):
        mounts = {mount["name"]: mount["mountPath"] for mount in container(job)["volumeMounts"]}
        claims = {volume["name"]: volume["persistentVolumeClaim"]["claimName"] for volume in pod(job)["volumes"]}
        assert mounts == {"runs": "/suite/runs"}
        assert found("PersistentVolumeClaim", claims["runs"])
        assert pod(job)["securityContext"]["fsGroup"] == pod(job)["securityContext"]["runAsUser"] == 1000
