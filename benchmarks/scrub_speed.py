"""How long scrubbing takes beside Allure: the same 200 MB of artifacts, both in turn in one run.

    python benchmarks/scrub_speed.py --allure report/node_modules/.bin/allure [--megabytes 200] [--runs FOLDER]

The artifacts are those of a real run that failed (made here, or `--runs`), multiplied until there are enough. In each
copy names, ids and numbers differ, so that nothing is known from the copy before. Every trace holds secrets.
"""

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import time
import uuid
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from servio_verify.secrets.scrub.folder import scrub

SECRETS = {
    "STRIPE_SECRET_KEY": "sk_test_" + "51BenchmarkOfTheTill42",
    "DATABASE_URL": 'postgresql://till:h0rse"battery&staple@db.staging.example/servio',
    "SUPABASE_SERVICE_ROLE_KEY": "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYmVuY2htYXJrIn0.bm8tc2lnbmF0dXJl",
    "DATADOG_API_KEY": "0123456789abcdef0123456789abcdef",
}


def main() -> int:
    """Make the artifacts, time both, print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--allure", required=True, help="the command of Allure 3")
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--runs", type=Path, help="the folder of a run to multiply (default: one is made)")
    parser.add_argument(
        "--echoing", action="store_true", help="of a run in which Servio echoes secrets in every answer"
    )
    options = parser.parse_args()
    with TemporaryDirectory(prefix="scrub-speed-") as place:
        one = options.runs or failing_run(Path(place, "runs"), echoing=options.echoing)
        copies = multiply(one, Path(place, "many"), options.megabytes * 1_000_000)
        results = Path(place, "allure")
        shutil.copytree(copies / "allure-results", results)
        size = sum(path.stat().st_size for path in copies.rglob("*") if path.is_file())
        tokens = [f"a-session-token-{number}-{uuid.uuid4()}" for number in range(20)]
        started = time.perf_counter()
        done = scrub(copies, [*SECRETS.values(), *tokens])
        ours = time.perf_counter() - started
        theirs = allure(options.allure, results, Path(place))
    print(f"{size / 1e6:.0f} MB: scrub {ours:.1f} s ({done.count} places), allure {theirs:.1f} s; {ours / theirs:.2f}")
    return 0


def failing_run(runs: Path, *, echoing: bool) -> Path:
    """Return the folder of a run that failed."""
    faults = ["--fault", "venues-never-load", *(["--fault", "environment-echoed"] if echoing else [])]
    command = [sys.executable, "-m", "pytest", "tests/e2e", "-q", "-p", "selftest.support.plugins.impatient", *faults]
    places = {"SERVIO_RUNS": str(runs), "SERVIO_STATE": str(runs.parent / "state")}
    subprocess.run(command, env=os.environ | places | SECRETS, stdout=subprocess.DEVNULL, check=False)
    return next(runs.iterdir())


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


def allure(command: str, results: Path, place: Path) -> float:
    """Return the seconds that Allure's report of one file takes."""
    config = place / "allurerc.mjs"
    config.write_text(
        "export default { plugins: { awesome: { options: { singleFile: true } } }, output: "
        f"{str(place / 'report')!r} }};\n"
    )
    started = time.perf_counter()
    words = [*command.split(), "generate", str(results), "--config", str(config)]
    subprocess.run(words, cwd=place, stdout=subprocess.DEVNULL, check=True)
    elapsed = time.perf_counter() - started
    report = sum(path.stat().st_size for path in (place / "report").rglob("*") if path.is_file())
    print(f"allure's report: {report / 1e6:.0f} MB")
    return elapsed


if __name__ == "__main__":
    sys.exit(main())
