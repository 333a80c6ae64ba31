"""A table says of its database that it is production, and not of a payment account, a printer or a venue."""

from typing import Any

import pytest

from servio_verify.data.telling_environment import said_of_itself

Row = dict[str, Any]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("ar_internal_metadata", {"key": "environment", "value": "production"}),
        ("settings", {"id": 1, "env": "prod"}),
        ("settings", {"environment": "production", "payment_provider": "stripe", "tax_rate": 20, "pos": "square"}),
        ("settings", {"key": "APP_ENV", "value": "Live"}),
        ("settings", {"key": "servio.environment", "value": "eu-production"}),
        ("AppConfig", {"deploymentEnvironment": "production"}),
        ("settings", {"id": 1, "data": {"environment": "production"}}),
        ("settings", {"id": 1, "data": {"app": {"env": "prod"}, "payments": {"environment": "test"}}}),
        ("settings", {"id": 1, "value": '{"node_env": "production"}'}),
        ("settings", {"id": 1, "data": [{"key": "environment", "value": "production"}]}),
        ("settings", {"id": 1, "environment": {"name": "production"}}),
        ("environment", {"name": "production"}),
        ("environment_settings", {"name": "name", "value": "production"}),
        ("restaurant_config", {"environment": "production"}),
        ("environments", {"id": 2, "name": "production", "is_current": True}),
    ],
)
def test_a_table_of_production_says_so(table: str, row: Row) -> None:
    others: list[Row] = [{"id": 1, "name": "staging"}] if table == "environments" else [{"mode": "test"}]
    assert said_of_itself(table, [*others, row]), "it would be deleted"


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("venue_settings", {"venue_id": 1, "payment_environment": "live"}),
        ("settings", {"venue_id": 1, "environment": "live"}),
        ("settings", {"key": "square.env", "value": "production"}),
        ("settings", {"namespace": "payments", "key": "environment", "value": "production"}),
        ("settings", {"key": "square", "value": '{"environment": "production"}'}),
        ("settings", {"venue_id": 1, "data": {"environment": "live"}}),
        ("payment_config", {"provider": "adyen", "environment": "production"}),
        ("integration_settings", {"id": 1, "environment": "production"}),
        ("printer_config", {"id": 1, "env": "Live kitchen"}),
        ("settings", {"key": "env.name", "value": "staging", "note": "live since May"}),
        ("settings", {"id": 1, "data": {"payments": {"environment": "live"}, "env": "staging"}}),
        ("settings", {"id": 1, "data": {"environment": "non-prod"}}),
        ("environments", {"id": 2, "name": "production"}),
        ("settings", {"key": "opening", "value": "live music"}),
        ("settings", {"id": 1, "env": {"stripe": "production"}}),
        ("settings", {"environment": {"name": "staging", "mirror_of": "production"}}),
        ("feature_environments", {"feature_name": "menus", "environment": "production"}),
    ],
)
def test_what_is_said_of_something_else_says_nothing(table: str, row: Row) -> None:
    assert said_of_itself(table, [{"id": 1, "name": "staging"}, row]) is None
