"""`servio-verify init`: a first environment file of a target."""

import argparse
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from servio_verify.doctor import first_file, first_look, gate_lines
from servio_verify.doctor.finding import Finding, exit_code
from servio_verify.doctor.first_look import FirstLook
from servio_verify.doctor.screen import Screen
from servio_verify.environments.origins import is_loopback, origin
from servio_verify.environments.proxies import bypass_proxies_for_localhost
from servio_verify.run.progress import Progress, say

EXAMPLE = """\
It asks for a few usual addresses, signs in nowhere, and writes environments/NAME.toml and a sample of .env.NAME,
over its own work only as long as nobody has changed that. What a gate wants is taken from the process environment
(SERVIO_HEADERS, SERVIO_BASIC_AUTH__USER, ...). Where the target is not reached it writes nothing; exit codes as of
`doctor`: 10 where a gate kept it out, with a file that says so.

example: servio-verify init https://staging.example.com
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLE
    parser.add_argument("url", type=_page, metavar="URL", help="where the web app is")
    parser.add_argument("--api", type=_api, metavar="URL", help="where the API is (default: it is looked for)")
    parser.add_argument("--name", type=_name, help="of the environment (default: the first label of the host)")


def run(options: argparse.Namespace) -> int:
    """Look and write. Raises SettingsError where the file is there already."""
    root, (url, dropped) = Path.cwd(), options.url
    name = options.name or _name_of(url)
    first_file.refuse_existing(name, root)
    bypass_proxies_for_localhost(os.environ)
    given = gate_lines.given(os.environ)
    with Progress(f"looking at {url}") as progress:
        seen = first_look.look(name, url, options.api, given, progress.tell)
    screen = Screen()
    if dropped:
        say(f"only the origin {url} is looked at, not {dropped}: paths stand under [paths]")
    if (stopped := seen.stopped_by) and not _tells_a_setting(stopped):
        say("\n".join([*screen.findings(seen.groups()), f"not reached: environments/{name}.toml is not written"]))
        return exit_code(seen.groups())
    written = first_file.write(seen, root)
    say("\n".join([*screen.findings(seen.groups()), *_told(seen, [path.relative_to(root) for path in written])]))
    return exit_code(seen.groups()) if stopped else 0


def _tells_a_setting(stopped: Finding) -> bool:
    """Return whether a setting may get past what stopped the look, and so belongs in a file."""
    trust = "not trusted" in stopped.found or "client certificate" in stopped.found
    return stopped.step == "who" or (stopped.step == "TLS" and trust)


def _told(seen: FirstLook, written: list[Path]) -> list[str]:
    name = seen.environment.name
    if seen.stopped_by:
        return [
            f"wrote {' and '.join(map(str, written))}",
            "next: open the gate first. Give what it wants in the process environment, and run init again:",
            f"  {gate_lines.WAYS}",
            f"or set it in environments/{name}.toml, with api_url {gate_lines.PAGE}; then",
            f"  servio-verify doctor --env {name}",
        ]
    return [
        f"wrote {' and '.join(map(str, written))}",
        f"next: look over environments/{name}.toml; put SERVIO_EMAIL and SERVIO_PASSWORD into .env.{name}",
        f"(cp .env.{name}.example .env.{name}) and set writes = true; then",
        f"  servio-verify doctor --env {name}",
    ]


def _page(text: str) -> tuple[str, str]:
    """Return the origin of an address, which may lack its scheme, and what stands behind the origin."""
    host = urlsplit(f"//{text}").hostname or ""
    whole = text if "://" in text else f"{'http' if is_loopback(host) else 'https'}://{text}"
    parts = urlsplit(whole)
    if (parts.hostname or "").isdecimal() or ("://" not in text and "." not in host and not is_loopback(host)):
        raise argparse.ArgumentTypeError(f"{text!r} is no address; write it like https://staging.example.com")
    try:
        return origin(f"{parts.scheme}://{parts.netloc}"), parts.path.rstrip("/")
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _api(text: str) -> str:
    """Return the origin of the API, which is given without a path."""
    url, path = _page(text)
    if path:
        advice = f'give {url}, and set api = "{path}" under [paths] afterwards'
        raise argparse.ArgumentTypeError(f"{text!r} has a path: {advice}")
    return url


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][\w-]*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no name: letters, digits, '-' and '_' only")
    return text


def _name_of(url: str) -> str:
    """Return the first label of the host that names it; an address has none."""
    host = urlsplit(url).hostname or ""
    labels = [label for label in host.split(".") if label not in ("www", "app", "web")]
    return "here" if is_loopback(host) else re.sub(r"[^\w-]", "-", labels[0] if labels else host)
