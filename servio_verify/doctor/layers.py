"""Where each setting comes from: the committed file, the dotenv file or the process environment. Secrets are hidden."""

from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from servio_verify.doctor.finding import Finding, doubt, well
from servio_verify.environments import settings
from servio_verify.environments.settings import CREDENTIALS, DEPLOYMENT_KEYS, DEPLOYMENT_SECRETS, IN_A_FILE

ADDRESSES = ("web_url", "api_url")
SHOWN = (*ADDRESSES, "build", "writes", "load", "exclusive", "allow_http", "ca_file", "says_environment")
"""Keys whose values are shown: none of them is ever a secret."""


def look(name: str, root: Path, process: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what each layer sets; of what a later layer sets too, it counts only there."""
    toml, dotenv = _layers(name, root)
    exported = {key: value for key, value in process.items() if value and _setting_of(key)}
    over = {_setting_of(key) for key in (*dotenv, *exported)}
    told = ", ".join(_file_value(key, value, over) for key, value in toml.items())
    yield well("file", f"environments/{name}.toml: {told or 'empty'}")
    yield well("dotenv", f".env.{name}: {_variables(dotenv) if dotenv else 'there is none'}")
    foreign = [key for key in exported if _setting_of(key) in ADDRESSES]
    if foreign and "sandbox" not in toml:
        first = dict.fromkeys(foreign, "") | exported
        advice = f"unset {' '.join(foreign)}, unless you mean another target than the file's"
        yield doubt("EXPORTED", f"THE ADDRESS IS NOT THE FILE'S: {_variables(first)}", advice)
        return
    yield well("exported", _variables(exported) if exported else "no setting stands in the process environment")


def _layers(name: str, root: Path) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    return settings._toml(name, root), settings._dotenv(root / f".env.{name}")


def _file_value(key: str, value: Any, over: Set[str | None]) -> str:
    if key in over:
        return f"({key}: see below)"
    if isinstance(value, Mapping):
        return f"[{key}] {', '.join(value)}"
    if key not in SHOWN:
        return key
    return f"{key} = {str(value).lower() if isinstance(value, bool) else value}"


def _variables(values: Mapping[str, str]) -> str:
    """Return the variables; values only of what is never a secret."""
    read = [key for key in values if _setting_of(key)]
    told = [f"{key}={values[key]}" if _setting_of(key) in SHOWN else f"{key}=•••" for key in read]
    unread = len(values) - len(read)
    return ", ".join(told) + (f"{', and ' if told else ''}{unread} that are not read here" if unread else "")


def _setting_of(variable: str) -> str | None:
    """Return the key that a variable sets, in whole or in part; None where it is no setting."""
    if variable in DEPLOYMENT_KEYS:
        return DEPLOYMENT_KEYS[variable]
    if variable in DEPLOYMENT_SECRETS:
        return variable
    key = variable.removeprefix("SERVIO_").partition("__")[0].lower()
    return key if variable.startswith("SERVIO_") and key in (*IN_A_FILE, *CREDENTIALS) else None
