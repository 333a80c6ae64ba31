"""Where each setting comes from: the committed file, the dotenv file or the process environment. Secrets are hidden."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from servio_verify.doctor.finding import Finding, doubt, well
from servio_verify.environments.layers.files import dotenv_file, toml_file
from servio_verify.environments.layers.keys import CREDENTIALS, DEPLOYMENT_KEYS, DEPLOYMENT_SECRETS, IN_A_FILE
from servio_verify.environments.layers.names import is_own
from servio_verify.environments.layers.references import variables_in

ADDRESSES = ("web_url", "api_url")
SHOWN = (*ADDRESSES, "build", "writes", "load", "exclusive", "allow_http", "ca_file", "says_environment")
"""Keys whose values are shown: none of them is ever a secret."""

HIDDEN = "•••"


def look(name: str, root: Path, process: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what each layer sets; of what a later layer sets too, it counts only there."""
    toml, dotenv = toml_file(root, name), dotenv_file(root / f".env.{name}", process)
    referred = set(variables_in(toml))
    exported = {key: value for key, value in process.items() if value and _setting_of(key, referred)}
    over = {_setting_of(key, referred) for key in (*dotenv, *exported)}
    told = ", ".join(f"({key}: see below)" if key in over else _of_file(key, value) for key, value in toml.items())
    yield well("file", f"environments/{name}.toml: {told or 'empty'}")
    yield well("dotenv", f".env.{name}: {_variables(dotenv, referred) if dotenv else 'there is none'}")
    foreign = [key for key in exported if _setting_of(key, referred) in ADDRESSES]
    if foreign and not is_own(toml):
        first = _variables(dict.fromkeys(foreign, "") | exported, referred)
        advice = f"unset {' '.join(foreign)}, unless you mean another target than the file's"
        yield doubt("EXPORTED", f"THE ADDRESS IS NOT THE FILE'S: {first}", advice)
    else:
        said = _variables(exported, referred) if exported else "no setting stands in the process environment"
        yield well("exported", said)


def _of_file(key: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return f"[{key}] {', '.join(value)}"
    if key not in SHOWN or key in ADDRESSES:  # the addresses stand below, as headings
        return key
    return f"{key} = {str(value).lower() if isinstance(value, bool) else value}"


def _variables(values: Mapping[str, str], referred: Collection[str]) -> str:
    """Return the variables; values only of what is never a secret."""
    keys = {variable: _setting_of(variable, referred) for variable in values}
    told = [f"{each}={values[each] if key in SHOWN else HIDDEN}" for each, key in keys.items() if key]
    unread = len(values) - len(told)
    return ", ".join([*told, *([f"{unread} more that are not read here"] if unread else [])])


def _setting_of(variable: str, referred: Collection[str]) -> str | None:
    """Return the key that a variable sets, in whole or in part; None where it is no setting."""
    if variable in DEPLOYMENT_KEYS:
        return DEPLOYMENT_KEYS[variable]
    if variable in DEPLOYMENT_SECRETS or variable in referred:
        return variable
    key = variable.removeprefix("SERVIO_").partition("__")[0].lower()
    return key if variable.startswith("SERVIO_") and key in (*IN_A_FILE, *CREDENTIALS) else None
