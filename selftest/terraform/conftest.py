"""One Terraform for all tests here, and the plans it made."""

from pathlib import Path

import pytest

from selftest.terraform import tool
from selftest.terraform.plan import Plan, read
from selftest.terraform.tool import DOCUMENT, FILES, Terraform


@pytest.fixture(scope="session")
def terraform(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Terraform:
    """Terraform in a folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if hasattr(request.config, "workerinput") else base) / "terraform"
    folder.mkdir(exist_ok=True)
    return tool.found(folder)


def planned(terraform: Terraform, root: str, files: Path) -> Plan:
    return read(terraform.plan(root), files)


@pytest.fixture(scope="session")
def staging(terraform: Terraform) -> Plan:
    return planned(terraform, "staging", FILES / "staging")


@pytest.fixture(scope="session")
def production(terraform: Terraform) -> Plan:
    return planned(terraform, "production", FILES / "production")


@pytest.fixture(scope="session")
def document(terraform: Terraform) -> Plan:
    """The document's stack, with what it forgot."""
    return planned(terraform, "completed", DOCUMENT)
