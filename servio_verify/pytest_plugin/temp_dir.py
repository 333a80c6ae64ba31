"""One temporary folder for all that a run starts, so that none is forgotten however the run ends."""

import os
import shutil
import tempfile

import pytest


def keep_together(config: pytest.Config) -> None:
    """Make the folder, and remove it when pytest ends."""
    folder = tempfile.mkdtemp(prefix="sv-")
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    if config.pluginmanager.has_plugin("cacheprovider") and config.cache:
        os.environ.setdefault("NODE_COMPILE_CACHE", str(config.cache.mkdir("node")))

    def clean() -> None:
        tempfile.tempdir = None
        os.environ.pop("TMPDIR") if before is None else os.environ.update(TMPDIR=before)
        shutil.rmtree(folder, ignore_errors=True)

    config.add_cleanup(clean)
