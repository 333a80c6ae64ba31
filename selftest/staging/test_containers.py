"""Local staging as containers: valid, whole, and the same as the processes."""

import ast
import copy
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from selftest.support.compose_file import composed, mistakes, variables
from selftest.support.processes import ROOT
from servio_sandbox.stack.containers import TASK, make_certificates, nginx_config
from servio_sandbox.stack.description import description
from servio_sandbox.stack.parts import nginx
from servio_sandbox.stack.parts.certificates import LIFETIME, now
from servio_sandbox.stack.parts.task import Listening, command

PARTS = description()
SERVICES = composed()["services"]
CA = "/certificates/ca.pem"
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
Break = Callable[[dict[str, Any]], object]


def options(service: str) -> dict[str, str]:
    """The options of a server, by name."""
    words = SERVICES[service]["command"][1:]
    pairs = (
        [each.partition("=")[::2] for each in words] if "=" in words[0] else zip(words[::2], words[1::2], strict=True)
    )
    return {name.removeprefix("--"): value for name, value in pairs}


def test_the_compose_file_is_valid_and_whole() -> None:
    assert mistakes(composed()) == []


BROKEN: dict[str, Break] = {
    "version: Compose has no such key any more": lambda it: it.update(version="3.8"),
    "schema: $.services.app": lambda it: it["services"]["app"].update(replica=2),
    "app: depends_on without a condition": lambda it: it["services"]["app"].update(depends_on=["postgres"]),
    "app: depends on pg, which is not there": lambda it: it["services"]["app"]["depends_on"].update(
        pg={"condition": "service_started"}
    ),
    "no volumes keys": lambda it: it["services"]["redis"]["volumes"].append("keys:/keys"),
    "no networks backend": lambda it: it["services"]["redis"].update(networks=["backend"]),
    "no configs nginx": lambda it: it["configs"].pop("nginx"),
    "configs nginx: no file": lambda it: it["configs"]["nginx"].update(file="gone.conf"),
    "volumes redis_data is used by nobody": lambda it: it["volumes"].update(redis_data=None),
    "waits for the health of redis": lambda it: it["services"]["redis"].pop("healthcheck"),
    "balancer: no healthcheck": lambda it: it["services"]["balancer"].pop("healthcheck"),
    "is not pinned": lambda it: it["services"]["balancer"].update(image="nginx:latest"),
    "POSTGRES_PASSWORD is written out": lambda it: it["services"]["postgres"]["environment"].update(
        {"POSTGRES_PASSWORD": "password"}
    ),
    "DATABASE_URL is written out": lambda it: it["services"]["app"]["environment"].update(
        DATABASE_URL="postgresql://servio:password@postgres:5432/servio_staging"
    ),
    "SERVIO_API_KEY is written out, or may be empty": lambda it: it["services"]["app"]["environment"].update(
        SERVIO_API_KEY="${SERVIO_API_KEY:-key}"
    ),
}


@pytest.mark.parametrize("line", BROKEN)
def test_what_is_wrong_with_a_compose_file_is_seen(line: str) -> None:
    broken = copy.deepcopy(composed())
    BROKEN[line](broken)
    assert [each for each in mistakes(broken) if line in each]


def test_every_variable_is_told_in_the_file_and_on_the_page() -> None:
    head = (ROOT / "deploy/docker-compose.staging.yml").read_text(encoding="utf-8").partition("\nname:")[0]
    page = (ROOT / "docs/local-staging.md").read_text(encoding="utf-8")
    assert variables(composed()) == {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "SERVIO_API_KEY"}
    assert not [name for name in variables(composed()) if name not in head or name not in page]


def test_images_versions_and_numbers_are_the_descriptions() -> None:
    images = {name: SERVICES[name]["image"] for name in (TASK, "balancer", "postgres", "redis")}
    parts = (PARTS.tasks, PARTS.balancer, PARTS.postgresql, PARTS.redis)
    assert list(images.values()) == [part.image for part in parts]
    for part in (PARTS.postgresql, PARTS.redis):
        assert part.image.partition(":")[2].partition("-")[0] == part.version
    assert SERVICES[TASK]["deploy"]["replicas"] == PARTS.tasks.count


def test_the_balancer_is_configured_as_the_processes_are() -> None:
    assert (ROOT / "deploy/staging-nginx.conf").read_text(encoding="utf-8") == nginx_config()
    it = PARTS.balancer
    ports = (it.web_port, it.api_port, it.plain_web_port, it.plain_api_port)
    assert SERVICES["balancer"]["ports"] == [f"127.0.0.1:{port}:{port}" for port in ports]
    here = nginx.Config(
        (nginx.Listener("web", "8443", "8080", 8443), nginx.Listener("api", "8444", "8081", 8444)),
        (nginx.Upstream("app:3000", "app:3001"),),
        "/certificates/balancer.pem",
    )
    assert nginx_config().partition("\n")[2] == nginx.text(here, it)


def test_a_task_is_started_as_the_processes_are() -> None:
    it = PARTS.balancer
    public = (f"https://localhost:{it.web_port}", f"https://localhost:{it.api_port}")
    where = Listening(PARTS.tasks.web_port, PARTS.tasks.api_port, *public)
    own = ["--listen", "0.0.0.0", "--trust-proxy", "*"]  # noqa: S104 - inside its container
    assert SERVICES[TASK]["command"] == ["python", *command(where, CA), *own]
    assert PARTS.tasks.settings.items() <= SERVICES[TASK]["environment"].items()
    assert f"EXPOSE {where.web_port} {where.api_port}" in DOCKERFILE


def test_the_stores_have_the_settings_of_the_processes() -> None:
    postgres, redis = options("postgres"), options("redis")
    assert PARTS.postgresql.settings.items() <= postgres.items()
    assert {key: value.replace('""', "") for key, value in PARTS.redis.settings.items()}.items() <= redis.items()
    assert redis["tls-port"] == str(PARTS.redis.port)
    assert composed()["configs"]["admission"]["content"] == PARTS.postgresql.admission("all")
    environment = SERVICES["postgres"]["environment"]
    assert (environment["POSTGRES_USER"], environment["POSTGRES_DB"]) == (
        PARTS.postgresql.user,
        PARTS.postgresql.database,
    )
    assert (
        f"@postgres:{PARTS.postgresql.port}/{PARTS.postgresql.database}?"
        in SERVICES[TASK]["environment"]["DATABASE_URL"]
    )
    assert f"@redis:{PARTS.redis.port}/" in SERVICES[TASK]["environment"]["REDIS_URL"]


def test_health_is_checked_as_the_processes_are() -> None:
    health, check = PARTS.tasks.health, SERVICES[TASK]["healthcheck"]
    assert (check["interval"], check["timeout"], check["retries"]) == (
        f"{health.every:.0f}s",
        f"{health.within:.0f}s",
        health.unhealthy,
    )
    assert f"{{port}}{health.path}" in check["test"][-1]
    assert SERVICES["postgres"]["healthcheck"]["test"] == ["CMD", *PARTS.postgresql.health]
    assert SERVICES["redis"]["healthcheck"]["test"] == ["CMD", *(CA if it == "CA" else it for it in PARTS.redis.health)]
    longest = max(int(SERVICES[name]["stop_grace_period"].removesuffix("s")) for name in (TASK, "balancer"))
    assert longest > PARTS.balancer.drain


def test_the_image_holds_what_the_sandbox_imports() -> None:
    names = {"argon2": "argon2-cffi", "pydantic_core": "pydantic-core"}
    installed = set(re.findall(r"[a-z0-9-]+", DOCKERFILE.partition("-c constraints.txt")[2].partition("\n\n")[0]))
    imported = {module for path in (ROOT / "servio_sandbox").rglob("*.py") for module in imports(path)}
    foreign = imported - set(sys.stdlib_module_names) - {"servio_sandbox"}
    assert not [name for name in foreign if names.get(name, name) not in installed]


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_each_service_gets_a_certificate_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owners: dict[str, tuple[int, int]] = {}
    monkeypatch.setattr("os.chown", lambda path, user, group: owners.update({Path(path).stem: (user, group)}))
    make_certificates(tmp_path)
    assert owners == {"balancer": (0, 0), "postgres": (70, 70), "redis": (999, 1000)}
    authority = x509.load_pem_x509_certificate((tmp_path / "ca.pem").read_bytes())
    for name in owners:
        signed = x509.load_pem_x509_certificate((tmp_path / f"{name}.pem").read_bytes())
        signed.verify_directly_issued_by(authority)
        names = signed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert {name, "localhost"} <= {*names.get_values_for_type(x509.DNSName)}
    before = (tmp_path / "redis.pem").read_bytes()
    make_certificates(tmp_path)
    assert (tmp_path / "redis.pem").read_bytes() == before


def test_certificates_of_an_old_volume_are_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.chown", lambda *_: None)
    make_certificates(tmp_path)
    before = (tmp_path / "redis.pem").read_bytes()
    later = now() + LIFETIME
    monkeypatch.setattr("servio_sandbox.stack.containers.now", lambda: later)
    make_certificates(tmp_path)
    made = x509.load_pem_x509_certificate((tmp_path / "redis.pem").read_bytes())
    made.verify_directly_issued_by(x509.load_pem_x509_certificate((tmp_path / "ca.pem").read_bytes()))
    assert (tmp_path / "redis.pem").read_bytes() != before
    assert made.not_valid_after_utc > later
