"""Settings: an environment from its layers `environments/NAME.toml`, `.env.NAME`, the process environment.

They are read once in a run; other processes of the run get `Environment.to_settings`.
"""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from servio_verify.environments.gate import values as gate
from servio_verify.environments.layers.addresses import leads_away, led_elsewhere
from servio_verify.environments.layers.complaints import one_line
from servio_verify.environments.layers.files import dotenv_file, toml_file
from servio_verify.environments.layers.keys import (
    CREDENTIALS,
    DEPLOYMENT_KEYS,
    DEPLOYMENT_SECRETS,
    OVERRIDES,
    TABLES,
)
from servio_verify.environments.layers.marked import told
from servio_verify.environments.layers.mistakes import (
    SettingsError,
    refuse_committed_secrets,
    refuse_mangled,
    refuse_placeholders,
    refuse_unread,
)
from servio_verify.environments.layers.names import is_own, named
from servio_verify.environments.layers.overrides import laid_over
from servio_verify.environments.layers.references import resolved, variables_in
from servio_verify.environments.model import PRODUCTION_HOSTS, SANDBOX_ACCOUNT, Environment


def refuse_unknown(name: str, root: Path) -> None:
    """Raise SettingsError where no environment has that name."""
    names = named(root)
    if not names:
        raise SettingsError(f"no environments/ in {root}: run this in the project's folder")
    if not name:  # a pipeline's variable that is not set: nobody asked for the sandbox
        raise SettingsError(f"SERVIO_ENV or --env is empty: name an environment; known: {', '.join(names)}")
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        meant = f"did you mean {near[0]!r}? " if near else ""
        known = f"known: {', '.join(names)} (add environments/{name}.toml)"
        raise SettingsError(f"unknown environment {name!r}; {meant}{known}")


def read_environment(name: str, root: Path, process: Mapping[str, str], *, reads_only: bool = False) -> Environment:
    """Return the environment of that name; where nothing signs in or writes (`reads_only`), it needs no test user.

    Over the TOML file lies the dotenv file where there is one, over that the process environment;
    in both, `SERVIO_<KEY>` is stronger than a key of the deployment. Raises SettingsError.
    """
    refuse_unknown(name, root)
    toml, dotenv_name = toml_file(root, name), f".env.{name}"
    where = f"{dotenv_name} or in the process environment"
    refuse_committed_secrets(f"environments/{name}.toml", toml, where)
    referred = set(variables_in(toml))
    read = {*DEPLOYMENT_KEYS, *DEPLOYMENT_SECRETS, *OVERRIDES, *referred}
    dotenv = dotenv_file(root / dotenv_name, process, read)
    layers = {dotenv_name: dotenv, "process environment": process}
    refuse_unread(dotenv_name, dotenv, referred)
    refuse_placeholders("process environment", {key: process[key] for key in read & process.keys()})
    secret = {f"SERVIO_{key.upper()}" for key in CREDENTIALS} | referred
    values = toml
    for layer, variables in layers.items():
        refuse_mangled(layer, {key: variables[key] for key in secret & variables.keys()})
        values = laid_over(values, layer, variables)
    deployment = {key: value for layer in layers.values() for key, value in layer.items() if value}
    kept = _referred(values, deployment)
    values = resolved(values, deployment, f"environments/{name}.toml", where)
    refuse_mangled(f"environment {name!r}", {told(path): text for path, text in gate.texts(values).items()})
    _complete_sandbox(values)
    _need_addresses(name, values)
    values["led_elsewhere"] = _led_elsewhere(name, toml, values, layers)
    secrets = {key: deployment[key] for key in DEPLOYMENT_SECRETS if key in deployment}
    try:
        environment = Environment.model_validate(values | {"name": name, "secrets": secrets, "referred": kept})
    except ValidationError as error:
        raise SettingsError(f"environment {name!r}: {one_line(error)}") from None
    if not reads_only:
        _need_account(environment, where)
    return environment


def _referred(values: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, str]:
    """Return what tables refer to: those values are secrets."""
    names = {name for key in (*TABLES, "user_agent") for name in variables_in(values.get(key))}
    return {name: known[name] for name in sorted(names & known.keys())}


def _led_elsewhere(
    name: str, toml: Mapping[str, Any], values: Mapping[str, Any], layers: Mapping[str, Mapping[str, str]]
) -> str:
    """Return which addresses are not the file's; SettingsError where production's file leads away from production."""
    told_by = {layer if layer.startswith(".") else f"the {layer}": variables for layer, variables in layers.items()}
    line = led_elsewhere(name, toml, told_by)
    if leads_away(PRODUCTION_HOSTS, toml, values):
        raise SettingsError(f"{line}: unset it, or write a file of its own for what is there")
    return line


def _complete_sandbox(values: dict[str, Any]) -> None:
    """Fill in a sandbox's published account; its addresses are known when it is started."""
    if is_own(values):
        values.setdefault("email", SANDBOX_ACCOUNT[0])
        values.setdefault("password", SANDBOX_ACCOUNT[1])


def _need_account(environment: Environment, where: str) -> None:
    missing = [f"SERVIO_{key.upper()}" for key in ("email", "password") if not getattr(environment, key)]
    if environment.writes and missing:
        raise SettingsError(
            f"environment {environment.name!r} has no {' and no '.join(missing)}: "
            f"set {'them' if missing[1:] else 'it'} in {where}"
        )


def _need_addresses(name: str, values: Mapping[str, Any]) -> None:
    missing = [key for key in ("web_url", "api_url") if not values.get(key)]
    if missing and not (is_own(values) and len(missing) == 2):
        raise SettingsError(
            f"environment {name!r} has no {' and no '.join(missing)}: "
            f"set {' and '.join(f'SERVIO_{key.upper()}' for key in missing)} or environments/{name}.toml"
        )
