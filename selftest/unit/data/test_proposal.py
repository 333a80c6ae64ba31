"""Proposals for columns: nobody is proposed to be kept by a type that may hold anybody, or by an id of elsewhere."""

import pytest

from servio_verify.data.policy.catalogue import Column, Table
from servio_verify.data.policy.model import Action
from servio_verify.data.policy.proposal import proposed


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
