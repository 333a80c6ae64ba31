"""Terraform itself: where it and the AWS provider are, and what it plans, without a network and without an account."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from selftest.support.processes import ROOT

FILES = ROOT / "deploy/terraform"

DOCUMENT = Path(__file__).parent / "document"

COMPLETED = "completed.tf"
"""What the document's files need beside themselves to be planned."""

SECONDS = 240

OFFLINE = """
terraform {
  backend "local" {}
}

provider "aws" {
  access_key                  = "dummy"
  secret_key                  = "dummy"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true
}
"""

ACCOUNT = """
image              = "123456789012.dkr.ecr.us-east-1.amazonaws.com/servio-app:abcdef0"
ecr_repository_arn = "arn:aws:ecr:us-east-1:123456789012:repository/servio-app"
certificate_arn    = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
alarm_topics       = ["arn:aws:sns:us-east-1:123456789012:servio-alarms"]
redis_auth_token   = "a-token-of-a-selftest"
public_settings = {
  NEXT_PUBLIC_SENTRY_DSN             = "https://key@sentry.example.com/1"
  NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY = "pk_test_xxxx"
  NEXT_PUBLIC_SUPABASE_URL           = "https://supabase.example.com"
  UNLEASH_API_URL                    = "https://unleash.example.com/api"
}
"""
"""What a real plan takes from the account."""

CONSTANTS = {
    "data.aws_availability_zones.available.": "local.availability_zones.",
    "aws_secretsmanager_secret.supabase_anon_key.": "local.supabase_anon_key.",
}
"""What only AWS could say in the document's files, and the constants of `completed.tf` that stand for it."""


def provider_mirror() -> Path | None:
    """A folder of this machine that holds the AWS provider of the pinned series, as `terraform init` lays it out."""
    series = re.search(r'version = "~> ([\d.]+)\.0"', (FILES / "staging/providers.tf").read_text())
    assert series
    configured = Path(os.environ.get("TF_CLI_CONFIG_FILE", Path.home() / ".terraformrc"))
    paths = re.findall(r'path\s*=\s*"([^"]+)"', configured.read_text()) if configured.is_file() else []
    paths += [os.environ.get("TF_PLUGIN_CACHE_DIR", "")]
    paths += [str(Path.home() / ".terraform.d/plugins"), "/usr/local/share/terraform/plugins", *Path("/opt").glob("*/")]
    for path in filter(None, paths):
        if any(Path(path).glob(f"*/hashicorp/aws/{series[1]}.*/*/terraform-provider-aws*")):
            return Path(path)
    return None


@dataclass(frozen=True)
class Terraform:
    """Terraform in a folder of its own, shared by the workers of one run: each thing is made once."""

    folder: Path
    mirror: Path

    def run(self, *arguments: str, cwd: Path, code: int = 0) -> str:
        """Run Terraform without a network and return what it printed; fail the test on another exit code."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "AWS_"))}
        ours = {"TF_CLI_CONFIG_FILE": os.devnull, "TF_DATA_DIR": str(self.folder / "data"), "CHECKPOINT_DISABLE": "1"}
        command = ["terraform", *arguments]
        ended = subprocess.run(
            command, cwd=cwd, env=kept | ours, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert ended.returncode == code, ended.stdout + ended.stderr
        return ended.stdout

    @cached_property
    def tree(self) -> Path:
        """A copy of deploy/terraform/ and of the document's files, initialised."""
        tree = self.folder / "tree"
        with FileLock(self.folder / "tree.lock"):
            if not (tree / "ready").exists():
                shutil.copytree(FILES, tree, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*", "*.tfvars"))
                copy_document(tree / "document")
                copy_document(tree / "completed", COMPLETED)
                for root in ("staging", "production", "completed"):
                    (tree / root / "offline_override.tf").write_text(OFFLINE)
                for root in ("staging", "production"):
                    (tree / root / "terraform.tfvars").write_text(ACCOUNT)
                self.run("init", f"-plugin-dir={self.mirror}", "-input=false", cwd=tree / "staging")
                for other in ("production", "document", "completed", "modules/servio"):
                    shutil.copy(tree / "staging/.terraform.lock.hcl", tree / other)
                (tree / "ready").touch()
        return tree

    def plan(self, root: str) -> Path:
        """The file with the plan of staging, production or the completed document, as `terraform show -json` has it."""
        tree, found = self.tree, self.folder / f"{root}.json"
        with FileLock(self.folder / f"{root}.lock"):
            if not found.exists():
                self.run("plan", "-input=false", "-lock=false", "-out=plan", cwd=tree / root)
                found.write_text(self.run("show", "-json", "plan", cwd=tree / root))
        return found


def copy_document(where: Path, *more: str) -> None:
    """Copy the document's files as they are; with `completed.tf`, so that they can be planned."""
    where.mkdir()
    for path in DOCUMENT.glob("*.tf"):
        if path.name != COMPLETED or more:
            text = path.read_text()
            for asked, constant in CONSTANTS.items() if more else ():
                text = text.replace(asked, constant)
            (where / path.name).write_text(text)


def found(folder: Path) -> Terraform:
    """Terraform and its provider; without one of them the test is skipped, and no registry is asked."""
    if not shutil.which("terraform"):
        pytest.skip("terraform is not installed")
    if not (mirror := provider_mirror()):
        pytest.skip("no copy of Terraform's AWS provider here: set TF_PLUGIN_CACHE_DIR and run terraform init once")
    terraform = Terraform(folder, mirror)
    version: dict[str, Any] = json.loads(terraform.run("version", "-json", cwd=folder))
    if tuple(map(int, version["terraform_version"].split("-")[0].split("."))) < (1, 11):
        pytest.skip(f"terraform {version['terraform_version']} is older than 1.11")
    return terraform
