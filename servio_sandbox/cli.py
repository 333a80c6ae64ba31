"""Command line of `python -m servio_sandbox`."""

import argparse
import json
import secrets
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from servio_sandbox.log import say
from servio_sandbox.server.shutdown import Stop
from servio_sandbox.server.sockets import listeners
from servio_sandbox.settings import FIRST, SECOND, SandboxError, Settings
from servio_sandbox.styles.command_line import add_style_options, style_names, style_options, styles_text
from servio_sandbox.task_options import add_task_options, from_environment, task_options

EXAMPLES = """\
examples:
  python -m servio_sandbox                           any free ports, a fresh database
  python -m servio_sandbox --web-port 3000 --api-port 3001
  python -m servio_sandbox --https                   with a certificate authority of its own
  python -m servio_sandbox --fault home-500 --fault health-slow
  python -m servio_sandbox --style supabase,next     with habits of a real stack
  python -m servio_sandbox --build a1b2c3d --build e4f5a6b    two tasks behind one address
  python -m servio_sandbox --database postgresql+psycopg://servio@localhost/servio
  python -m servio_sandbox --database env:DATABASE_URL --redis env:REDIS_URL --redis-ca ca.pem \\
      --web-port 3000 --api-port 3001 --public-web https://localhost:8443 --public-api https://localhost:8444 \\
      --api-key env:SERVIO_API_KEY --build a1b2c3d    one of several tasks behind a balancer
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the options."""
    parser = argparse.ArgumentParser(
        prog="python -m servio_sandbox",
        description="A Servio of our own: web app and API on two ports of 127.0.0.1. Ctrl-C stops it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--web-port", type=_port, default=0, metavar="N", help="port of the web app (0: any free one)")
    parser.add_argument("--api-port", type=_port, default=0, metavar="N", help="port of the API (0: any free one)")
    parser.add_argument("--https", action="store_true", help="serve HTTPS; two more ports redirect from http")
    parser.add_argument("--database", metavar="URL", help="default: SQLite in a temporary folder")
    parser.add_argument("--api-key", metavar="KEY", help="API key of the first account (default: a random one)")
    parser.add_argument(
        "--password", default=FIRST.password, help="password of the first account (default: the published)"
    )
    parser.add_argument("--environment", metavar="NAME", default=Settings.environment, help="what it says that it is")
    parser.add_argument("--build", action="append", metavar="ID", help="build to name; several answer in turn")
    parser.add_argument("--delay", type=_amount, default=0, metavar="MS", help="added to every answer")
    parser.add_argument("--jitter", type=_amount, default=0, metavar="MS", help="random part added to every answer")
    parser.add_argument(
        "--rate-limit", type=_amount, default=60_000, metavar="N", help="requests a minute (0: no limit)"
    )
    parser.add_argument("--sign-in-limit", type=_amount, default=0, metavar="N", help="sign-ins a minute (0: no limit)")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME", help="have this defect; repeatable")
    parser.add_argument("--list-faults", action="store_true", help="describe the faults and exit (also with --json)")
    parser.add_argument("--json", action="store_true", help="say where it is in one line of JSON, once it listens")
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop when standard input ends")
    parser.add_argument("--verbose", action="store_true", help="log every request")
    add_task_options(parser)
    add_style_options(parser)
    return parser


def main(stop: Stop, arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code, 4 where the sandbox cannot start."""
    options = build_parser().parse_args(arguments)
    try:
        if options.list_faults:
            _list_faults(as_json=options.json)
        elif options.list_styles:
            say(styles_text(as_json=options.json))
        else:
            if options.fault:
                _check_faults(options.fault)
            _run(options, stop)
    except SandboxError as error:
        say(f"servio_sandbox: {error}", sys.stderr.fileno())
        return 4
    return 0


def _run(options: argparse.Namespace, stop: Stop) -> None:
    styles, task = style_names(options), task_options(options)
    database, api_key = from_environment(options.database), from_environment(options.api_key)
    if options.until_stdin_closes:
        stop.on_end_of_stdin()
    with (
        TemporaryDirectory(prefix="servio-sandbox-") if options.https or not database else nullcontext("") as folder,
        listeners(options.web_port, options.api_port, https=options.https, host=task.listen) as ports,
    ):
        from servio_sandbox.server.runner import run_sandbox  # slow to import: ports and faults are checked first

        settings = Settings(
            folder=Path(folder),
            origins=ports.origins.seen_as(options.public_web, options.public_api),
            database_url=database or f"sqlite:///{folder}/servio.db",
            api_key=api_key or f"servio_{secrets.token_urlsafe(24)}",
            password=options.password,
            environment=options.environment,
            builds=tuple(options.build or Settings.builds),
            delay=options.delay,
            jitter=options.jitter,
            rate_limit=options.rate_limit,
            sign_in_limit=options.sign_in_limit,
            styles=styles,
            style_options=style_options(options),
            faults=tuple(options.fault),
            verbose=options.verbose,
            task=task,
        )

        def ready(ca_file: Path | None) -> None:
            say(json.dumps(_facts(settings, ca_file)) if options.json else _greeting(settings, ca_file))

        if not stop.requested:
            run_sandbox(settings, ports, stop, ready)
    say("sandbox stopped", sys.stderr.fileno())


def _facts(settings: Settings, ca_file: Path | None) -> dict[str, Any]:
    return {
        "web_url": settings.origins.web,
        "api_url": settings.origins.api,
        "web_http_url": settings.origins.plain_web,
        "api_http_url": settings.origins.plain_api,
        "ca_file": str(ca_file) if ca_file else None,
        "email": FIRST.email,
        "password": settings.password,
        "second_email": SECOND.email,
        "second_password": SECOND.password,
        **_codes(settings),
        "api_key": settings.api_key,
        "database": settings.public_database_url,
    }


def _codes(settings: Settings) -> dict[str, str]:
    if "two-factor" not in settings.styles:
        return {}
    from servio_sandbox.styles.two_factor import told  # slow to import

    return told(settings.style_options.code_period)


def _greeting(settings: Settings, ca_file: Path | None) -> str:
    lines = [
        "Servio is open.",
        f"  web app   {settings.origins.web}",
        f"  API       {settings.origins.api}",
        *(f"  account   {person.email} / {person.password}" for person in (FIRST, SECOND)),
    ]
    if ca_file:
        lines.append(f"  CA        {ca_file}")
        lines.append(f"  redirects {settings.origins.plain_web} and {settings.origins.plain_api}")
    if settings.styles:
        lines.append(f"  styles    {', '.join(settings.styles)}")
    if settings.faults:
        lines.append(f"  faults    {', '.join(settings.faults)}")
    return "\n".join([*lines, "Ctrl-C stops it."])


def _check_faults(names: list[str]) -> None:
    from servio_sandbox.faults.registry import find_fault

    for name in names:
        find_fault(name)


def _list_faults(*, as_json: bool) -> None:
    from servio_sandbox.faults.registry import every_fault

    faults = every_fault()
    if as_json:
        say(json.dumps([fault.summary for fault in faults]))
        return
    width = max(len(fault.name) for fault in faults)
    say("\n".join(f"{fault.name:{width}}  {fault.tier:11}  {fault.description}" for fault in faults))


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{port} is no port")
    return port


def _amount(text: str) -> int:
    amount = int(text)
    if amount < 0:
        raise argparse.ArgumentTypeError(f"{amount} is less than 0")
    return amount
