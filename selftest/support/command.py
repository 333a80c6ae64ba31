"""The command `servio-verify`."""

import subprocess
import sys
from pathlib import Path

from selftest.support.processes import ROOT


def servio_verify(folder: Path, environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "servio_verify.cli", *arguments],
        cwd=folder,
        env=environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
