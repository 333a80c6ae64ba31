"""The sandbox's faults: listed, named, switched on."""

import json
import subprocess

from selftest.support.processes import ROOT
from selftest.support.sandbox import COMMAND, refused, running


def test_an_unknown_fault_is_one_line_with_the_nearest() -> None:
    code, told = refused("--fault", "home-50")
    assert (code, told.count("\n")) == (4, 1)
    assert "did you mean home-500?" in told


def test_every_fault_is_listed_and_can_be_switched_on() -> None:
    listed = subprocess.run([*COMMAND, "--list-faults", "--json"], capture_output=True, text=True, cwd=ROOT)
    faults = json.loads(listed.stdout)
    assert {fault["tier"] for fault in faults} == {"smoke", "e2e", "performance", "situation"}
    assert all(fault.keys() == {"name", "tier", "description", "https", "style"} for fault in faults)
    options = [
        option
        for fault in faults
        if fault["tier"] == "smoke" and not fault["style"]
        for option in ("--fault", fault["name"])
    ]
    with running("--https", *options) as found:
        assert found.facts["web_url"]
