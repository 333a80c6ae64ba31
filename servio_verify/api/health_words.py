"""What is said of a dependency: that it is well, that it is ill, or neither."""

import re
from enum import StrEnum
from typing import Any

BAD = (
    *("down", "error", "errors", "fail", "fails", "failed", "failing", "failure", "unhealthy", "disconnected"),
    *("unavailable", "unreachable", "critical", "fatal", "dead", "broken", "offline", "degraded", "stopped"),
    *("refused", "timeout", "timed out", "out_of_service", "out of service"),
    *("no connection", "not ready", "not_ready"),
)
"""Words for ill, wherever they stand in what is said of a dependency."""

_GOOD = re.compile(
    r"\W*(?:ok(?:ay)?|healthy|up|pass(?:ed|ing)?|warn(?:ing)?|ready|connected|true|operational|available|alive|online"
    r"|running|active|success(?:ful)?|normal|good|green|fine|serving|reachable|pong)\b(?!\W*not\b)",
    re.IGNORECASE,
)
"""The contract's word is `ok`; the others mean it too, at the beginning of what is said."""

_ILL = re.compile(
    rf"(?<![/\w-])(?:{'|'.join(BAD)}|false|not[ _-](?:ok|healthy|up|connected|available"
    r"|reachable|alive|running|operational))(?![\w-])",
    re.IGNORECASE,
)
_NEUTRAL = re.compile(
    r"\W*(?:disabled|skipped|ignored|unknown|n/?a|none|unused|unconfigured"
    r"|not[ _-](?:configured|used|enabled|checked))\W*",
    re.IGNORECASE,
)
"""Words of a status that nobody has looked at, or that nobody needs."""

_STATUS_KEYS = ("status", "state", "health")
_FLAGS = ("ok", "healthy", "up", "connected", "available", "reachable", "alive", "ready")


class Said(StrEnum):
    """What words mean."""

    WELL = "well"
    ILL = "ill"
    UNDECIDED = "undecided"
    NOTHING = "nothing"


def meaning(said: Any) -> Said:
    """Return what is said of a dependency, in the contract's form or another; NOTHING where it is no status."""
    if isinstance(said, list):
        return _worst([meaning(each) for each in said])
    if isinstance(said, dict):
        return _of_members(said)
    if isinstance(said, bool):
        return Said.WELL if said else Said.ILL
    return _of_text(said) if isinstance(said, str) else Said.NOTHING


def words(said: Any) -> str:
    """Return what is said of a dependency, for people to read."""
    if isinstance(said, list):
        return words(next((each for each in said if meaning(each) is meaning(said)), ""))
    if not isinstance(said, dict):
        return str(said)
    key = _key(said)
    return words(said[key]) if key in _STATUS_KEYS else f"{key}: {said[key]}" if key else "no status"


def _of_members(said: dict[str, Any]) -> Said:
    key = _key(said)
    if key is None:
        return Said.UNDECIDED if said else Said.NOTHING
    status = said[key]
    if key in _STATUS_KEYS and isinstance(status, int) and not isinstance(status, bool):
        return Said.WELL if 200 <= status < 300 else Said.ILL if 400 <= status < 600 else Said.UNDECIDED
    decided = meaning(status)
    if decided in (Said.WELL, Said.ILL):
        return decided
    # "Every dependency must be ok": a status in any other word is none.
    is_another = isinstance(status, str) and status.isascii() and not _NEUTRAL.fullmatch(status)
    return Said.ILL if is_another and re.fullmatch(r"[^\d]*[A-Za-z][^\d]*", status) else Said.UNDECIDED


def _key(said: dict[str, Any]) -> str | None:
    """Return the member that tells how it is."""
    told = next((key for key in _STATUS_KEYS if key in said), None)
    return told or next((key for key in _FLAGS if isinstance(said.get(key), bool)), None)


def _of_text(text: str) -> Said:
    if _ILL.search(text):
        return Said.ILL
    if _GOOD.match(text):
        return Said.WELL
    return Said.UNDECIDED if re.search(r"[^\W\d]", text) and "://" not in text else Said.NOTHING


def _worst(all_of_it: list[Said]) -> Said:
    order = (Said.ILL, Said.UNDECIDED, Said.WELL)
    return next((each for each in order if each in all_of_it), Said.NOTHING)
