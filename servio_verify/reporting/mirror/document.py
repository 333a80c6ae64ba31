"""JSON of a mirror, for programs."""

import json
from typing import Any

from servio_verify.infra.mirror.difference import Difference, Mirror, NotCompared


def to_json(mirror: Mirror) -> str:
    """Return it as one JSON document."""
    return json.dumps(
        {
            "environments": list(mirror.names),
            "read": list(mirror.read),
            "exit_code": mirror.exit_code,
            "compared": len(mirror.compared),
            "left_aside": mirror.left_aside,
            "differences": [_difference(row, mirror.names) for row in mirror.differences],
            "not_compared": [_not_compared(each) for each in mirror.not_compared],
        },
        indent=1,
    )


def _difference(row: Difference, names: tuple[str, str]) -> dict[str, Any]:
    return {
        "fact": row.fact,
        "what": row.what,
        **{f"in_{name}": value for name, value in zip(names, row.values, strict=True)},
        "state": row.state.value,
        "decides": row.decides,
        "since": row.since.isoformat() if row.since else None,
        "agreed": row.agreed and row.agreed.model_dump(mode="json", include={"reason", "owner", "until"}),
    }


def _not_compared(each: NotCompared) -> dict[str, Any]:
    known = each.known and each.known.model_dump(mode="json")
    return {"source": each.source, "facts": list(each.facts), "why": each.why, "known": known}
