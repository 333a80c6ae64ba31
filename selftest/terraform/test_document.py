"""The document's own Terraform, put through the same tools: each of its defects is found, and none is invented."""

import json
import re
import tomllib
from functools import cache
from typing import Any

import pytest

from selftest.terraform.checkov import allowed, findings
from selftest.terraform.plan import Plan
from selftest.terraform.rules import broken
from selftest.terraform.tool import DOCUMENT, Terraform

REFERENCE = re.compile(r"(?<![\w.])(data\.aws_\w+\.\w+|aws_\w+\.\w+|var\.\w+)")
DECLARED = re.compile(r'^(?:(data|resource) "(\w+)" "(\w+)"|variable "(\w+)")', re.MULTILINE)


@cache
def defects() -> dict[str, Any]:
    return tomllib.loads((DOCUMENT / "defects.toml").read_text())


def sources(*names: str) -> str:
    return "\n".join(path.read_text() for path in DOCUMENT.glob("*.tf") if path.name in names or not names)


def declared(text: str) -> set[str]:
    found = set()
    for kind, of, name, variable in DECLARED.findall(text):
        found.add(f"var.{variable}" if variable else f"{'data.' if kind == 'data' else ''}{of}.{name}")
    return found


def test_it_does_not_validate(terraform: Terraform) -> None:
    told = json.loads(terraform.run("validate", "-json", cwd=terraform.tree / "document", code=1))
    assert {one["summary"] for one in told["diagnostics"]} == {"Reference to undeclared resource"}


def test_what_it_uses_and_declares_nowhere() -> None:
    """All of it: with completed.tf beside it, which declares exactly this, it can be planned."""
    text = sources("main.tf", "database.tf", "load-balancer.tf")
    assert sorted(set(REFERENCE.findall(text)) - declared(text)) == sorted(defects()["undeclared"])


def test_completed_it_breaks_these_rules(document: Plan) -> None:
    assert sorted(broken(document)) == sorted(defects()["rules"])


def test_it_is_not_formatted(terraform: Terraform) -> None:
    told = terraform.run("fmt", "-check", cwd=terraform.tree / "document", code=3)
    assert sorted(told.split()) == defects()["unformatted"]


@pytest.mark.tools
def test_checkov_finds_these_beside_what_is_an_exception_here_too(terraform: Terraform) -> None:
    ours = {check for check, _ in allowed("staging", "production")}
    found = {check for check, _ in findings(terraform.tree / "document")}
    assert found - ours == defects()["checkov"].keys() | defects()["not_a_defect"].keys()


def test_a_finding_is_either_a_rule_or_described() -> None:
    for check, words in defects()["checkov"].items():
        assert words in defects()["rules"] or " " in words, check
