"""What a run has left on its target."""

import httpx

from selftest.support.processes import Outcome


def left_by(ended: Outcome, target: dict[str, str]) -> list[str]:
    """Return the names of the venues that are still there."""
    answer = httpx.get(f"{target['SERVIO_API_URL']}/api/v1/venues", params={"search": ended.run.name, "limit": 100})
    return [venue["name"] for venue in answer.json()["data"]]
