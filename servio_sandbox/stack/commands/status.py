"""`stack status`: each part, and the last lines of one that crashed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from servio_sandbox.stack import state as states
from servio_sandbox.stack.part import Part, Task, tail
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.readiness import lacking
from servio_sandbox.stack.say import say
from servio_sandbox.stack.state import State

LINES = 5
"""So many last lines of a crashed part are shown."""


def status(place: Place, *, as_json: bool = False) -> int:
    """Tell how each part is; return 0 only where all is well, 1 otherwise."""
    found = states.read(place)
    rows = [_row(part, found) for part in found.everything] if found else []
    wrong = _wrong(place, found)
    if as_json:
        told = dict(found.addresses()) if found and found.ready else {}
        say(json.dumps({"up": found is not None, "well": not wrong, "reason": wrong, "parts": rows} | told))
    else:
        say(*_lines(rows, wrong))
    return int(bool(wrong))


def _wrong(place: Place, found: State | None) -> str:
    if found is None and place.state.exists():
        return f"another version of this program has started the stack in {place.folder}: servio-verify stack down"
    if found is None:
        return "local staging is not up: servio-verify stack up"
    if crashed := [part.name for part in found.crashed]:
        return f"{' and '.join(crashed)} crashed: servio-verify stack up starts everything anew"
    if not found.ready:
        return "local staging is being started, or its start was cut off: servio-verify stack up"
    if reason := lacking(place, found):
        return f"{reason} (servio-verify stack logs PART)"
    return _uneven(found)


def _uneven(found: State) -> str:
    """Return what a roll-out that is under way, or was cut off, leaves different between tasks."""
    if out := [task.name for task in found.tasks if task.name not in found.receivers]:
        return f"{' and '.join(out)} gets no requests; where nobody rolls out: servio-verify stack roll-out BUILD"
    builds = list(dict.fromkeys(task.build for task in found.tasks))
    if len(builds) > 1:
        return f"builds {' and '.join(builds)} answer in turn: servio-verify stack roll-out BUILD makes them one"
    return ""


def _row(part: Part, found: State) -> dict[str, Any]:
    runs = part.runs
    row: dict[str, Any] = {
        "name": part.name,
        "running": runs,
        "since": datetime.fromtimestamp(part.since, UTC).isoformat(timespec="seconds"),
        "pid": part.pid,
        "address": part.address,
        "log": part.log,
        "folder": part.folder,
    }
    if isinstance(part, Task):
        row |= {"build": part.build, "in_balancer": part.in_balancer, "gets_requests": part.name in found.receivers}
    return row | ({} if runs else {"last_lines": tail(Path(part.log), LINES) or ["its log is empty"]})


def _lines(rows: list[dict[str, Any]], wrong: str) -> list[str]:
    lines = []
    for row in rows:
        how = f"running since {row['since']}" if row["running"] else "crashed"
        build = f"  build {row['build']}" if "build" in row else ""
        out = "" if row.get("gets_requests", True) else "  gets no requests"
        lines.append(f"  {row['name']:<13} {how}  pid {row['pid']}  {row['address']}{build}{out}")
        lines += [f"      {line}" for line in row.get("last_lines", ())]
    return [*lines, wrong or "all is well"]
