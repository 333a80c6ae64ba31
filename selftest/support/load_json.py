"""A `load.json` that selftests make up, and files of results."""

import json
from pathlib import Path
from typing import Any

from servio_verify.results.model import Result

LOAD: dict[str, Any] = {
    "schema": 2,
    "verdict": "GO",
    "exit_code": 0,
    "reasons": [],
    "notes": ["beside the generator: a browser"],
    "environment": "staging",
    "target": "https://staging.example.com",
    "run_id": "20261123t031104z-abcdef",
    "gates": [
        {"gate": "p95 < 500 ms", "check": "p95 < 500 ms on run", "outcome": "pass", "text": "p95 is 210 ms"},
    ],
}

SLOW = [{"verdict": "NO-GO", "text": "p95 is 612 ms, over 500"}]


def written(folder: Path, *results: Result | dict[str, Any]) -> list[Path]:
    paths = []
    for number, made in enumerate(results):
        paths.append(folder / f"{number}.json")
        text = json.dumps(made) if isinstance(made, dict) else made.model_dump_json(by_alias=True)
        paths[-1].write_text(text)
    return paths
