"""Options of the command line for styles."""

import argparse
import json
from pathlib import Path

from servio_sandbox.settings import LIMIT_DIALECTS, StyleOptions


def add_style_options(parser: argparse.ArgumentParser) -> None:
    """Add the options for styles, in a group of their own."""
    group = parser.add_argument_group("styles", "healthy habits of real stacks; --list-styles describes them")
    group.add_argument(
        "--style", action="append", default=[], metavar="NAME", help="have these habits; repeatable, or NAME,NAME"
    )
    group.add_argument("--list-styles", action="store_true", help="describe the styles and exit (also with --json)")
    group.add_argument("--limit-dialect", choices=LIMIT_DIALECTS, help="headers in which the rate limit is told")
    for option, metavar, text in (
        ("token-seconds", "S", "supabase: how long an access token lives (default: 300)"),
        ("search-lag", "S", "late: how late a search is (default: 3)"),
        ("replica-lag", "S", "late: how late what is read is (default: 0.5)"),
        ("hydration-delay", "MS", "next: until the page answers (default: 400)"),
        ("code-period", "S", "two-factor: how long a code is good (default: 30)"),
    ):
        name = option.replace("-", "_")
        default = getattr(StyleOptions, name)
        group.add_argument(f"--{option}", type=_duration, default=default, metavar=metavar, help=text)
    group.add_argument("--sentry-sdk", type=Path, metavar="FILE", help="sentry: a script with `window.Sentry`")
    group.add_argument("--sentry-dsn", default="", metavar="URL", help="sentry: whom to report to (default: itself)")
    group.add_argument("--sentry-options", default="", metavar="JS", help="sentry: more for `Sentry.init`")


def style_names(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the names that were given, checked; SandboxError for one that is none."""
    names = tuple(name for given in options.style for name in given.split(","))
    if names:
        from servio_sandbox.styles.registry import find_style  # slow to import

        for name in names:
            find_style(name)
    return names


def style_options(options: argparse.Namespace) -> StyleOptions:
    """Return the options of the styles."""
    return StyleOptions(
        options.limit_dialect,
        options.token_seconds,
        options.search_lag,
        options.replica_lag,
        options.hydration_delay,
        max(int(options.code_period), 1),
        options.sentry_sdk,
        options.sentry_dsn,
        options.sentry_options,
    )


def styles_text(*, as_json: bool) -> str:
    """Return what `--list-styles` prints: each style, and the settings that it needs."""
    from servio_sandbox.styles.registry import every_style

    styles = every_style()
    if as_json:
        return json.dumps([style.summary for style in styles])
    width = max(len(style.name) for style in styles)
    lines = []
    for style in styles:
        lines.append(f"{style.name:{width}}  {style.description}")
        for need in style.needs:
            lines.append(f"{'':{width}}  needs {', '.join(need.toml.splitlines())}: {need.why}")
    return "\n".join(lines)


def _duration(text: str) -> float:
    amount = float(text)
    if not 0 <= amount < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no duration")
    return amount
