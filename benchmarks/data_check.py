"""How long the check of staging's data takes beside a plain copy of the same data, in one run on one server.

    python -m benchmarks.data_check [--rows 1000000] [--rounds 2]

The rows are those of `benchmarks.anonymise`, as they are after anonymising: addresses and numbers of nobody.
`--text-ids` keeps ids as text, as the sandbox does: each of them is different.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.anonymise import ROWS, copied, fill
from selftest.support import postgres
from selftest.support.postgres import Postgres

KEY = "0123456789abcdef0123456789abcdef"
TEXT_IDS = """
ALTER TABLE lines DROP CONSTRAINT lines_order_id_fkey;
ALTER TABLE orders ALTER id TYPE varchar(36);
ALTER TABLE lines ALTER order_id TYPE varchar(36), ADD FOREIGN KEY (order_id) REFERENCES orders;
ANALYZE
"""
MASKED = """
UPDATE customers SET email = 'guest.' || md5(id::text) || '@guest.invalid',
    phone = '+44 7700 900' || lpad((id % 1000)::text, 3, '0');
VACUUM ANALYZE customers
"""
POLICY = """
[tables.customers.columns]
email = {replace = "email"}
first_name = {replace = "first_name"}
last_name = {replace = "last_name"}
phone = {replace = "phone"}
street = {replace = "street"}
city = {replace = "city"}
postcode = {replace = "postcode"}
"""


def main() -> int:
    """Fill a database, time both in turn, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--text-ids", action="store_true")
    options = parser.parse_args()
    postgres.SETTINGS = ("shared_buffers=256MB", "max_wal_size=4GB", *postgres.SETTINGS[1:])
    with postgres.postgres() as server, TemporaryDirectory(prefix="data-check-") as place:
        server.run("CREATE ROLE servio LOGIN PASSWORD 'none' SUPERUSER")
        fill(server, "staging", ROWS.format(rows=options.rows, customers=max(1, options.rows // 20)))
        server.run(*MASKED.split(";"), database="staging")
        if options.text_ids:
            server.run(*TEXT_IDS.split(";"), database="staging")
        compare(server, Path(place), options.rounds)
    return 0


def compare(server: Postgres, place: Path, rounds: int) -> None:
    """Print how long each takes."""
    policy = place / "policy.toml"
    policy.write_text(POLICY, encoding="utf-8")
    plain, ours, with_canaries = [], [], []
    made = timed(server, "canaries", "--from", "--policy", str(policy), "--out", str(place / "canaries"))
    for number in range(rounds):
        server.run(f"CREATE DATABASE copy{number}")
        plain.append(copied(server, "staging", f"copy{number}"))
        server.run(f"DROP DATABASE copy{number}")
        ours.append(timed(server, "check", "--url"))
        with_canaries.append(
            timed(server, "check", "--url", "--policy", str(policy), "--canaries", str(place / "canaries"))
        )
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    each = "; ".join(
        f"{name} {', '.join(f'{one:.1f}' for one in seconds)} s"
        for name, seconds in (("copy", plain), ("check", ours), ("with canaries", with_canaries))
    )
    ratios = f"ratios {min(ours) / min(plain):.2f} and {min(with_canaries) / min(plain):.2f}"
    print(f"{each}; canaries made in {made:.1f} s; {ratios}; largest process {memory:.0f} MiB")


def timed(server: Postgres, job: str, option: str, *more: str) -> float:
    """Return the seconds of a job. Whatever it finds is no matter here."""
    url = server.url("staging", password="none", query="sslmode=prefer")  # noqa: S106
    command = (sys.executable, "-m", "servio_verify.cli", "data", job, option, url, *more)
    started = time.perf_counter()
    done = subprocess.run(command, env={**os.environ, "SERVIO_CANARY_KEY": KEY}, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in ((0,) if job == "canaries" else (0, 1, 10)):
        raise SystemExit(f"{job} ended with {done.returncode}")
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
