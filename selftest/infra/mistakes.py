"""Mistakes in a dotenv file, each made in a healthy one; every rule about files has one at least."""

from collections.abc import Callable
from typing import NamedTuple

from selftest.infra.healthy import FOR_PRODUCTION, VALUES, issued, token, written

DATABASE, REDIS, WEB, API = "DATABASE_URL", "REDIS_URL", "NEXT_PUBLIC_APP_URL", "NEXT_PUBLIC_API_URL"
ANON, SERVICE = "NEXT_PUBLIC_SUPABASE_ANON_KEY", "SUPABASE_SERVICE_ROLE_KEY"
STRIPE, SENTRY = "STRIPE_SECRET_KEY", "NEXT_PUBLIC_SENTRY_DSN"
WORD = "p4Zr7wQm2vKd"
LIVE = issued("sk", "live_51NqZk3Lw0pQrStUvWxYz12345")
TEST = issued("rk", "test_51NqZk3Lw0pQrStUvWxYz12345")
EXPIRED, SOON = 1_700_000_000, 1_795_900_000
"""Ends of tokens: in 2023, and on 28 November 2026."""


class Mistake(NamedTuple):
    """One mistake: the rule that must tell it, the key, the text that has it, and what else is right to be told."""

    rule: str
    key: str
    text: str
    also: tuple[str, ...] = ()
    environment: str = "staging"


def having(rule: str, key: str, value: str, *also: str) -> Mistake:
    """Return a file in which the key has that value."""
    return Mistake(rule, key, written(VALUES | {key: value}), also)


def without(rule: str, key: str, *also: str) -> Mistake:
    return Mistake(rule, key, written({name: value for name, value in VALUES.items() if name != key}), also)


def with_line(rule: str, key: str, line: str, *also: str) -> Mistake:
    """Return a file with one line more."""
    return Mistake(rule, key, f"{written(VALUES)}{line}\n", also)


def line_of(rule: str, key: str, change: Callable[[str], str], *also: str) -> Mistake:
    """Return a file in which the key's line is changed."""
    lines = [change(line) if line.startswith(f"{key}=") else line for line in written(VALUES).splitlines()]
    return Mistake(rule, key, "\n".join(lines) + "\n", also)


def in_production(rule: str, key: str, value: str, *also: str) -> Mistake:
    return Mistake(rule, key, written(VALUES | FOR_PRODUCTION | {key: value}), also, "production")


_DATABASE = VALUES[DATABASE]
_REDIS = VALUES[REDIS]

LINES = [
    Mistake("byte-order-mark", "", "\ufeff" + written(VALUES)),
    Mistake("carriage-returns", "", written(VALUES).replace("\n", "\r\n")),
    with_line("unparsable-line", "", "a line that somebody forgot"),
    line_of("unparsable-line", STRIPE, lambda line: line.replace("=", " "), "missing-key"),
    with_line("unclosed-quote", "", 'MORE_OF_IT="never closed', "unknown-key"),
    with_line("duplicate-key", STRIPE, f"{STRIPE}={VALUES[STRIPE]}"),
    with_line("duplicate-key", "SENTRY_ENVIRONMENT", "SENTRY_ENVIRONMENT=staging"),
    line_of("spaces-around-equals", STRIPE, lambda line: line.replace("=", " = ")),
    having("hash-in-value", DATABASE, _DATABASE.replace(WORD, "p4Zr#wQm2vKd"), "bad-address"),
    having("hash-in-value", "UNLEASH_API_KEY", "default:staging.9f1c4b7e2a5d#8c3f6b0e"),
    having("dollar-in-value", DATABASE, _DATABASE.replace(WORD, "p4Zr$wQm2vKd"), "short-secret"),
    having("dollar-in-value", "DATADOG_API_KEY", "'$8a6f0c2e4b9d7f1a3c5e8b0d2f4a6c'", "empty-value"),
    having("quotes-in-value", "UNLEASH_API_KEY", '"default:staging".9f1c4b7e2a5d'),
    having("backslash-in-value", "UNLEASH_API_KEY", r'"default:staging.9f1c4b\t7e2a5d"'),
    having("shell-runs", "UNLEASH_API_URL", "https://staging.unleash.io/api?a=1&b=2"),
    having("shell-differs", "UNLEASH_API_URL", "https://staging.unleash.io/api?a=1;b=2"),
    having(
        "unset-reference",
        REDIS,
        "rediss://:${REDIS_WORD}@master.servio.cache.amazonaws.com:6379",
        "redis-without-password",
    ),
]

REFUSED = [
    Mistake(
        "file-refused",
        "",
        written(VALUES | {"UNLEASH_API_KEY": "default:staging.9f1c${}4b7e2a5d"}),
        ("dollar-in-value",),
    ),
    Mistake(
        "readers-differ",
        "LAUNCHDARKLY_SDK_KEY",
        written(VALUES).replace("SDK_KEY=", "SDK_KEY=\n'").replace("f1a90", "f1a90'"),
        ("unparsable-line",),
    ),
]

KEYS = [
    *(without("missing-key", key) for key in VALUES),
    having("empty-value", "DATADOG_APP_KEY", ""),
    having("empty-value", DATABASE, '""'),
    Mistake("near-miss", "SENTRY_ENVIROMENT", written(VALUES).replace("SENTRY_ENVIRONMENT", "SENTRY_ENVIROMENT")),
    Mistake("near-miss", "SUPABASE_URL", written(VALUES).replace("NEXT_PUBLIC_SUPABASE_URL", "SUPABASE_URL")),
    Mistake("near-miss", "DATABASE_URI", written(VALUES).replace("DATABASE_URL", "DATABASE_URI")),
    Mistake("key-case", "", written(VALUES).replace("DATABASE_URL", "database_url")),
    Mistake("key-form", "", written(VALUES).replace("DATADOG_APP_KEY", "DATADOG-APP-KEY")),
    with_line("unknown-key", "", "SOMETHING_NEW=1"),
]

VALUES_ = [
    having("placeholder", DATABASE, _DATABASE.replace("c9akciq32", "xxxx")),
    having("placeholder", DATABASE, _DATABASE.replace(WORD, "password")),
    having("placeholder", DATABASE, _DATABASE.replace(WORD, "servio")),
    having("placeholder", REDIS, "rediss://:changeme@master.servio.cache.amazonaws.com:6379"),
    having("placeholder", STRIPE, "your_stripe_key"),
    having("placeholder", "DATADOG_API_KEY", "'<api key>'"),
    having("placeholder", "DATADOG_API_KEY", "staging_api_key"),
    having("placeholder", "UNLEASH_API_KEY", "todo"),
    having("placeholder", "UNLEASH_API_URL", "https://unleash.example.com/api"),
    having("placeholder", "STRIPE_WEBHOOK_SECRET", "secret"),
    having("placeholder", STRIPE, issued("sk", "test_...")),
    having("placeholder", "SENTRY_ENVIRONMENT", "undefined"),
    having("unexpanded", "DATADOG_APP_KEY", '"{{ datadog_app_key }}"'),
    having("unexpanded", "DATADOG_APP_KEY", "%DATADOG_APP_KEY%"),
    having("surrounding-space", "DATADOG_APP_KEY", f'"{VALUES["DATADOG_APP_KEY"]} "'),
    having("quotes-kept", "SENTRY_ENVIRONMENT", "“staging”"),
    having("quotes-kept", "DATADOG_APP_KEY", f"\"'{VALUES['DATADOG_APP_KEY']}'\""),
    with_line("left-over", "PHONE_FORMAT", "PHONE_FORMAT=xxxx-xxxx", "unknown-key"),
    with_line("placeholder", "SENDGRID_API_KEY", "SENDGRID_API_KEY=SG.xxxxxxxx", "unknown-key"),
    with_line("placeholder", "SMTP_HOST", "SMTP_HOST=change-me", "unknown-key"),
    having("node-env", "NODE_ENV", "staging"),
    having("node-env", "NODE_ENV", "development"),
    having("environment-word", "SENTRY_ENVIRONMENT", "production"),
    having("wrong-form", SENTRY, "https://sentry.io/4505"),
    having("wrong-form", SENTRY, VALUES[SENTRY].replace("https://", "")),
    having("wrong-form", STRIPE, issued("pk", "test_51NqZk3Lw0pQrStUvWxYz12345")),
    having("wrong-form", "STRIPE_WEBHOOK_SECRET", "we_1NqZk3Lw0pQrStUv"),
    having("wrong-form", "DATADOG_API_KEY", VALUES["DATADOG_APP_KEY"], "reused-secret"),
    having("wrong-form", "LAUNCHDARKLY_SDK_KEY", "mob-1f0c3a52-7d4e-4f8b-9c6a-2b5d8e7f1a90"),
    with_line("test-user-domain", "SERVIO_EMAIL", "SERVIO_EMAIL=qa@servio.com"),
]

ADDRESSES = [
    having("bad-address", DATABASE, _DATABASE.replace(WORD, "p4Zr/wQm2vKd")),
    having("bad-address", DATABASE, _DATABASE.replace(WORD, "p4Zr@wQm2vKd")),
    having("wrong-scheme", DATABASE, _DATABASE.replace("postgresql", "mysql")),
    having("wrong-scheme", WEB, "staging.servio.com"),
    having("driver-prefix", DATABASE, _DATABASE.replace("postgresql", "postgres")),
    having("no-tls", API, "http://api.staging.servio.com", "other-address"),
    having("no-tls", "UNLEASH_API_URL", "http://staging.unleash.io/api"),
    having("redis-without-tls", REDIS, _REDIS.replace("rediss", "redis")),
    having("redis-without-password", REDIS, _REDIS.replace(":mT8vLq3ZxWpR6sYd@", "")),
    having("sslmode", DATABASE, _DATABASE.partition("?")[0]),
    having("sslmode", DATABASE, _DATABASE.replace("=require", "=prefer")),
    having("sslmode", DATABASE, _DATABASE.replace("=require", "=verified")),
    having("database-name", DATABASE, _DATABASE.replace("servio_staging", "servio")),
    having("no-port", DATABASE, _DATABASE.replace(":5432", "")),
    having("other-environment", DATABASE, _DATABASE.replace("db.c9", "servio-production-db.c9")),
    having("other-environment", API, "https://api.servio.com", "other-address"),
    in_production("other-environment", API, "https://api.staging.servio.com", "other-address"),
    having("other-environment", "UNLEASH_API_KEY", "default:production.9f1c4b7e2a5d8c3f6b0e"),
    in_production("other-environment", "UNLEASH_API_KEY", "*:staging.9f1c4b7e2a5d8c3f6b0e"),
    having("this-machine", DATABASE, _DATABASE.replace("db.c9akciq32.eu-west-1.rds.amazonaws.com", "localhost")),
    having("this-machine", API, "http://127.0.0.1:3001", "other-address", "other-domain"),
    having("short-host", REDIS, "rediss://:mT8vLq3ZxWpR6sYd@redis:6379"),
    having("origin-form", WEB, "https://staging.servio.com/"),
    having("origin-form", API, "https://api.staging.servio.com/api/v1", "other-address"),
    having("other-address", WEB, "https://staging-2.servio.com"),
    having("same-origin", API, VALUES[WEB], "other-address"),
    having("swapped-address", WEB, VALUES[API], "same-origin", "other-address"),
    Mistake("swapped-address", API, written(VALUES | {API: VALUES[WEB], WEB: VALUES[API]}), ("other-address",)),
    having("other-domain", API, "https://api.servio.io", "other-address"),
]

SECRETS = [
    having("live-key", STRIPE, LIVE),
    in_production("test-key", STRIPE, TEST),
    with_line(
        "public-secret",
        "NEXT_PUBLIC_STRIPE_SECRET",
        f"NEXT_PUBLIC_STRIPE_SECRET={TEST}",
        "unknown-key",
    ),
    *(
        with_line("public-secret", f"NEXT_PUBLIC_{name}", f"NEXT_PUBLIC_{name}={value}", "unknown-key")
        for name, value in {
            "UNLEASH_API_KEY": VALUES["UNLEASH_API_KEY"],
            "SLACK_URL": "https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/abcdefghijkl",
            "CONFIG": WORD,
        }.items()
    ),
    having("public-secret", ANON, token("service_role", ends=4_102_444_801), "supabase-role"),
    having("supabase-role", SERVICE, token("anon")),
    having("supabase-role", SERVICE, issued("sb", "publishable_Zk3Lw0aBcDeFg")),
    having("supabase-project", SERVICE, token("service_role", ref="zyxwvutsrqponmlkjihg")),
    having("expired-token", ANON, token("anon", ends=EXPIRED)),
    having("expiring-token", ANON, token("anon", ends=SOON)),
    having("reused-secret", "UNLEASH_API_KEY", VALUES["LAUNCHDARKLY_SDK_KEY"], "wrong-form"),
    having("reused-secret", REDIS, _REDIS.replace("mT8vLq3ZxWpR6sYd", WORD)),
    having("short-secret", REDIS, _REDIS.replace("mT8vLq3ZxWpR6sYd", "mT8v")),
]

MISTAKES = [*LINES, *REFUSED, *KEYS, *VALUES_, *ADDRESSES, *SECRETS]
