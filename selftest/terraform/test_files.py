"""The files themselves: their form, their validity, the module on a mocked AWS."""

import pytest

from selftest.terraform.tool import FILES, Terraform


def test_the_files_are_formatted(terraform: Terraform) -> None:
    terraform.run("fmt", "-check", "-diff", "-recursive", cwd=FILES)


@pytest.mark.tools
def test_what_is_wired_after_apply_and_which_inputs_are_refused(terraform: Terraform) -> None:
    told = terraform.run("test", "-no-color", cwd=terraform.tree / "modules/servio")
    assert "3 passed, 0 failed" in told
