"""What is said of a dependency: that it is well, that it is ill, or neither."""

import re
from enum import StrEnum
from typing import Any

_BROKEN = (
    *("down", "error", "errors", "fail", "fails", "failed", "failing", "failure", "unhealthy", "disconnected"),
    *("unavailable", "unreachable", "critical", "fatal", "dead", "broken", "offline", "degraded", "stopped"),
    *("crashed", "refused", "timeout", "timed out", "out_of_service", "out of service"),
)
"""Words for ill whose opposite is no illness."""

BAD = (*_BROKEN, "no connection", "not ready", "not_ready", "starting", "stopping", "connecting", "disconnecting")
"""Words for ill, wherever they stand in what is said of a dependency."""

_GOOD = re.compile(
    r"\W*(?:ok(?:ay)?|healthy|up|pass(?:ed|ing)?|warn(?:ing)?|ready|connected|true|operational|available|alive|online"
    r"|running|active|success(?:ful)?|succeeded|normal|good|green|yellow|fine|serving|reachable|pong|working|started"
    r"|idle|stable)\b(?!\W*not\b)",
    re.IGNORECASE,
)
"""The contract's word is `ok`; the others mean it too, at the beginning of what is said."""

_ILL = re.compile(
    rf"(?<![/\w-])(?:{'|'.join(BAD)}|false|not[ _-](?:ok|healthy|up|connected|available"
    r"|reachable|alive|running|operational))(?![\w-])|^\W*(?:red|bad|ko|lost)\W*$",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    rf"(?<![\w.])(?:no|0|zero|without)\s+(?:(?:any|known|open|recent)\s+)?(?:{'|'.join(BAD)})\b"
    rf"|(?<![\w.])not\s+(?:{'|'.join(_BROKEN)})\b|\berrors?[ _-]free\b"
    rf"|\b(?:{'|'.join(_BROKEN)}|failures|timeouts)(?:\s+(?:rate|count|(?!(?:re)?tries\b|attempts\b|ms\b)\w+s))?"
    r"\s*[:=]\s*(?:0(?:\.0+)?(?![.\w])|(?:none|null|never|no|false)(?=\s*(?:[,;)\]]|$)))",
    re.IGNORECASE,
)
"""Words for ill of which there are none, as in "not degraded", "failed jobs: 0" and "degraded: false"."""

_SETTING = re.compile(r"\btimeout\W{0,2}\d+", re.IGNORECASE)
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]")
"""What may follow a good word and name an ill one: it may be of another time or thing."""

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
    decided = _of_member(key, said[key])
    return Said.UNDECIDED if decided is Said.NOTHING else decided


def _key(said: dict[str, Any]) -> str | None:
    """Return the member that tells how it is: the first that decides, else the first."""
    flags = [key for key in _FLAGS if isinstance(said.get(key), bool)]
    keys = [key for key in _STATUS_KEYS if key in said] + flags
    deciding = (key for key in keys if _of_member(key, said[key]) in (Said.WELL, Said.ILL))
    return next(deciding, keys[0] if keys else None)


def _of_member(key: str, told: Any) -> Said:
    if key in _STATUS_KEYS and isinstance(told, int) and not isinstance(told, bool):
        return Said.WELL if 200 <= told < 300 else Said.ILL if 400 <= told < 600 else Said.UNDECIDED
    return meaning(told)


def _of_text(text: str) -> Said:
    if re.fullmatch(r"[A-Za-z]+(?:_[A-Za-z]+)+", text):
        text = text.replace("_", " ")  # a word of a program, such as ACTIVE_HEALTHY
    is_good, left = _GOOD.match(text) is not None, _HARMLESS.sub("", text)
    left = _SETTING.sub("", left) if is_good else left
    if _ILL.search(_ASIDE.sub("", left) if is_good else left):
        return Said.ILL
    if is_good:
        return Said.UNDECIDED if _ILL.search(left) else Said.WELL
    return Said.UNDECIDED if re.search(r"[^\W\d]", text) and "://" not in text else Said.NOTHING


def _worst(all_of_it: list[Said]) -> Said:
    order = (Said.ILL, Said.UNDECIDED, Said.WELL)
    return next((each for each in order if each in all_of_it), Said.NOTHING)
