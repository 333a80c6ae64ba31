"""The judge of secrets: what a task may be told plainly, and what not."""

import pytest

from selftest.infra.healthy import VALUES, definition, issued, written
from selftest.support.processes import ROOT
from servio_verify.infra.configuration.check import findings
from servio_verify.infra.configuration.dotenv_file import DotenvFile
from servio_verify.infra.configuration.expected import read_expected
from servio_verify.infra.configuration.rules.secret_values import is_secret_value, looks_secret
from servio_verify.infra.configuration.subject import Subject
from servio_verify.infra.configuration.task import task_of

PLAIN = {
    "RECAPTCHA_SITE_KEY": "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI",
    "PASSWORD_RESET_FROM": "no-reply@staging.servio.com",
    "PASSWORD_RESET_TEMPLATE": "d-8f2e6d0c4b1a9f3e",
    "PASSWORD_RESET_SUBJECT": "Reset your password",
    "PASSWORD_LOGIN": "enabled",
    "PASSWORD_HASH_ALGO": "argon2id",
    "PASSWORD_ENCRYPTION": "scram-sha-256",
    "IDEMPOTENCY_KEY": "Idempotency-Key",
    "PARTITION_KEY": "venueId",
    "DB_PASSWORD_PARAMETER": "/servio/staging/db_password",
    "DATABASE_SECRET": "servio-staging/DATABASE_URL",
    "CACHE_KEY": "v2:menus",
    "S3_KEY": "exports/2026/orders.csv",
    "AWS_KMS_KEY": "alias/servio-staging",
    "KMS_KEY": "1234abcd-12ab-34cd-56ef-1234567890ab",
    "STRIPE_WEBHOOK_URL": "https://api.staging.servio.com/webhooks/stripe",
    "DD_CLIENT_TOKEN": "pub1234567890abcdef1234567890abcdef",
    "MAPBOX_TOKEN": "pk.eyJ1Ijoic2VydmlvIn0.abcDEF123",
    "API_KEY_AUTH": "optional",
    "JWT_SIGNING": "RS256",
    "ACCESS_TOKEN_AUTH": "https://auth.staging.servio.com",
    "USE_SECRETS": "1",
    "FORGOT_PASSWORD": "/account/forgot",
    "ALGOLIA_SEARCH_KEY": "6be0576ff61c053d5f9a3225e2a90f76",
}
SECRET = {
    "MAILER": "SG.aB3dE5fG7hI9jK1lM3nO5p.qR7sT9uV1wX3yZ5qR7sT9uV1wX3yZ5",
    "GH": "github_pat_11ABCDEFG0abcdefghijklmnopqrstuvwxyz",
    "OPENAI": "sk-proj-abcdefghijklmnopqrstuvwxyz0123",
    "HASHIDS_SALT": "q8w7e6r5t4",
    "DB_PW": "Kq8vZr2mTn5w",
    "DB_URL": "postgresql+psycopg2://servio:Kq8vZr2mTn5w@db:5432/servio",
    "APP_KEYS": "toBeChanged9x8,q1w2e3r4t5y6u7",
    "API_TOKEN_SALT": "q1w2e3r4t5y6u7==",
    "JWT_SECRETS": "x8s7d6f5,x8s7d6f6",
    "SESSION_KEYS": "x8s7d6f5g4h3",
    "COOKIE_SECRET_CURRENT": "x8s7d6f5",
    "REDIS_AUTH": "x8s7d6f5g4",
    "JWT_PRIVATE_KEY_BASE64": "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t",
    "OTEL_EXPORTER_OTLP_HEADERS": "api-key=abcdef0123456789abcdef",
    "TEAMS_WEBHOOK_URL": "https://prod-27.westeurope.logic.azure.com/workflows/0c4f1b2a9d8e7f60?sig=Zm9v",
    "ORDERS_WEBHOOK_URL": "https://hooks.zapier.com/hooks/catch/1234567/b2x9k1/",
    "S3_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLE1KEY",
    "ADMIN_PASSWORD": "planted",
    "DB_PASSWORD": "Summer/Winter26",
    "AZURE_SEARCH_API_KEY": "q8W7e6R5t4Y3u2I1o0P9a8S7",
    "LOCAL_KMS_KEY": "q8W7e6R5t4Y3u2I1o0P9a8S7",
    "ENCRYPTION_KEY": "correct-horse-battery-staple",
}


@pytest.mark.parametrize(("name", "value"), PLAIN.items())
def test_what_can_be_read_is_no_secret(name: str, value: str) -> None:
    assert not looks_secret(name, value)


@pytest.mark.parametrize(("name", "value"), SECRET.items())
def test_a_secret_is_known_by_its_name_or_its_form(name: str, value: str) -> None:
    assert looks_secret(name, value)


@pytest.mark.parametrize("name", ["MAILER", "GH", "OPENAI"])
def test_a_secret_of_a_known_issuer_is_one_under_any_name(name: str) -> None:
    assert is_secret_value(SECRET[name])


@pytest.mark.parametrize(("name", "value"), [("SB", VALUES["DATADOG_API_KEY"]), ("PW", "p4Zr7wQm2vKd")])
def test_a_secret_of_the_file_is_one_in_the_task_under_another_name(name: str, value: str) -> None:
    expected = read_expected(ROOT, "staging")
    task = task_of(definition(VALUES | {name: value}, set(expected.table.secret)))
    found = findings(Subject(expected, DotenvFile(".env.staging", written(VALUES)), task))
    assert [each.rule for each in found if each.decides] == ["plain-secret"]


def test_a_key_of_supabase_may_have_hyphens() -> None:
    keys = {
        "SUPABASE_SERVICE_ROLE_KEY": issued("sb", "secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz"),
        "NEXT_PUBLIC_SUPABASE_ANON_KEY": issued("sb", "publishable_ACJWlz-HlZjBrEguHvfOxg_3BJgxAaH"),
    }
    file = DotenvFile(".env.staging", written(VALUES | keys))
    assert [each.text for each in findings(Subject(read_expected(ROOT, "staging"), file)) if each.decides] == []
