"""The recipes in deploy/, and their very commands run on this machine without containers."""

import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import yaml

from selftest.support.load_runs import LOCUST, Ended, Place
from selftest.support.processes import ROOT, free_port
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


def image_folder(folder: Path) -> Place:
    """Fill a folder with what the image's folder holds, and nothing else."""
    for *sources, target in (line.split()[1:] for line in DOCKERFILE.splitlines() if line.startswith("COPY ")):
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, folder / target)
            else:
                shutil.copy(ROOT / source, folder / target)
    (folder / "runs").mkdir()
    return Place(folder)


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
        assert wait_until(lambda: all(port in ports_reached(user) for user in users), 120)

    def stop_workers(self) -> None:
        """Stop them first and the master last, as Compose does."""
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)

    def end(self) -> Ended:
        """Stop the master as soon as every worker has ended: Compose does that after a whole run, too."""
        assert wait_until(
            lambda: self.master.poll() is not None or not any(w.poll() is None for w in self.workers), 120
        )
        self.master.send_signal(signal.SIGTERM)
        output, _ = self.master.communicate(timeout=120)
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
