"""Forms of values: what each kind of key looks like, as its issuer documents it."""

import re
from typing import NamedTuple


class Form(NamedTuple):
    """One form: its name for people, what a value must match, and the schemes of an address."""

    words: str
    pattern: re.Pattern[str] | None = None
    schemes: tuple[str, ...] = ()
    issued: bool = False


SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
"""The modes of PostgreSQL's clients, the weakest first."""

OF_DRIVERS = {"no-verify": "require"}
"""Modes that one driver alone knows (node-postgres), and which of PostgreSQL's own they are."""

JWT = r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+"


def _issued(words: str, pattern: str) -> Form:
    return Form(words, re.compile(pattern, re.ASCII), issued=True)


FORMS: dict[str, Form] = {
    "text": Form("text"),
    "word": Form("one word", re.compile(r"[\w.-]+")),
    "email": Form("e-mail address", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
    "origin": Form("address", schemes=("https", "http")),
    "url": Form("address", schemes=("https", "http")),
    "postgresql": Form("PostgreSQL address", schemes=("postgresql", "postgres")),
    "redis": Form("Redis address", schemes=("rediss", "redis")),
    "sentry-dsn": _issued(
        "Sentry DSN (https://KEY@HOST/NUMBER)", r"https?://\w{16,}(:\w+)?@[\w.-]+(:\d+)?(/[\w-]+)*/\d+"
    ),
    "stripe-publishable": _issued("publishable key of Stripe (pk_test_…, pk_live_…)", r"pk_(test|live)_\w{10,}"),
    "stripe-secret": _issued("secret key of Stripe (sk_test_…, rk_live_…)", r"[sr]k_(test|live)_\w{10,}"),
    "stripe-webhook": _issued("webhook secret of Stripe (whsec_…)", r"whsec_[\w+/=]{10,}"),
    "supabase-anon": _issued(
        "anon key of Supabase (a JWT, or sb_publishable_…)", rf"{JWT}|sb_(publishable|secret)_[\w-]{{10,}}"
    ),
    "supabase-service": _issued(
        "service role key of Supabase (a JWT, or sb_secret_…)", rf"{JWT}|sb_(publishable|secret)_[\w-]{{10,}}"
    ),
    "launchdarkly-sdk": _issued("SDK key of LaunchDarkly (sdk-…)", r"sdk-[\w-]{20,}"),
    "unleash-token": _issued("token of Unleash (PROJECT:ENVIRONMENT.…)", r"[\w.*\[\]-]+:[\w.*-]+\.\S{8,}|\w{40,}"),
    "datadog-api": _issued("API key of Datadog (32 hexadecimal digits)", r"[0-9a-f]{32}"),
    "datadog-app": _issued(
        "application key of Datadog (40 hexadecimal digits, or ddapp_…)", r"[0-9a-f]{40}|ddapp_\w{20,}"
    ),
    "slack-webhook": _issued(
        "webhook of Slack (https://hooks.slack.com/…)", r"https://hooks\.slack(-gov)?\.com/\w+/\S+"
    ),
}
"""By the name that a facts file gives each."""
