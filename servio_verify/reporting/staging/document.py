"""The document itself, from the environment's file and its last accepted run."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from servio_verify.environments.layers.files import toml_file
from servio_verify.environments.layers.references import variables_in
from servio_verify.environments.settings import refuse_unknown
from servio_verify.reporting.pages import template
from servio_verify.reporting.staging import contents
from servio_verify.reporting.staging.accepted import Accepted
from servio_verify.reporting.staging.public import public

UNKNOWN = "unknown"
GATE = {
    "headers": "headers",
    "basic_auth": "basic authentication",
    "client_certificate": "a client certificate",
    "browser": "cookies or storage in the browser",
    "user_agent": "a User-Agent that a filter lets through",
}


def document(root: Path, environment: str, accepted: Accepted) -> str:
    """Return the document. Raises SettingsError where the environment has no file, or a mistake in it."""
    refuse_unknown(environment, root)
    told = toml_file(root, environment)
    return template("environment.jinja").render(
        name=environment,
        title=environment.capitalize(),
        addresses=list(_addresses(told)),
        gate=[words for key, words in GATE.items() if told.get(key)],
        variables=sorted(set(variables_in(told))),
        writes=bool(told.get("writes")),
        load=bool(told.get("load")),
        exclusive=bool(told.get("exclusive")),
        sections=[(each.title, [_row(line, accepted) for line in each.lines]) for each in contents.sections()],
        accepted=accepted,
        day=_day,
        unknown=UNKNOWN,
        comment=accepted.to_comment(),
    )


def _addresses(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, words in (("web_url", "Web app"), ("api_url", "API"), ("sentry_dsn", "Errors go to")):
        value = str(told.get(key) or "")
        if key == "sentry_dsn" and value:
            value = urlsplit(value).hostname or ""
        if value or key != "sentry_dsn":
            yield words, public(value) or UNKNOWN
    yield "Where it tells its build", public(str(told.get("build") or UNKNOWN))


def _row(line: contents.Line, accepted: Accepted) -> tuple[str, str, str]:
    shown = accepted.facts.get(line.fact)
    return line.label, shown.value if shown else UNKNOWN, _day(shown.at) if shown else UNKNOWN


def _day(at: datetime | date | None) -> str:
    return f"{at:%Y-%m-%d}" if at else UNKNOWN
