"""The command `servio-verify`."""

import subprocess
from pathlib import Path

from selftest.support import forked_run
from selftest.support.processes import ROOT


def servio_verify(folder: Path, environ: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run it in this folder."""
    ours = environ | {"PYTHONPATH": str(ROOT)}
    return forked_run.run("servio_verify.cli", *arguments, folder=folder, environ=ours, timeout=180)
