"""Sources of an environment's addresses: its own file, or a variable that leads somewhere else."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

VARIABLES = {"web_url": ("SERVIO_WEB_URL", "NEXT_PUBLIC_APP_URL"), "api_url": ("SERVIO_API_URL", "NEXT_PUBLIC_API_URL")}


def led_elsewhere(name: str, file: Mapping[str, Any], layers: dict[str, Mapping[str, str]]) -> str:
    """Return in one line which addresses are not those of the environment's file, and whose they are; else nothing.

    `layers` are the places of variables by their names, the later the stronger.
    """
    found = list(_found(file, layers))
    if not found:
        return ""
    told = " and ".join(f"{key} is {layer[variable]} ({variable} in {place})" for key, variable, place, layer in found)
    own = " and ".join(str(file[key]) for key, *_ in found if file.get(key))
    return f"{name} is led elsewhere: {told}" + (f", not {own} of environments/{name}.toml" if own else "")


def leads_away(hosts: frozenset[str], file: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Return whether the file is about one of these hosts, and an address leads to another one."""
    return any(
        urlsplit(str(file.get(key, ""))).hostname in hosts and urlsplit(str(values[key])).hostname not in hosts
        for key in VARIABLES
        if values.get(key)
    )


def _found(
    file: Mapping[str, Any], layers: dict[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, str, Mapping[str, str]]]:
    for key, variables in VARIABLES.items():
        own = [
            (key, variable, place, layer)
            for place, layer in reversed(layers.items())
            for variable in variables
            if layer.get(variable)
        ]
        if own and _plain(own[0][3][own[0][1]]) != _plain(str(file.get(key, ""))):
            yield own[0]


def _plain(url: str) -> str:
    return url.rstrip("/").lower()
