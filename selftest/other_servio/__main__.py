"""Runs as `python -m selftest.other_servio`."""

import sys

from selftest.other_servio.cli import main

if __name__ == "__main__":
    sys.exit(main())
