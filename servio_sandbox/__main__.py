"""Entry point of `python -m servio_sandbox`: signals are caught before anything slow is imported."""

from servio_sandbox.server.shutdown import Stop

if __name__ == "__main__":
    stop = Stop()
    stop.on_signals()

    from servio_sandbox.cli import main

    raise SystemExit(main(stop))
