"""The recipes in deploy/: what their image holds and their very commands, run here without containers."""

import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
import yaml

from selftest.support.load_runs import LOCUST, NOBODY, Ended, Place, serving
from selftest.support.processes import ROOT, free_port
from servio_verify.load.plan.profile import Profile
from servio_verify.load.plan.schedule import DRAIN_SECONDS
from servio_verify.run.polling import wait_until

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy/locust-compose.yml").read_text())
MANIFEST: list[dict[str, Any]] = list(yaml.safe_load_all((ROOT / "deploy/locust-kubernetes.yaml").read_text()))
DOCKERFILE: str = COMPOSE["services"]["master"]["build"]["dockerfile_inline"]


def found(kind: str, name: str) -> dict[str, Any]:
    return next(one for one in MANIFEST if (one["kind"], one["metadata"]["name"]) == (kind, name))


def pod(job: str) -> dict[str, Any]:
    spec: dict[str, Any] = found("Job", job)["spec"]["template"]["spec"]
    return spec


def container(job: str) -> dict[str, Any]:
    (only,) = pod(job)["containers"]
    return dict(only)


def composed(service: str, told: dict[str, str]) -> list[str]:
    """Return a service's command as Compose makes it of the settings."""
    texts = COMPOSE["services"][service]["command"]
    return [re.sub(r"\$\{(\w+):-([^}]*)\}", lambda name: told.get(name[1], name[2]), text) for text in texts]


def deployed(job: str) -> list[str]:
    return [*container(job)["command"], *container(job).get("args", [])]


BRIEF = {"WORKERS": "2", "SERVIO_ENV": "local", "LOAD_PROFILE": "brief"}


@pytest.fixture
def suite(tmp_path: Path) -> Place:
    """A folder that holds what the image's folder holds, and nothing else."""
    for *sources, target in (line.split()[1:] for line in DOCKERFILE.splitlines() if line.startswith("COPY ")):
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, tmp_path / target)
            else:
                shutil.copy(ROOT / source, tmp_path / target)
    (tmp_path / "runs").mkdir()
    return Place(tmp_path)


def ports_reached(process: psutil.Process) -> set[int]:
    return {connection.raddr.port for connection in process.net_connections() if connection.raddr}


@dataclass
class Load:
    """A master and its workers, each as its container would run it."""

    place: Place
    master: "subprocess.Popen[str]"
    workers: list["subprocess.Popen[str]"]

    def wait_for_load(self, url: str) -> None:
        port = urlsplit(url).port
        users = [psutil.Process(worker.pid) for worker in self.workers]
        assert wait_until(lambda: all(port in ports_reached(user) for user in users), 30)

    def stop_workers(self) -> None:
        """Stop them first and the master last, as Compose does."""
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)

    def end(self) -> Ended:
        """Stop the master as soon as every worker has ended: Compose does that after a whole run, too."""
        assert wait_until(lambda: self.master.poll() is not None or not any(w.poll() is None for w in self.workers), 60)
        self.master.send_signal(signal.SIGTERM)
        output, _ = self.master.communicate(timeout=60)
        errors, folders = (self.place.root / "stderr").read_text(), list(self.place.root.glob("runs/*/load"))
        assert len(folders) == 1, errors
        return Ended(self.master.returncode, output, errors, folders[0])


@contextmanager
def load(place: Place, environ: dict[str, str], url: str, seconds: float = 2) -> Iterator[Load]:
    """Start what the recipes start, on this machine alone."""
    place.profile(seconds=seconds)
    told = environ | {"SERVIO_WEB_URL": url, "SERVIO_API_URL": url, "SERVIO_RUNS": "runs"}
    told["PYTHONPATH"] = str(place.root)
    port = free_port()
    master, worker = composed("master", BRIEF), composed("worker", BRIEF)
    assert (master.pop(0), worker.pop(0)) == ("locust", "locust")
    here = ["--master-bind-host=127.0.0.1", f"--master-bind-port={port}"]
    there = ["--master-host=127.0.0.1", f"--master-port={port}"]
    with (place.root / "stderr").open("w") as errors:
        common: dict[str, Any] = {"cwd": place.root, "env": told, "stdout": subprocess.PIPE, "text": True}
        workers = [subprocess.Popen([LOCUST, *worker, *there], **common) for _ in range(2)]
        started = Load(place, subprocess.Popen([LOCUST, *master, *here], stderr=errors, **common), workers)
    try:
        yield started
    finally:
        for process in (started.master, *workers):
            process.kill()
            process.communicate()


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
            command, cwd=suite.root, env=clean_environ, capture_output=True, text=True, check=True, timeout=30
        )
        assert Path(where.stdout).is_relative_to(suite.root), f"{name} is not in the image"


@pytest.mark.alone
def test_a_whole_run_is_judged_whoever_ends_first(suite: Place, clean_environ: dict[str, str]) -> None:
    with serving(p95=100) as target, load(suite, clean_environ, target.url) as run:
        ended = run.end()
        codes = [worker.returncode for worker in run.workers]
    ended.need_quiet()
    assert (ended.code, codes) == (0, [0, 0]), ended.output + ended.errors
    assert ended.told["generators"] == 2
    assert {"load.json", "load.svg", "load.txt", "locust.html"} <= {file.name for file in ended.folder.iterdir()}
    assert "stopping" not in ended.errors


@pytest.mark.alone
def test_workers_that_are_stopped_first_end_the_run_gently(suite: Place, clean_environ: dict[str, str]) -> None:
    with serving(p95=100) as target, load(suite, clean_environ, target.url, seconds=60) as run:
        run.wait_for_load(target.url)
        run.stop_workers()
        ended = run.end()
    ended.need_quiet()
    assert ended.code == 10, ended.output + ended.errors
    assert "was told to stop" in ended.first_reason
    assert sum(row["requests"] for row in ended.told["endpoints"]) == len(target.truth["milliseconds"])


@pytest.mark.alone
def test_a_killed_worker_is_missed_though_the_others_are_stopped_at_once(
    suite: Place, clean_environ: dict[str, str]
) -> None:
    with serving(p95=100) as target, load(suite, clean_environ, target.url, seconds=60) as run:
        run.wait_for_load(target.url)
        run.workers[0].kill()
        run.stop_workers()
        ended = run.end()
    assert ended.code == 11, ended.output + ended.errors
    assert "was lost" in ended.first_reason


def test_a_stop_before_the_first_request_is_one_line(suite: Place, clean_environ: dict[str, str]) -> None:
    with load(suite, clean_environ, NOBODY) as run:
        assert wait_until(
            lambda: psutil.Process(run.master.pid).net_connections(), 30
        )  # it listens, and waits for its target
        run.master.send_signal(signal.SIGTERM)
        assert run.master.wait(20) == 10
    assert "INCONCLUSIVE: told to stop before the first request\n" in (suite.root / "stderr").read_text()


def test_a_stop_leaves_time_for_the_answers_in_flight() -> None:
    longest = Profile.model_fields["timeout"].default + DRAIN_SECONDS
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
