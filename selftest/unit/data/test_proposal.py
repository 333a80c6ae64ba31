"""Proposals for columns: nobody is proposed to be kept by a type that may hold anybody, or by an id of elsewhere."""

import pytest

from servio_verify.data.policy.catalogue import Catalogue, Column, Table
from servio_verify.data.policy.model import Action
from servio_verify.data.policy.proposal import proposed
from servio_verify.data.policy.proposing import first_policy
from servio_verify.data.policy.samples import sampled


@pytest.mark.parametrize(
    ("table", "column", "type_", "becomes"),
    [
        ("orders", "contact", "contact_details", Action.EMPTY),  # a composite type
        ("orders", "span", "textrange", Action.EMPTY),
        ("orders", "face", "vector", Action.EMPTY),
        ("orders", "slot", "tstzrange", Action.KEEP),
        ("orders", "total", "numeric", Action.KEEP),
        ("Account", "providerAccountId", "text", Action.REPLACE),
        ("User", "googleId", "text", Action.REPLACE),
        ("User", "stripe_customer_id", "character varying", Action.REPLACE),
        ("Order", "restaurantId", "text", Action.KEEP),
        ("_prisma_migrations", "migration_name", "character varying", Action.KEEP),
        ("ops.schema_migrations", "version", "character varying", Action.KEEP),
    ],
)
def test_what_is_proposed_for_a_column(table: str, column: str, type_: str, becomes: Action) -> None:
    told = Column(column, type_, type_)
    assert proposed(Table(table, table, "r", 1, (told,)), told).action is becomes


MANY = 300
HASHES = [f"{number:064x}" for number in range(MANY)]
PEOPLE = ["Anna Kowalska", "Tom Smith", "Sarah O'Brien"]


@pytest.mark.parametrize(
    ("column", "values", "becomes"),
    [
        ("waiter", ["Anna", "Tom"], 'replace = "full_name"'),
        ("served_by", PEOPLE, 'replace = "full_name"'),
        ("cashier_name", PEOPLE, 'replace = "full_name"'),
        ("line1", ["1 Acacia Avenue", "2 Acacia Avenue"], 'replace = "street"'),
        ("address_line_2", ["Flat 1"], 'replace = "street"'),
        ("nino", ["QQ123456C"], 'replace = "number"'),
        ("hashed_email", HASHES, 'replace = "token"'),
        ("phone_hash", HASHES, 'replace = "token"'),
        ("label", PEOPLE, 'replace = "text"'),
        ("insta", ["anna.kowalska"], 'replace = "text"'),
        ("payload", ['{"n":"Anna"}'], 'replace = "text"'),
        ("grade", ["2.50", "4-6", "AA+"], "keep ="),
        ("served", ["call 1 Acacia Avenue"], 'replace = "text"'),
        ("cuisine", ["Vegan", "halal", "gluten-free", "TO_GO"], "keep ="),
        ("phase", ["In Progress", "Done"], 'replace = "text"'),
        ("status", ["In Progress", "Done"], "keep ="),
        ("server_version", ["4.2"], "keep ="),
        ("online", ["yes", "no"], "keep ="),
    ],
)
def test_few_different_values_may_be_somebodys(column: str, values: list[str], becomes: str) -> None:
    table = Table("orders", "orders", "r", 1, (Column(column, "text", "text"),))
    samples = {"orders": {column: sampled((values * MANY)[:MANY])}}
    lines = list(first_policy(Catalogue({"orders": table}), samples))
    assert [line for line in lines if line.startswith(f"{column} = ") and becomes in line], lines


@pytest.mark.parametrize(("rows", "agreed"), [(0, False), (1, False), (MANY, True)])
def test_a_table_with_many_rows_is_to_have_some_in_staging(rows: int, agreed: bool) -> None:
    table = Table("orders", "orders", "r", 1, (Column("note", "text", "text"),))
    lines = list(first_policy(Catalogue({"orders": table}), {"orders": {"note": sampled(["no nuts"] * rows)}}))
    assert any(line.startswith("least = 1") for line in lines) is agreed, lines
