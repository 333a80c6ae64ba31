"""Runs as `python selftest/other_servio` and as `python -m other_servio` from `selftest/`."""

import sys
from importlib import import_module
from pathlib import Path

# Run as a directory, this file has no package; the parent folder on the path gives it one.
sys.path[0] = str(Path(__file__).resolve().parents[1])

if __name__ == "__main__":
    sys.exit(import_module("other_servio.cli").main())
