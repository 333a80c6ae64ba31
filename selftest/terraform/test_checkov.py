"""What checkov finds in files and plans is an exception with a reason and a date. It sees other things in each."""

from pathlib import Path

import pytest

from selftest.terraform.checkov import allowed, exceptions, findings
from selftest.terraform.tool import FILES, Terraform

pytestmark = pytest.mark.tools


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_a_plan_has_the_reviewed_findings_only(terraform: Terraform, environment: str) -> None:
    assert findings(terraform.plan(environment)) == allowed(environment)


def test_the_files_have_no_finding_that_was_not_reviewed() -> None:
    assert findings(FILES) - allowed("staging", "production") == set()


def test_a_finding_of_the_files_only_is_found(tmp_path: Path) -> None:
    """On a plan checkov takes an unencrypted Redis without a token for encrypted."""
    (tmp_path / "main.tf").write_text("""
resource "aws_elasticache_replication_group" "main" {
  replication_group_id       = "servio-staging-redis"
  description                = "no token"
  transit_encryption_enabled = true
}
""")
    assert ("CKV_AWS_31", "aws_elasticache_replication_group.main") in findings(tmp_path)


def test_each_exception_has_its_reason_and_its_date() -> None:
    for one in exceptions():
        assert set(one) - {"environment"} == {"check", "resource", "reason", "reviewed"}
        assert one["reason"].strip(), one["check"]
