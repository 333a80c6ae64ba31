"""What is made in the stand-in is what Terraform describes: sizes, secrets, alarms."""

import re

import pytest

from selftest.support.aws.made import ALARMS, PARAMETERS
from selftest.support.aws.sizes import PRODUCTION, SECRETS, STAGING, Sizes
from selftest.support.processes import ROOT

TERRAFORM = ROOT / "deploy/terraform"
MODULE = {path.stem: path.read_text(encoding="utf-8") for path in (TERRAFORM / "modules/servio").glob("*.tf")}


@pytest.mark.parametrize("sizes", [STAGING, PRODUCTION], ids=["staging", "production"])
def test_sizes_are_those_of_the_root_module(sizes: Sizes) -> None:
    root = (TERRAFORM / sizes.environment / "main.tf").read_text(encoding="utf-8")
    told = re.findall(r'^\s+(\w+)\s+= "?([^"\n]+)"?$', root, re.MULTILINE)
    told = [(key, value) for key, value in told if not value.startswith(("var.", "local."))]
    windows = [value for key, value in told if key == "maintenance_window"]
    assert windows == [sizes.db_maintenance, sizes.cache_maintenance]
    words = {key: value for key, value in told if hasattr(sizes, key)}
    assert words == {key: str(getattr(sizes, key)).lower() for key in words}
    assert len(words) == 10
    assert tuple(value.removeprefix("https://") for key, value in told if key in ("web", "api")) == sizes.hosts


def test_secrets_are_those_of_the_module() -> None:
    default = re.search(r'variable "secret_names".*?default = \[(.*?)\]', MODULE["variables"], re.DOTALL)
    assert default
    assert tuple(re.findall(r'"(\w+)"', default[1])) == SECRETS


def test_alarms_and_parameters_are_those_of_the_module() -> None:
    alarms = re.findall(
        r'^    ([\w-]+) += \{.*metric = "(\w+)".*above = (\d+), minutes = (\d+)', MODULE["alarms"], re.MULTILINE
    )
    assert len(alarms) == len(ALARMS) - 1  # of storage there is one by itself
    for name, metric, above, minutes in alarms:
        assert ALARMS[name][1::2] == (metric, int(above))
        assert ALARMS[name][4] == int(minutes)
    parameters = re.findall(r'parameter \{\s+name  = "([\w.]+)"\s+value = "(\w+)"', MODULE["database"])
    assert dict(parameters) == PARAMETERS
