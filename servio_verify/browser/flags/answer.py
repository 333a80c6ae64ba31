"""Answers of flag services to a browser, with pinned flags in them.

Unleash: `/api/frontend` or `/proxy` lists the flags that are on (Frontend API, https://docs.getunleash.io/api-overview).
LaunchDarkly: `GET /sdk/evalx/…` has all flags that browsers may know, each with its value.
"""

import json
from collections.abc import Mapping
from typing import Any

Pinned = Mapping[str, bool]
SWITCHED_ON = {"enabled": True, "variant": {"name": "disabled", "enabled": False}, "impressionData": False}


def with_pins(body: str, pinned: Pinned) -> tuple[str, frozenset[str]]:
    """Return an answer with these flags in it, and which of them it tells now; any other answer as it is, and none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return body, frozenset()
    if not isinstance(told, dict):
        return body, frozenset()
    toggles = told.get("toggles")
    if isinstance(toggles, list):
        return json.dumps({**told, "toggles": _unleash(toggles, pinned)}), frozenset(pinned)
    found = {name: each for name, each in told.items() if name in pinned and _is_of_launchdarkly(each)}
    if not found:
        return body, frozenset()
    told |= {name: {**each, "value": pinned[name]} for name, each in found.items()}
    return json.dumps(told), frozenset(found)


def _unleash(toggles: list[Any], pinned: Pinned) -> list[Any]:
    there = [each for each in toggles if not (isinstance(each, dict) and pinned.get(each.get("name", "")) is False)]
    known = {each.get("name") for each in there if isinstance(each, dict)}
    missing = [name for name, is_on in pinned.items() if is_on and name not in known]
    return [*there, *({"name": name, **SWITCHED_ON} for name in missing)]


def _is_of_launchdarkly(told: Any) -> bool:
    """Return whether it is an on-off flag; one with other values is none that can be on."""
    return isinstance(told, dict) and isinstance(told.get("value"), bool)
