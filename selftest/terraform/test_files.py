"""The files themselves: their form, their validity, the module on a mocked AWS."""

import re

import pytest

from selftest.support.processes import ROOT
from selftest.terraform.tool import FILES, Terraform


def test_the_files_are_formatted(terraform: Terraform) -> None:
    terraform.run("fmt", "-check", "-diff", "-recursive", cwd=FILES)


@pytest.mark.tools
def test_what_is_wired_after_apply_and_which_inputs_are_refused(terraform: Terraform) -> None:
    told = terraform.run("test", "-no-color", cwd=terraform.tree / "modules/servio")
    assert "3 passed, 0 failed" in told


def test_the_first_apply_sets_what_it_refers_to() -> None:
    page = (ROOT / "docs/terraform.md").read_text(encoding="utf-8")
    commands = page.partition("## The first apply")[2].partition("```console")[2].partition("```")[0]
    used = re.findall(r"\$([A-Z]+)\b", commands)
    assert used
    assert set(used) <= set(re.findall(r"(?m)^\$ (?:export )?([A-Z]+)=", commands))
