"""What a healthy dotenv file may hold, and what is beside it and wrong."""

import pytest

from selftest.infra.healthy import VALUES, written
from selftest.support.processes import ROOT
from servio_verify.infra.address import RefusedError, read_address
from servio_verify.infra.configuration.check import findings
from servio_verify.infra.configuration.dotenv_file import DotenvFile
from servio_verify.infra.configuration.expected import read_expected
from servio_verify.infra.configuration.subject import Subject

DATABASE = VALUES["DATABASE_URL"]
SECRET = "gV2rT9xLq0Wm7Yb4"  # noqa: S105 - nobody's
HOSTS = "db1.staging.servio.com:5432,db2.staging.servio.com:5432"


def many(hosts: str) -> str:
    return f"postgresql://servio:Kq8vZr2mTn5w@{hosts}/servio_staging?sslmode=require&target_session_attrs=read-write"


def mistakes(**more: str) -> list[str]:
    file = DotenvFile(".env.staging", written(VALUES | more))
    return [each.rule for each in findings(Subject(read_expected(ROOT, "staging"), file)) if each.decides]


@pytest.mark.parametrize(
    "more",
    [
        {"TEAMS_WEBHOOK_URL": "https://prod-27.westeurope.logic.azure.com:443/workflows/0c4f/triggers"},
        {"PAYMENTS_URL": "https://api.prod.somebody.example.io/v2"},
        {"NEXT_PUBLIC_TERMS_URL": "https://servio.com/terms"},
        {"BRAND_URL": "https://servio.com"},
        {"AUTH_SECRET": SECRET, "NEXTAUTH_SECRET": SECRET},
        {"SUPABASE_JWT_SECRET": SECRET, "JWT_SECRET": SECRET},
        {"AWS_SECRET_ACCESS_KEY": SECRET, "S3_SECRET_ACCESS_KEY": SECRET},
        {"DATABASE_URL": DATABASE.replace("=require", "=no-verify")},
        {"DATABASE_URL": many(HOSTS)},
        {"CORS_ORIGINS": "https://staging.servio.com,https://admin.staging.servio.com"},
    ],
)
def test_a_usual_idiom_is_no_mistake(more: dict[str, str]) -> None:
    assert mistakes(**more) == []


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"DATABASE_URL": many(HOSTS.replace("db2.", "db2.production."))}, "other-environment"),
        ({"DATABASE_URL": many(f"{HOSTS},localhost")}, "this-machine"),
        ({"SEARCH_URL": "https://servio-production.es.amazonaws.com"}, "other-environment"),
        ({"ORDERS_URL": "https://production.supabase.co/rest"}, "other-environment"),
        ({"ORDERS_URL": "https://api.servio.com/orders"}, "other-environment"),
        ({"HELP_API_URL": "https://api.servio.com/help"}, "other-environment"),
        ({"ORDERS_URL": "https://orders.prod.servio.com"}, "other-environment"),
        ({"TWILIO_STATUS_CALLBACK_URL": "https://servio.com/twilio"}, "other-environment"),
        ({"CONTACT_FORM_ENDPOINT": "https://servio.com/contact"}, "other-environment"),
        ({"JWT_SECRET": SECRET, "SESSION_SECRET": SECRET}, "reused-secret"),
    ],
)
def test_what_leads_elsewhere_is_one(more: dict[str, str], rule: str) -> None:
    assert mistakes(**more) == [rule]


def test_an_address_of_several_servers_is_not_said_to_have_a_wrong_password() -> None:
    with pytest.raises(RefusedError, match="names several servers") as error:
        read_address("DATABASE_URL", many(HOSTS), 5432, ("postgresql",))
    assert "Kq8vZr2mTn5w" not in str(error.value)
