"""The options of `locust` beyond Locust's own."""

import argparse
import os
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

from servio_verify.environments.layers import names
from servio_verify.errors import UsageError
from servio_verify.run import files
from servio_verify.run.identity import Run, new_run_id
from servio_verify.run.polling import seconds

DEFAULT_PROFILE = "staging"
DEFAULT_WAIT = 30.0
USER = "LoadUser"


def add(parser: Any) -> None:
    """Add the options. Names of files are looked up by the set-up, whose mistakes end likewise: a line, exit code 4."""
    parser.error = lambda message: _refuse(parser, message)
    for option in parser._option_string_actions["--profile"], parser._option_string_actions["--stop-timeout"]:
        option.help = _HELP[option.dest]
    for action in parser._actions:
        if action.dest == "user_classes":
            action.type = _user  # Locust ends with 1, our NO-GO, where it knows none of that name
    group = parser.add_argument_group("Servio")
    group.add_argument(
        "--env",
        metavar="NAME",
        default=names.default(),
        help="the environment to load: a file in environments/ (default: $SERVIO_ENV or local)",
    )
    group.add_argument(
        "--baseline",
        metavar="FILE",
        help="the load.json to compare with (default: the last GO of this environment and profile)",
    )
    group.add_argument(
        "--wait",
        metavar="SECONDS",
        type=seconds,
        default=DEFAULT_WAIT,
        help=f"how long to wait until the target is up (default: {DEFAULT_WAIT:.0f})",
    )
    group.add_argument(
        "--fit-limits",
        action="store_true",
        help="run at a slower pace where the profile would exceed a rate limit of the target (default: refuse)",
    )
    group.add_argument(
        "--run-id", metavar="ID", type=_run_id, help="the run that this load belongs to (default: a new one)"
    )
    group.add_argument("--expect-build", type=_no_build, help=argparse.SUPPRESS)
    group.add_argument("--run-folder", metavar="DIR", help="where its files go (default: runs/<run id>/load)")


_HELP = {
    "profile": f"the load, by users or at a rate: a file in profiles/, or a .toml file (default: {DEFAULT_PROFILE})",
    "stop_timeout": "ignored: requests in flight may finish within the profile's timeout",
}


def runs(root: Path) -> Path:
    """Return where runs are kept, as the pytest side says it too."""
    return root / os.environ.get("SERVIO_RUNS", "runs")


def run_of(options: Any, root: Path) -> Run:
    """Return the run that the options name, with its folder made. Raises UsageError."""
    run_id = options.run_id or new_run_id()
    run = Run(run_id, Path(options.run_folder or runs(root) / run_id / files.LOAD))
    run.make_folder()
    return run


def remarks(parsed: Any) -> list[str]:
    """Return one line for each of these options that acts otherwise than in plain Locust."""
    lines = []
    given = {"-u": parsed.num_users, "-r": parsed.spawn_rate, "--run-time": parsed.run_time}
    if ignored := [option for option, value in given.items() if value is not None]:
        lines.append(f"{', '.join(ignored)} changes nothing here: the profile says how many users there are, and when")
    if not (parsed.headless or parsed.autostart):
        page = f"http://{parsed.web_host or '127.0.0.1'}:{parsed.web_port}"
        lines.append(f"waiting: press Start at {page} to begin; with --headless it begins by itself")
    return lines


def profile_of(options: Any) -> str:
    """Return the profile that is asked for; an empty name is none, and is refused when it is read."""
    return DEFAULT_PROFILE if options.profile is None else str(options.profile)


def baseline_of(options: Any, root: Path) -> Path:
    """Return the file to compare with."""
    from servio_verify.load.judgement import baseline  # a run of pytest reads the defaults above, and judges no load

    if options.baseline:
        return Path(options.baseline)
    return baseline.default_path(runs(root), options.env, Path(profile_of(options)).stem)


def _user(text: str) -> str:
    if text != USER:
        raise argparse.ArgumentTypeError(f"{text!r}: there is {USER} only; what it does is said by --profile")
    return text


def _no_build(_: str) -> NoReturn:
    raise argparse.ArgumentTypeError(
        "locust does not take it; `pytest -m load --expect-build` awaits that build, and then puts the load on it"
    )


def _run_id(text: str) -> str:
    if not re.fullmatch(r"[\w-]+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no id of a run: letters, digits and '-' only")
    return text


def _refuse(parser: Any, message: str) -> NoReturn:
    sys.stderr.write(f"{parser.prog}: error: {message}\n")
    sys.exit(UsageError.exit_code)
