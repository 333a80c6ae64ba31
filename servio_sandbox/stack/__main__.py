"""Entry point of `python -m servio_sandbox.stack`."""

import signal
import sys
from types import FrameType

from servio_sandbox.stack.cli import main


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)  # as Ctrl-C: what was begun is cleared away
    sys.exit(main())
