"""What a sandbox imports: nothing before something needs it, for it would delay every start."""

from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher

from selftest.support.processes import started
from servio_sandbox.api.bodies import PageFields, validated
from servio_sandbox.api.page_query import PageQuery, read_page_query
from servio_sandbox.settings import FIRST
from servio_sandbox.store.refusals import Refusal
from servio_sandbox.store.seed import PREPARED

HEAVY = {"alembic", "cryptography", "jinja2", "psycopg", "pydantic", "pydantic_core", "redis", "sqlalchemy", "trustme"}
TRACED = ("-X", "importtime", "-m", "servio_sandbox", "--json", "--until-stdin-closes")


def test_nothing_heavy_is_imported_before_something_needs_it(tmp_path: Path) -> None:
    traced = tmp_path / "imports.txt"
    with traced.open("w") as trace, started(*TRACED, stderr=trace.fileno()) as server:
        facts = server.facts
        for address in (
            "{web_url}/",
            "{web_url}/health",
            "{api_url}/ready",
            "{api_url}/api/v1/venues?limit=1&search=a",
        ):
            httpx.get(address.format(**facts)).raise_for_status()
        assert heavy(traced) == set()
        assert httpx.get(f"{facts['api_url']}/api/v1/venues?limit=101").status_code == 400
        assert heavy(traced) == {"pydantic_core"}  # it says what was wrong; and so an import is seen


def heavy(traced: Path) -> set[str]:
    """Return which heavy modules were imported so far."""
    return HEAVY & {line.rpartition("|")[2].strip() for line in traced.read_text().splitlines()}


@pytest.mark.parametrize(
    "given",
    [{}, {"page": "1"}, {"page": "007", "limit": "100"}, {"search": "x" * 200}, {"page": " 3 "}, {"limit": "+5"}],
)
def test_what_a_query_asks_for_is_read_as_pydantic_would(given: dict[str, str]) -> None:
    fields = validated(PageFields, given)
    assert read_page_query(given) == PageQuery(fields.page, fields.limit, fields.search)


@pytest.mark.parametrize(
    "given", [{"page": "0"}, {"page": "1000001"}, {"limit": "٣٣٣"}, {"limit": ""}, {"search": "x" * 201}]
)
def test_what_is_wrong_with_a_query_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(Refusal, match=next(iter(given))):
        read_page_query(given)


def test_the_prepared_hashes_are_of_the_published_password() -> None:
    assert all(PasswordHasher().verify(prepared, FIRST.password) for prepared in PREPARED)
    assert len({*PREPARED}) == 2
