"""Entry point of `python -m servio_sandbox`: signals are caught before anything slow is imported."""

import gc
import os

from servio_sandbox.server.shutdown import Stop

if __name__ == "__main__":
    stop = Stop()
    stop.on_signals()

    gc.disable()  # until it serves: what is imported and built stays, and is no garbage
    from servio_sandbox.cli import main

    # Everything is closed when `main` returns: to take 600 modules down one by one would only cost 0.2 s.
    os._exit(main(stop))
