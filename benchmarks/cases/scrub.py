"""Scrubbing against Allure's report of the same 200 MB of artifacts: of a run that failed, and with secrets echoed.

The artifacts are those of a real run that failed, multiplied until there are enough. In each copy names, ids and
numbers differ, so that nothing is known from the copy before. Every trace holds secrets; where Servio echoes them,
every answer.
"""

import io
import json
import re
import shutil
import sys
import uuid
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.cost import Cost, cost
from benchmarks.pairs import ROOT, Asked, Ratio, Target, between, in_turn
from servio_verify.reporting.allure import build

SECRETS = {
    "STRIPE_SECRET_KEY": "sk_test_" + "51BenchmarkOfTheTill42",
    "DATABASE_URL": 'postgresql://till:h0rse"battery&staple@db.staging.example/servio',
    "SUPABASE_SERVICE_ROLE_KEY": "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYmVuY2htYXJrIn0.bm8tc2lnbmF0dXJl",
    "DATADOG_API_KEY": "0123456789abcdef0123456789abcdef",
}


ECHO = "environment-echoed"
SCRUB = """
import json, os, sys
from pathlib import Path
from servio_verify.secrets.scrub.folder import scrub
scrub(Path(sys.argv[1]), json.loads(os.environ["SECRETS"]))
"""
CONFIG = "export default {{ plugins: {{ awesome: {{ options: {{ singleFile: true }} }} }}, output: {output!r} }};"


def measure(asked: Asked) -> Iterator[Ratio]:
    """Each scrubs a copy, as nothing is left to do in what was scrubbed."""
    allure = build.command()
    tokens = [f"a-session-token-{number}-{uuid.uuid4()}" for number in range(20)]
    environ = asked.environ(SECRETS=json.dumps([*SECRETS.values(), *tokens]))
    config = asked.folder / "allurerc.mjs"
    config.write_text(CONFIG.format(output=str(asked.folder / "report")))
    for name, faults in (("scrub", ["venues-never-load"]), ("scrub of echoes", ["venues-never-load", ECHO])):
        run = failing_run(asked, faults)
        whole = multiply(run, asked.folder / "whole", asked.size(200, 5) * 1_000_000)
        generate = [*allure, "generate", str(whole / "allure-results"), "--config", str(config)]
        works = {
            name: partial(_scrub, whole, asked.folder / "copy", environ),
            "Allure": partial(cost, generate, asked.folder, environ),
        }
        yield from between(in_turn(asked, works), name, "Allure", wall=Target(1.0))
        shutil.rmtree(whole)


def _scrub(whole: Path, copy: Path, environ: dict[str, str]) -> Cost:
    shutil.copytree(whole, copy)
    try:
        return cost([sys.executable, "-c", SCRUB, str(copy)], ROOT, environ)
    finally:
        shutil.rmtree(copy)


def failing_run(asked: Asked, faults: list[str]) -> Path:
    """Return the folder of a run that failed."""
    told = [word for fault in faults for word in ("--fault", fault)]
    command = [sys.executable, "-m", "pytest", "tests/e2e", "-q", "-p", "selftest.support.plugins.impatient", *told]
    runs = asked.folder / f"runs-{len(faults)}"
    cost(command, ROOT, asked.environ(**SECRETS, SERVIO_RUNS=str(runs)), (1, 10, 11))
    return next(path for path in runs.iterdir() if path.name != "baselines")


def multiply(one: Path, many: Path, size: int) -> Path:
    """Copy a run until there are so many bytes."""
    files = [path for path in one.rglob("*") if path.is_file()]
    copied = number = 0
    while copied < size:
        number += 1
        for path in files:
            relative = path.relative_to(one)
            names = [re.sub(r"^[0-9a-f]{8}-[0-9a-f]{4}", f"{number:08x}-0000", relative.name)]
            folder = (
                relative.parent if relative.parts[0] == "allure-results" else Path(f"copy-{number}", relative.parent)
            )
            target = many / folder / names[0]
            target.parent.mkdir(parents=True, exist_ok=True)
            content = altered(path.read_bytes(), number)
            target.write_bytes(content)
            copied += len(content)
    return many


def altered(content: bytes, number: int) -> bytes:
    """Return the content with other ids, and with a secret again where one had been."""
    if content.startswith(b"PK"):
        draft = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.infolist():
                body = old.read(member)
                new.writestr(member, altered(body, number) if member.filename.startswith("trace") else body)
        return draft.getvalue()
    if b"\0" in content:
        return content
    content = re.sub(rb"\b[0-9a-f]{8}-[0-9a-f]{4}(?=-)", b"%08x-0000" % number, content)
    return content.replace(b"[scrubbed]", SECRETS["STRIPE_SECRET_KEY"].encode(), 3)
