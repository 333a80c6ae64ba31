"""A first environment file, made of what one look at a target found; what is not known stands there as a comment."""

from collections.abc import Iterator
from pathlib import Path

from servio_verify.doctor import gate_lines
from servio_verify.doctor.first_look import FirstLook
from servio_verify.doctor.looks import builds, keys
from servio_verify.doctor.looks.limits import announced_by
from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.environments.permissions import is_production

_WIDTH = 46
"""Where a comment begins behind a value."""

DOTENV = """\
# Copy to .env.{name} and fill in. Never commit the copy.
SERVIO_EMAIL=xxxx
SERVIO_PASSWORD=xxxx
# A second account, for what one account may see of another's; delete it if there is none.
SERVIO_EMAIL_2=xxxx
SERVIO_PASSWORD_2=xxxx
"""


def refuse_existing(name: str, root: Path) -> None:
    """Raise SettingsError where the file cannot be written, or would be written over another."""
    if not (root / "environments").is_dir():
        raise SettingsError(f"no environments/ in {root}: run this in the project's folder")
    file = root / "environments" / f"{name}.toml"
    if file.exists() and not gate_lines.is_as_written(file):
        raise SettingsError(f"environments/{name}.toml is there already: give another --name, or delete it")


def write(seen: FirstLook, root: Path) -> tuple[Path, ...]:
    """Write the environment file and a sample of its dotenv file; return what was written.

    Over a file of the same name only where that is as it was written here. Raises SettingsError.
    """
    name = seen.environment.name
    refuse_existing(name, root)
    file, sample = root / "environments" / f"{name}.toml", root / f".env.{name}.example"
    text = "\n".join(lines(seen)) + "\n"
    file.write_text(gate_lines.sealed(text), encoding="utf-8")
    if sample.exists() and not gate_lines.is_as_written(sample):
        return (file,)
    own = "".join(_of_variable(variable, text) for variable in gate_lines.variables(text))
    sample.write_text(gate_lines.sealed(DOTENV.format(name=name) + own), encoding="utf-8")
    return (file, sample)


def _of_variable(variable: str, text: str) -> str:
    """Return the sample's line of a variable; behind # where the file refers to it behind # only."""
    is_used = any(f"${{{variable}}}" in line and not line.startswith("#") for line in text.splitlines())
    return f"{'' if is_used else '# '}{variable}=xxxx\n"


def lines(seen: FirstLook) -> Iterator[str]:
    """Yield the lines of the file."""
    environment = seen.environment
    yield f"# Made by `servio-verify init {environment.web_url}`. Look over the lines that begin with #."
    yield _line(f'web_url = "{environment.web_url}"', "origin of the web app")
    yield from _api(seen)
    yield from _build(seen)
    yield _line("writes = false", f"true, once a test user stands in .env.{environment.name}: checks sign in and write")
    yield _line("load = false", "true where load may be put on it")
    if environment.allow_http:
        yield _line("allow_http = true", "it is spoken to without TLS")
    yield from _word(seen)
    *settings, tables = _gate(seen)
    yield from settings
    yield from _stopped(seen)
    yield from _tables(seen)
    if tables:
        yield tables
    for origin in seen.origins:
        yield from (f"# announced: {limit} ({limit.header}, {origin.name})" for limit in announced_by(origin))


def _api(seen: FirstLook) -> Iterator[str]:
    if seen.api_url is None:
        yield _line('# api_url = "https://…"', "origin of the API: not found; the same as web_url?")
    else:
        one = "the same: one origin for both" if seen.api_url == seen.environment.web_url else "origin of the API"
        yield _line(f'api_url = "{seen.api_url}"', one)


def _build(seen: FirstLook) -> Iterator[str]:
    if seen.builds:
        yield _line(builds.line(seen.builds[0].source), f"tells {seen.builds[0]}")
    else:
        yield _line('# build = "header:X-Build"', "where the build is told: not found; docs/environments.md")


def _word(seen: FirstLook) -> Iterator[str]:
    words = [word for word in seen.words if word.lower() != seen.environment.name.lower()]
    if not words:
        return
    if is_production(words[0]):
        yield _line(f'# says_environment = "{words[0]}"', "it says so: set this only where that is NODE_ENV's word")
    else:
        yield _line(f'says_environment = "{words[0]}"', "what it calls itself")


def _stopped(seen: FirstLook) -> Iterator[str]:
    """Yield what kept us from the rest, with the setting that may get past it."""
    stopped = seen.stopped_by
    if stopped is None:
        return
    yield f"# {stopped.step}: {stopped.found}"
    yield f"#   {stopped.advice}"
    if stopped.step == "who" or "client certificate" in stopped.found:
        yield from (f"# {line}" for line in keys.sample(stopped.found))
        yield f"# (a value that stands as ${{…}} comes from .env.{seen.environment.name})"
        yield f"#   {gate_lines.PAGE}"


def _gate(seen: FirstLook) -> Iterator[str]:
    """Yield the keys that a gate was given, and last all its tables as one text."""
    told = list(gate_lines.lines(seen.given))
    first = next((number for number, line in enumerate(told) if line.startswith("\n[")), len(told))
    yield from told[:first]
    yield "\n".join(told[first:])


def _tables(seen: FirstLook) -> Iterator[str]:
    unfound = [f'# {key} = "/…"   # at no usual address' for key in seen.proposal.unfound if key == "login"]
    if unfound and "paths" not in seen.proposal.tables:
        yield "\n[paths]"
    yield from unfound
    for line in seen.proposal.asking().lines():
        yield f"\n{line}" if line.startswith("[") else line
    if seen.proposal.asks:
        yield "\n# [resources]     # where the API has none of these at all; its base may be another one: [paths] api"
        yield "# venues = false"


def _line(setting: str, comment: str) -> str:
    return f"{setting:<{_WIDTH}} # {comment}"
