"""A healthy configuration: a dotenv file of staging, the same in other styles, and the task that has it."""

import base64
import json
from collections.abc import Mapping
from typing import Any

PROJECT = "abcdefghijklmnopqrst"
LATER = 4_102_444_800
"""Seconds of 2100-01-01."""


def token(role: str, ref: str = PROJECT, ends: int = LATER) -> str:
    """Return a JSON Web Token like Supabase's, with a signature that is none."""
    parts = [{"alg": "HS256", "typ": "JWT"}, {"iss": "supabase", "ref": ref, "role": role, "exp": ends}]
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*coded, "c2lnbmF0dXJlLW9mLW5vYm9keQ"])


def issued(kind: str, rest: str) -> str:
    """Return a key as its issuer writes it, put together here: scanners of repositories take it for a real one."""
    return f"{kind}_{rest}"


VALUES: dict[str, str] = {
    "NODE_ENV": "production",
    "NEXT_PUBLIC_APP_URL": "https://staging.servio.com",
    "NEXT_PUBLIC_API_URL": "https://api.staging.servio.com",
    "DATABASE_URL": "postgresql://servio:p4Zr7wQm2vKd@db.c9akciq32.eu-west-1.rds.amazonaws.com:5432/servio_staging?sslmode=require",
    "REDIS_URL": "rediss://:mT8vLq3ZxWpR6sYd@master.servio-staging.a1b2c3.euw1.cache.amazonaws.com:6379",
    "NEXT_PUBLIC_SUPABASE_URL": f"https://{PROJECT}.supabase.co",
    "NEXT_PUBLIC_SUPABASE_ANON_KEY": token("anon"),
    "SUPABASE_SERVICE_ROLE_KEY": token("service_role"),
    "NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY": issued("pk", "test_51NqZk3Lw0aBcDeFgHiJkLmNo"),
    "STRIPE_SECRET_KEY": issued("sk", "test_51NqZk3Lw0pQrStUvWxYz12345"),
    "STRIPE_WEBHOOK_SECRET": issued("whsec", "8fKd93jfLs0dkFjs93kdLs02"),
    "NEXT_PUBLIC_SENTRY_DSN": "https://0123456789abcdef0123456789abcdef@o4504.ingest.sentry.io/4505",
    "SENTRY_ENVIRONMENT": "staging",
    "LAUNCHDARKLY_SDK_KEY": "sdk-1f0c3a52-7d4e-4f8b-9c6a-2b5d8e7f1a90",
    "UNLEASH_API_URL": "https://staging.unleash.io/api",
    "UNLEASH_API_KEY": "default:staging.9f1c4b7e2a5d8c3f6b0e",
    "DATADOG_API_KEY": "8a6f0c2e4b9d7f1a3c5e8b0d2f4a6c8e",
    "DATADOG_APP_KEY": "1b3d5f7a9c0e2b4d6f8a1c3e5b7d9f0a2c4e6b8d",
}

FOR_PRODUCTION = {
    "NEXT_PUBLIC_APP_URL": "https://servio.com",
    "NEXT_PUBLIC_API_URL": "https://api.servio.com",
    "DATABASE_URL": "postgresql://servio:Q9mZ3kTr8wLp@db.c7bhd.eu-west-1.rds.amazonaws.com:5432/servio_production?sslmode=verify-full",
    "REDIS_URL": "rediss://:vR5nXs8QpTz2LmYk@master.servio.a1b2c3.euw1.cache.amazonaws.com:6379",
    "NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY": issued("pk", "live_51NqZk3Lw0aBcDeFgHiJkLmNo"),
    "STRIPE_SECRET_KEY": issued("rk", "live_51NqZk3Lw0pQrStUvWxYz12345"),
    "SENTRY_ENVIRONMENT": "production",
    "UNLEASH_API_URL": "https://flags.unleash.io/api",
    "UNLEASH_API_KEY": "default:production.3e9f1c4b7e2a5d8c3f6b",
}


def written(values: Mapping[str, str]) -> str:
    """Return them as a plain dotenv file."""
    return "".join(f"{key}={value}\n" for key, value in values.items())


STYLES: dict[str, str] = {
    "plain": written(VALUES),
    "double quotes": "".join(f'{key}="{value}"\n' for key, value in VALUES.items()),
    "single quotes": "".join(f"{key}='{value}'\n" for key, value in VALUES.items()),
    "export": "".join(f"export {key}={value}\n" for key, value in VALUES.items()),
    "comments and blank lines": "# Servio\n\n"
    + "".join(f"# {key}\n{key}={value} # as of today\n\n" for key, value in VALUES.items()),
    "commented out copies": written(VALUES) + "# DATABASE_URL=postgresql://localhost/servio\n#NODE_ENV=development\n",
    "no line end at the end": written(VALUES).rstrip("\n"),
    "with the suite's own keys": written(VALUES) + "SERVIO_EMAIL=qa@staging.servio.com\nSERVIO_PASSWORD=Kq7vTz9mWx3p\n",
    "put together in braces": written(VALUES).replace(
        "UNLEASH_API_URL=https://staging.unleash.io", "UNLEASH_API_URL=https://${SENTRY_ENVIRONMENT}.unleash.io"
    ),
    "a value of several lines": written(VALUES) + "SERVIO_NOTE='several\nNODE_ENV = lines\nNODE_ENV=of text'\n",
    "Supabase's new keys": written(
        VALUES
        | {
            "NEXT_PUBLIC_SUPABASE_ANON_KEY": issued("sb", "publishable_Zk3Lw0aBcDeFg"),
            "SUPABASE_SERVICE_ROLE_KEY": issued("sb", "secret_Qm2vKdLw0pQrSt"),
        }
    ),
}


def definition(values: Mapping[str, str], secret: set[str]) -> dict[str, Any]:
    """Return a task definition, as DescribeTaskDefinition tells it, that gives one container these values."""
    arn = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:servio-staging/"
    return {
        "taskDefinition": {
            "family": "servio-staging-app",
            "containerDefinitions": [
                {
                    "name": "app",
                    "environment": [
                        {"name": key, "value": value} for key, value in values.items() if key not in secret
                    ],
                    "secrets": [{"name": key, "valueFrom": f"{arn}{key}"} for key in values if key in secret],
                }
            ],
        }
    }
