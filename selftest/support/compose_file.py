"""The Compose file of local staging: what is wrong with it, as lines."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any

import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from selftest.support.processes import ROOT

FILE = ROOT / "deploy/docker-compose.staging.yml"
SCHEMA = ROOT / "selftest/staging/compose_spec/compose-spec.json"
"""The Compose Specification's own (Apache-2.0, see LICENSE beside it), as check-jsonschema 0.39.0 ships it."""

Compose = Mapping[str, Any]
VARIABLE = re.compile(r"\$\{(\w+)(:\?[^}]*)?\}")


def composed() -> dict[str, Any]:
    """Return the file as it is read, anchors resolved."""
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def mistakes(compose: Compose) -> list[str]:
    """Return everything that is wrong with it."""
    checks = (_against_schema, _outdated, _dangling, _unused, _unpinned, _open_secrets, _without_health)
    return [line for check in checks for line in check(compose)]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _against_schema(compose: Compose) -> Iterator[str]:
    for error in _validator().iter_errors(compose):
        yield f"schema: {error.json_path}: {error.message[:120]}"


def _outdated(compose: Compose) -> Iterator[str]:
    if "version" in compose:
        yield "version: Compose has no such key any more"
    for name, service in compose["services"].items():
        if isinstance(service.get("depends_on"), list):
            yield f"{name}: depends_on without a condition"


def _dangling(compose: Compose) -> Iterator[str]:
    services = compose["services"]
    for name, service in services.items():
        for kind, wanted in (("volumes", _volumes(service)), ("networks", _names(service, "networks"))):
            yield from (f"{name}: no {kind} {each}" for each in wanted if each not in compose.get(kind, {}))
        for kind in ("configs", "secrets"):
            yield from (
                f"{name}: no {kind} {each}" for each in _names(service, kind) if each not in compose.get(kind, {})
            )
        for other, how in _waits(service).items():
            if other not in services:
                yield f"{name}: depends on {other}, which is not there"
            elif how.get("condition") == "service_healthy" and "healthcheck" not in services[other]:
                yield f"{name}: waits for the health of {other}, which has no healthcheck"
    for name, config in compose.get("configs", {}).items():
        if "file" in config and not (FILE.parent / config["file"]).is_file():
            yield f"configs {name}: no file {config['file']}"


def _unused(compose: Compose) -> Iterator[str]:
    services = compose["services"].values()
    used = {"volumes": {each for service in services for each in _volumes(service)}}
    used |= {
        kind: {each for one in services for each in _names(one, kind)} for kind in ("networks", "configs", "secrets")
    }
    for kind, names in used.items():
        yield from (f"{kind} {each} is used by nobody" for each in compose.get(kind, {}) if each not in names)


def _waits(service: Compose) -> Mapping[str, Any]:
    told = service.get("depends_on", {})
    return told if isinstance(told, Mapping) else {}


def _volumes(service: Compose) -> list[str]:
    sources = [each.partition(":")[0] for each in service.get("volumes", ())]
    return [source for source in sources if not source.startswith((".", "/", "~"))]


def _names(service: Compose, kind: str) -> list[str]:
    return [each if isinstance(each, str) else each["source"] for each in service.get(kind, ())]


def _unpinned(compose: Compose) -> Iterator[str]:
    for name, service in compose["services"].items():
        _, colon, tag = service["image"].rpartition(":")
        if not colon or tag == "latest":
            yield f"{name}: the image {service['image']} is not pinned"


def _open_secrets(compose: Compose) -> Iterator[str]:
    """Yield settings that hold a secret which is written out, or has a default."""
    for name, service in compose["services"].items():
        for key, value in dict(service.get("environment", {})).items():
            is_secret = re.search(r"PASSWORD|KEY|AUTH|SECRET|TOKEN", key) or re.search(r"://[^/]*:[^/]*@", str(value))
            if is_secret and not re.search(r"\$\{\w+:\?", str(value)):
                yield f"{name}: {key} is written out, or may be empty"
        command = service.get("command", [])
        for option, value in pairwise(command):
            if option == "--requirepass" and not value.startswith("${"):
                yield f"{name}: {option} is written out"


def _without_health(compose: Compose) -> Iterator[str]:
    """Yield services that stay and have no health check."""
    ending = {
        other
        for service in compose["services"].values()
        for other, how in _waits(service).items()
        if how.get("condition") == "service_completed_successfully"
    }
    for name, service in compose["services"].items():
        if name not in ending and "healthcheck" not in service:
            yield f"{name}: no healthcheck"


def variables(compose: Compose) -> set[str]:
    """Return the variables that it reads."""
    return {found[1] for found in VARIABLE.finditer(json.dumps(compose))}
