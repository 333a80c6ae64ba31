"""Sentry's own browser SDK from npm, as one script that sets `window.Sentry`; built once for each version."""

import json
import shutil
import subprocess
import tempfile
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PINNED = json.loads((HERE / "package.json").read_text())["dependencies"]["@sentry/browser"]
INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
OTHER = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
BUILD = ("node_modules/.bin/esbuild", "entry.js", "--bundle", "--minify", "--format=iife", "--log-level=error")
SECONDS = 120


def bundle(config: pytest.Config, version: str = PINNED) -> Path:
    """Return the script, from pytest's cache or made anew; skip where npm or its registry is not there."""
    return built(config.cache.mkdir("sentry-sdk") if config.cache else Path(tempfile.mkdtemp()), version)


def built(place: Path, version: str = PINNED) -> Path:
    """Return the script in this folder, made anew where it is not there; skip where it cannot be made."""
    if not shutil.which("npm"):
        pytest.skip("no Node.js with npm on this machine")
    place.mkdir(parents=True, exist_ok=True)
    script = place / f"{version}.js"
    with (place / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not script.exists():
            _build(version, script)
    return script


def _build(version: str, script: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("entry.js", "package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        install = INSTALL if version == PINNED else (*OTHER, f"@sentry/browser@{version}")
        installed = _done(install, folder)
        if installed.returncode:
            pytest.skip(f"Sentry's SDK cannot be had from npm here: {installed.stderr.strip()[:80]}")
        _done((*BUILD, "--outfile=sdk.js"), folder).check_returncode()
        shutil.copy(Path(folder, "sdk.js"), f"{script}.part")
        Path(f"{script}.part").replace(script)


def _done(command: tuple[str, ...], folder: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
