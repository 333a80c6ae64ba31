"""`servio-verify gate serve`: the newest verdict of a build, for Flagger and Argo Rollouts to ask for."""

import argparse
import os
import signal
from pathlib import Path

from servio_verify.cli.arguments import age
from servio_verify.cli.gate import shared
from servio_verify.deployment.gate import Deployed
from servio_verify.deployment.server import GateServer
from servio_verify.environments.settings import read_environment
from servio_verify.errors import UsageError
from servio_verify.run.progress import say

STOPPED = 128 + signal.SIGINT


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    shared.add_environment(parser)
    runs = Path(os.environ.get("SERVIO_RUNS", "runs"))
    longest = "a verdict that is older says nothing, as 30m, 2h or 1d (default: 1h)"
    parser.add_argument("--port", type=_port, default=8737, help="the port (default: 8737; 0 takes a free one)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    parser.add_argument(
        "--runs", type=Path, default=runs, metavar="FOLDER", help="the runs (default: $SERVIO_RUNS, else runs)"
    )
    parser.add_argument("--max-age", type=age, default="1h", metavar="AGE", help=longest)
    shared.add_promise(parser)
    parser.set_defaults(does=run)
    shared.with_examples(parser, "serve --env staging", "serve --env staging --max-age 30m --port 8737")


def run(options: argparse.Namespace) -> int:
    """Serve until a signal; return 130: it decided nothing itself. Raises UsageError."""
    environment = read_environment(options.env, Path.cwd(), os.environ, reads_only=True)
    deployed = Deployed(
        environment.name,
        build="",
        web_url=environment.web_origin,
        api_url=environment.api_origin,
        tiers=shared.tiers_of(options),
        whole=not options.accept_partial,
    )
    try:
        server = GateServer((options.host, options.port), options.runs, deployed, options.max_age)
    except OSError as error:
        raise UsageError(f"{options.host}:{options.port} cannot be listened on: {error.strerror}") from None
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with server:
        say(f"the verdicts on {environment.name}: http://{options.host}:{server.server_port} (Ctrl-C ends it)")
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            return STOPPED
    return STOPPED


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port")
    return int(text)
