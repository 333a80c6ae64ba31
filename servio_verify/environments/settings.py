"""Settings: an environment from its layers `environments/NAME.toml`, `.env.NAME`, the process environment.

They are read once in a run; other processes of the run get `Environment.to_settings`.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import ValidationError

from servio_verify.environments.addresses import leads_away, led_elsewhere
from servio_verify.environments.model import PRODUCTION_HOSTS, SANDBOX_ACCOUNT, Environment
from servio_verify.errors import UsageError

DEPLOYMENT_KEYS = {"NEXT_PUBLIC_APP_URL": "web_url", "NEXT_PUBLIC_API_URL": "api_url"}
DEPLOYMENT_KEYS |= {"NEXT_PUBLIC_SENTRY_DSN": "sentry_dsn"}
"""Keys of Servio's own dotenv file that are settings of ours (docs/CONTRACT.md, Environments)."""

DEPLOYMENT_SECRETS = (
    "DATABASE_URL",
    "REDIS_URL",
    "SUPABASE_SERVICE_ROLE_KEY",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "LAUNCHDARKLY_SDK_KEY",
    "UNLEASH_API_KEY",
    "DATADOG_API_KEY",
    "DATADOG_APP_KEY",
    "SLACK_WEBHOOK_URL",
)
"""Keys of the same file whose values may reach no browser and no artifact."""

CREDENTIALS = ("email", "password", "email_2", "password_2", "api_key")
KEYS = {field.alias or name for name, field in Environment.model_fields.items()} - {"led_elsewhere"}
IN_A_FILE = sorted(KEYS - {"name", "secrets", *CREDENTIALS})
PROCESS_ONLY = ("SERVIO_EXPECT_BUILD", "SERVIO_HISTORY", "SERVIO_STATE", "SERVIO_RUNS")
TYPO = 0.9
"""From this likeness on, a key is taken for a mistyped one: Servio's own file may hold a `SERVIO_API_PORT`."""

OVERRIDES = [f"SERVIO_{key.upper()}" for key in (*IN_A_FILE, *CREDENTIALS)]
PLACEHOLDER = re.compile(r"x{4,}", re.IGNORECASE)
_UNEXPANDED = re.compile(r"\$\{[^}]*\}|\$\([^)]*\)")
"""What a shell or a pipeline should have put a value for."""


class SettingsError(UsageError):
    """A mistake in the settings, told in one line that says what to do."""


def known_environments(root: Path) -> list[str]:
    """Return the names of the environments that have a file."""
    return sorted(path.stem for path in (root / "environments").glob("*.toml"))


def refuse_unknown(name: str, root: Path) -> None:
    """Raise SettingsError where no environment has that name."""
    names = known_environments(root)
    if not names:
        raise SettingsError(f"no environments/ in {root}: run this in the project's folder")
    if name not in names:
        raise SettingsError(f"unknown environment {name!r}; known: {', '.join(names)} (add environments/{name}.toml)")


def read_environment(name: str, root: Path, process: Mapping[str, str]) -> Environment:
    """Return the environment of that name.

    Over the TOML file lies the dotenv file where there is one, over that the process environment;
    in both, `SERVIO_<KEY>` is stronger than a key of the deployment. Raises SettingsError.
    """
    toml = _toml(name, root)
    dotenv_path = root / f".env.{name}"
    dotenv = _dotenv(dotenv_path)
    _refuse_unread(dotenv_path.name, dotenv)
    read = {*DEPLOYMENT_KEYS, *DEPLOYMENT_SECRETS, *OVERRIDES}
    _refuse_placeholders("process environment", {key: process[key] for key in read & process.keys()})
    deployment = {key: value for layer in (dotenv, process) for key, value in layer.items() if value}
    _refuse_mangled(dotenv_path.name, dotenv)
    _refuse_mangled("process environment", process)
    values = toml | _overrides(dotenv) | _overrides(process)
    if "sandbox" in values:
        _complete_sandbox(values)
    _need_addresses(name, values)
    values["led_elsewhere"] = led_elsewhere(name, toml, {dotenv_path.name: dotenv, "the process environment": process})
    if leads_away(PRODUCTION_HOSTS, toml, values):
        raise SettingsError(f"{values['led_elsewhere']}: unset it, or write a file of its own for what is there")
    secrets = {key: deployment[key] for key in DEPLOYMENT_SECRETS if key in deployment}
    try:
        environment = Environment.model_validate(values | {"name": name, "secrets": secrets})
    except ValidationError as error:
        raise SettingsError(f"environment {name!r}: {_one_line(error)}") from None
    if environment.writes and not (environment.email and environment.password):
        missing = [f"SERVIO_{key.upper()}" for key in ("email", "password") if not values.get(key)]
        raise SettingsError(
            f"environment {name!r} has no {' and no '.join(missing)}: "
            f"set {'them' if missing[1:] else 'it'} in {dotenv_path.name} or in the process environment"
        )
    return environment


def _toml(name: str, root: Path) -> dict[str, Any]:
    refuse_unknown(name, root)
    path = root / "environments" / f"{name}.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"environments/{path.name}: {error}") from None
    for key in values:
        if key in CREDENTIALS:
            raise SettingsError(
                f"environments/{path.name}: {key!r} does not belong in a file that is committed; "
                f"set SERVIO_{key.upper()} in .env.{name} or in the process environment"
            )
        if key not in IN_A_FILE:
            near = difflib.get_close_matches(key, IN_A_FILE, n=1, cutoff=0)[0]
            raise SettingsError(f"environments/{path.name}: unknown key {key!r}; did you mean {near!r}?")
    return values


def _dotenv(path: Path) -> dict[str, str]:
    try:
        values = {key: value for key, value in dotenv_values(path).items() if value} if path.is_file() else {}
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path.name}: {error}") from None
    _refuse_placeholders(path.name, values)
    return values


def _refuse_placeholders(layer: str, values: Mapping[str, str]) -> None:
    left = [key for key, value in values.items() if PLACEHOLDER.search(value)]
    if left:
        said = "hold the sample's xxxx; fill them in or delete them"
        if not left[1:]:
            said = "holds the sample's xxxx; fill it in or delete it"
        raise SettingsError(f"{layer}: {', '.join(left)} still {said}")


def _refuse_mangled(layer: str, values: Mapping[str, str]) -> None:
    """Raise SettingsError for a credential that cannot be meant as it stands; its value is not shown."""
    for key in (f"SERVIO_{name.upper()}" for name in CREDENTIALS):
        value = values.get(key, "")
        if value.splitlines()[1:] or value.endswith(("\n", "\r")):
            raise SettingsError(f"{layer}: {key} holds a line end; write the value alone (printf, not echo)")
        if value != value.strip():
            raise SettingsError(f"{layer}: {key} begins or ends with white space; write the value alone")
        if _UNEXPANDED.search(value):
            raise SettingsError(f"{layer}: {key} holds an unexpanded ${{…}} or $(…); set the value itself")


def _refuse_unread(layer: str, values: Mapping[str, str]) -> None:
    """Raise SettingsError for a key that was meant for us and is not read here; Servio may have others."""
    for key in values.keys() - OVERRIDES:
        if key in PROCESS_ONLY:
            raise SettingsError(f"{layer}: {key} is not read from here; only the process environment may have it")
        if near := difflib.get_close_matches(key, OVERRIDES, n=1, cutoff=TYPO):
            raise SettingsError(f"{layer}: {key} is not read from here; did you mean {near[0]}?")


def _overrides(layer: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {ours: layer[theirs] for theirs, ours in DEPLOYMENT_KEYS.items() if layer.get(theirs)}
    for key in (*IN_A_FILE, *CREDENTIALS):
        if text := layer.get(f"SERVIO_{key.upper()}"):
            values[key] = text.split() if key == "sandbox" else text
    return values


def _complete_sandbox(values: dict[str, Any]) -> None:
    """Fill in the sandbox's published account; its addresses are known when it is started."""
    values.setdefault("email", SANDBOX_ACCOUNT[0])
    values.setdefault("password", SANDBOX_ACCOUNT[1])


def _need_addresses(name: str, values: Mapping[str, Any]) -> None:
    missing = [key for key in ("web_url", "api_url") if not values.get(key)]
    if missing and not ("sandbox" in values and len(missing) == 2):
        raise SettingsError(
            f"environment {name!r} has no {' and no '.join(missing)}: "
            f"set {' and '.join(f'SERVIO_{key.upper()}' for key in missing)} or environments/{name}.toml"
        )


def _one_line(error: ValidationError) -> str:
    messages = []
    for detail in error.errors(include_url=False, include_input=False, include_context=False):
        key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in detail["loc"])
        messages.append(f"{key}: {detail['msg']}" if key else str(detail["msg"]))
    return "; ".join(messages).replace("Value error, ", "")
