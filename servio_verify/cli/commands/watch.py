"""`servio-verify watch`: the reading checks of smoke as a monitor."""

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from servio_verify.cli.arguments import age, count
from servio_verify.environments.layers import names
from servio_verify.errors import UsageError
from servio_verify.watching.loop import Plan
from servio_verify.watching.start import Told, watch

LEAST_SECONDS = 30
LAST_PORT = 65535
EXAMPLE = """\
Each round is a run of its own: the checks of smoke that only read, as on production. Nothing signs in, nothing is
created, and no run has to wait for it. A changed verdict is told: on the terminal, and in Slack (SLACK_WEBHOOK_URL).

exit codes: that of the strictest verdict that was told, or of the last round (0 GO, 1 NO-GO, 10 INCONCLUSIVE,
11 INVALID); 130 after Ctrl-C, 143 after SIGTERM; 4 for a mistake in the settings.

examples:
  servio-verify watch --env staging --every 5m
  servio-verify watch --env production --every 1m --metrics-port 9464      OpenMetrics at http://127.0.0.1:9464/metrics
  servio-verify watch --env staging --for 1h --otlp http://127.0.0.1:4318  for an hour after a deploy
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLE
    add_argument = parser.add_argument
    default = names.default()
    add_argument("--env", default=default, help="the environment to watch (default: $SERVIO_ENV, else local)")
    add_argument(
        "--every", type=_pace, default="5m", metavar="TIME", help="a round so often: 30s, 5m, 1h (default: 5m)"
    )
    add_argument("--for", dest="seconds", type=_seconds, metavar="TIME", help="end after this time (default: never)")
    add_argument("--rounds", type=_positive, metavar="N", help="end after so many rounds")
    add_argument(
        "--after",
        type=_positive,
        default=2,
        metavar="N",
        help="tell INCONCLUSIVE and INVALID after N rounds in a row (default: 2); GO and NO-GO are told at once",
    )
    add_argument("--metrics-port", type=_port, metavar="PORT", help="OpenMetrics on this port of 127.0.0.1 (0: any)")
    add_argument("--otlp", type=_collector, metavar="URL", help="push the same numbers to this collector (OTLP/HTTP)")


def run(options: argparse.Namespace) -> int:
    """Watch; return the exit code. Raises UsageError."""
    root = Path.cwd()
    if not (root / "pytest.ini").is_file():
        raise UsageError(f"there is no pytest.ini in {root}: run this in the project's folder")
    plan = Plan(options.env, options.every, options.rounds, options.seconds)
    return watch(plan, Told(options.after, options.metrics_port, options.otlp), root)


def _seconds(text: str) -> float:
    try:
        return age(text).total_seconds()
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write it like 30s, 5m or 1h") from None


def _pace(text: str) -> float:
    seconds = _seconds(text)
    if seconds < LEAST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text} is too often: {LEAST_SECONDS}s at least, a round takes some seconds")
    return seconds


def _positive(text: str) -> int:
    number = count(text)
    if not number:
        raise argparse.ArgumentTypeError("0 is none; give 1 or more, or leave it out")
    return number


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give one like 9464")
    return int(text)


def _collector(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise argparse.ArgumentTypeError("it must be an address like http://127.0.0.1:4318, without a password")
    return text
