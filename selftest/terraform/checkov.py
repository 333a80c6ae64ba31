"""checkov, in a virtual environment of its own: its 90 packages would not go with the suite's."""

import json
import os
import re
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from selftest.support.processes import ROOT
from selftest.terraform.tool import FILES

EXCEPTIONS = FILES / "checkov-exceptions.toml"

OWN = ROOT / ".venv/checkov/bin/checkov"
"""Where `make test-terraform` puts it."""

Finding = tuple[str, str]
"""The check and the resource, without module and index."""


@cache
def exceptions() -> list[dict[str, Any]]:
    """The findings that stay, with reason and date."""
    found: list[dict[str, Any]] = tomllib.loads(EXCEPTIONS.read_text())["exception"]
    return found


def allowed(*environments: str) -> set[Finding]:
    """The findings that may be in these environments."""
    return {
        (one["check"], one["resource"])
        for one in exceptions()
        if "environment" not in one or one["environment"] in environments
    }


def findings(where: Path) -> set[Finding]:
    """Let checkov read a folder of Terraform's files, or a plan; it asks nobody on the network."""
    command = OWN if OWN.exists() else shutil.which("checkov")
    if not command:
        pytest.skip("checkov is not installed: make test-terraform")
    option, framework = ("-d", "terraform") if where.is_dir() else ("-f", "terraform_plan")
    ended = subprocess.run(
        [
            command,
            option,
            where,
            "--framework",
            framework,
            "--skip-download",
            "--quiet",
            "--compact",
            "--output",
            "json",
        ],
        env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    told = json.loads(ended.stdout)
    assert told["summary"]["resource_count"] > 0, ended.stdout
    assert told["summary"]["parsing_errors"] == 0, ended.stdout
    return {(one["check_id"], _key(one["resource"])) for one in told["results"]["failed_checks"]}


def _key(resource: str) -> str:
    return re.sub(r"^(module\.\w+\.)+|\[.*", "", resource)
