"""A project's folder with a verdict in it, and Amazon ECS with a deployment that waits."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy
from typing import Any, ClassVar

import boto3
import httpx
import pytest

from selftest.support.aws.front import Front, in_front_of
from selftest.support.aws.look import settings_for
from selftest.support.aws.paused import BUILD, DIGEST, PausedEcs
from selftest.support.aws.sizes import REGION
from selftest.support.background import in_thread
from selftest.support.processes import ROOT
from selftest.support.results import entry, result
from servio_verify.cli.main import main
from servio_verify.deployment.gate import Deployed
from servio_verify.deployment.server import GateServer
from servio_verify.infra.aws import account
from servio_verify.infra.aws.account import Clients
from servio_verify.results.model import Attestation, Cause, Outcome, Result
from servio_verify.results.verdict import Verdict

WEB, API = "https://staging.servio.com", "https://api.staging.servio.com"
NOT_SET = ("SERVIO_EXPECT_BUILD", "SERVIO_EXPECT_DIGEST", "SERVIO_ENV", "SERVIO_RUNS", "SERVIO_WEB_URL")


def verdict_of(word: Verdict, at: datetime | None = None, build: str = BUILD, **more: Any) -> Result:
    """Return a result such as a whole smoke run leaves that began now (or then), on a staging that proved its build."""
    began = (at or datetime.now(UTC)).replace(microsecond=0)
    failed = [entry("test_bad", Outcome.FAILED, "The till is open")] if word is Verdict.NO_GO else []
    causes = () if word is Verdict.GO else (Cause(verdict=word, kind="wrong content", text="The till is open"),)
    told: dict[str, Any] = {
        "verdict": word,
        "web_url": WEB,
        "api_url": API,
        "run": f"{began:%Y%m%dt%H%M%Sz}-abcdef",
        "started": began,
        "ended": began,
        "causes": causes,
        "reasons": tuple(map(str, causes)),
        "attestation": Attestation(expected=build, build=build, proven=True),
    }
    return result(entry("test_good"), *failed, **told | more)


@dataclass
class Gate:
    """A project's folder, ECS, and the commands that stand between them."""

    folder: Path
    ecs: PausedEcs
    front: Front
    capsys: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch
    files: ClassVar[list[str]] = []

    def __call__(self, *arguments: str) -> tuple[int, str]:
        """Run `servio-verify gate`; return its exit code and the one line that it says."""
        self.capsys.readouterr()
        code = main(["gate", *arguments])
        out, error = self.capsys.readouterr()
        lines = (out + error).splitlines()
        assert len(lines) == 1, lines
        assert len(lines[0]) <= 160, lines[0]
        return code, lines[0]

    def begin(self, *more: str) -> tuple[int, str]:
        return self("ecs", "begin", "--env", "staging", "--expect-build", BUILD, "--expect-digest", DIGEST, *more)

    def begun(self) -> None:
        """Have the gate's file there: made by the command once, then as it was made."""
        path = self.folder / "gate.json"
        if not self.files:
            assert self.begin()[0] == 0
            self.files.append(path.read_text())
        path.write_text(self.files[0])

    def answer(self, *more: str) -> tuple[int, str]:
        return self("ecs", "answer", "--verdict", "verdict.json", *more)

    def keep(self, kept: Result, name: str = "verdict.json") -> Path:
        """Write a verdict into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        kept.write(path)
        return path

    def lose_aws(self) -> None:
        """Have nobody where AWS should be."""
        self.patch.setattr(account, "Clients", Clients)
        self.patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    @property
    def told(self) -> list[str]:
        """What ECS was told, from the first answer to the last."""
        return [action for _, action in self.ecs.sent]


@pytest.fixture(scope="session")
def front() -> Iterator[Front]:
    with in_front_of("http://127.0.0.1:9") as front:  # nothing is behind it
        yield front


@pytest.fixture(scope="session")
def clients(front: Front) -> Clients:
    """Clients that are made once: each takes longer to make than a whole answer of the gate. They ask twice at most."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(account, "ATTEMPTS", 2)
        for name, value in settings_for(front).items():
            patch.setenv(name, value)
        made = Clients(boto3.Session(region_name=REGION))
        for service in ("sts", "ecs"):
            made.of(service)
        return made


@pytest.fixture
def gate(
    tmp_path: Path,
    front: Front,
    clients: Clients,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Gate:
    (tmp_path / "environments").mkdir()
    for name in ("staging.toml", "staging.facts.toml", "production.toml", "production.facts.toml"):
        copy(ROOT / "environments" / name, tmp_path / "environments")
    for name in [key for key in os.environ if key.startswith("AWS_") or key in NOT_SET]:
        monkeypatch.delenv(name)
    for name, value in settings_for(front).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(account, "Clients", lambda *_: clients)
    monkeypatch.chdir(tmp_path)
    ecs = PausedEcs()
    ecs.stand_before(front)
    front.ahead, front.asked = 0, []
    return Gate(tmp_path, ecs, front, capsys, monkeypatch)


@pytest.fixture
def served(gate: Gate) -> Iterator[httpx.Client]:
    """Serve the verdicts of the folder's runs, and yield a client of that server."""
    deployed = Deployed("staging", "", web_url=WEB, api_url=API, tiers=("smoke",))
    server = GateServer(("127.0.0.1", 0), gate.folder / "runs", deployed, timedelta(hours=1))
    where = f"http://127.0.0.1:{server.server_port}"
    with in_thread(server), httpx.Client(base_url=where, trust_env=False) as client:
        yield client


def keep(gate: Gate, word: Verdict, ago: timedelta = timedelta(), **more: Any) -> None:
    """Keep a run of this verdict, as a run of so long ago leaves it."""
    kept = verdict_of(word, at=datetime.now(UTC) - ago, **more)
    gate.keep(kept, f"runs/{kept.run}/verdict.json")


Arrange = Callable[[Gate], object]
