"""`servio-verify init`: a first environment file of a target."""

import argparse
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from servio_verify.doctor import first_file, first_look
from servio_verify.doctor.finding import exit_code
from servio_verify.doctor.first_look import FirstLook
from servio_verify.doctor.screen import Screen
from servio_verify.environments.fields import is_loopback, origin
from servio_verify.environments.proxies import bypass_proxies_for_localhost
from servio_verify.run.progress import Progress, say

EXAMPLE = """\
It asks for a few usual addresses, signs in nowhere, and writes environments/NAME.toml (never over another file)
and a sample of .env.NAME. Where the target is not reached it writes nothing; exit codes as of `doctor`.

example: servio-verify init https://staging.example.com
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXAMPLE
    parser.add_argument("url", type=_origin, metavar="URL", help="where the web app is")
    parser.add_argument("--api", type=_origin, metavar="URL", help="where the API is (default: it is looked for)")
    parser.add_argument("--name", type=_name, help="of the environment (default: the first label of the host)")


def run(options: argparse.Namespace) -> int:
    """Look and write. Raises SettingsError where the file is there already."""
    root, name = Path.cwd(), options.name or _name_of(options.url)
    first_file.refuse_existing(name, root)
    bypass_proxies_for_localhost(os.environ)
    with Progress(f"looking at {options.url}") as progress:
        seen = first_look.look(name, options.url, options.api, progress.tell)
    screen = Screen()
    if (stopped := seen.stopped_by) and stopped.step not in ("TLS", "who"):
        say("\n".join([*screen.findings(seen.groups()), f"not reached: environments/{name}.toml is not written"]))
        return exit_code(seen.groups())
    written = first_file.write(seen, root)
    say("\n".join([*screen.findings(seen.groups()), *_told(seen, [path.relative_to(root) for path in written])]))
    return 0


def _told(seen: FirstLook, written: list[Path]) -> list[str]:
    name = seen.environment.name
    return [
        f"wrote {' and '.join(map(str, written))}",
        f"next: look over environments/{name}.toml; put SERVIO_EMAIL and SERVIO_PASSWORD into .env.{name}",
        f"(cp .env.{name}.example .env.{name}) and set writes = true; then",
        f"  servio-verify doctor --env {name}",
    ]


def _origin(text: str) -> str:
    """Return the origin of an address, which may have a path and lack its scheme."""
    host = urlsplit(f"//{text}").hostname or ""
    whole = text if "://" in text else f"{'http' if is_loopback(host) else 'https'}://{text}"
    parts = urlsplit(whole)
    try:
        return origin(f"{parts.scheme}://{parts.netloc}")
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][\w-]*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no name: letters, digits, '-' and '_' only")
    return text


def _name_of(url: str) -> str:
    """Return the first label of the host that names it; an address has none."""
    host = urlsplit(url).hostname or ""
    labels = [label for label in host.split(".") if label not in ("www", "app", "web")]
    return "here" if is_loopback(host) else re.sub(r"[^\w-]", "-", labels[0] if labels else host)
