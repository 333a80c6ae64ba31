"""`servio-verify data check`, with canaries and without, against `pg_dump | psql` of the same million orders.

The rows are as they are after anonymising: addresses and numbers of nobody.
"""

import sys
from collections.abc import Collection, Iterator

from benchmarks.cost import Cost
from benchmarks.database import KEY, copy, cost_with, fill, server, url
from benchmarks.pairs import Asked, Ratio, between, in_turn
from selftest.support.postgres import Postgres

MASKED = """
UPDATE customers SET email = 'guest.' || md5(id::text) || '@guest.invalid',
    phone = '+44 7700 900' || lpad((id % 1000)::text, 3, '0');
VACUUM ANALYZE customers
"""
NAMES = ("email", "first_name", "last_name", "phone", "street", "city", "postcode")
POLICY = "".join(["[tables.customers.columns]\n", *(f'{name} = {{replace = "{name}"}}\n' for name in NAMES)])
COPY, CHECK, CANARIES = "a plain copy", "check", "check with canaries"


def measure(asked: Asked) -> Iterator[Ratio]:
    """Whatever the check finds is no matter here."""
    policy, canaries = asked.folder / "policy.toml", asked.folder / "canaries"
    policy.write_text(POLICY, encoding="utf-8")
    both = ["--policy", str(policy), "--canaries", str(canaries)]
    with server() as postgres:
        fill(postgres, "staging", asked.size(1_000_000, 5_000))
        postgres.run(*MASKED.split(";"), database="staging")
        _job(asked, postgres, ["canaries", "--policy", str(policy), "--out", str(canaries), "--from"], (0,))
        works = {
            COPY: lambda: copy(postgres, "staging", asked.environ()),
            CHECK: lambda: _job(asked, postgres, ["check", "--url"]),
            CANARIES: lambda: _job(asked, postgres, ["check", *both, "--url"]),
        }
        rounds = in_turn(asked.at_most(3), works)
    yield from between(rounds, CHECK, COPY)
    yield from between(rounds, CANARIES, COPY)


def _job(asked: Asked, postgres: Postgres, words: list[str], codes: Collection[int] = (0, 1, 10)) -> Cost:
    command = [sys.executable, "-m", "servio_verify.cli", "data", *words, url(postgres, "staging")]
    return cost_with(postgres, command, asked.environ(SERVIO_CANARY_KEY=KEY), codes)
