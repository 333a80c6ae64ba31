"""Rules for secrets: live and test keys, what may reach no browser, tokens, one secret for two purposes."""

import re
from collections.abc import Collection, Iterator
from datetime import timedelta

from servio_verify.infra.configuration.digests import digests, secret_part
from servio_verify.infra.configuration.finding import Finding
from servio_verify.infra.configuration.rules.placeholders import placeholder
from servio_verify.infra.configuration.rules.secret_values import is_secret_value
from servio_verify.infra.configuration.subject import PUBLIC, SECRET_NAME, Setting, Subject
from servio_verify.infra.configuration.tokens import claims, expiry

SOON = timedelta(days=30)
LEAST = 8

_LIVE = re.compile(r"[psr]k_live_")
_TEST = re.compile(r"[psr]k_test_")
_PROJECT = re.compile(r"([a-z]{20})\.supabase\.(co|in|net)")
_ROLES = {"supabase-anon": ("anon", "sb_publishable_"), "supabase-service": ("service_role", "sb_secret_")}
_SERVICES = {
    "postgres": {"DB", "DATABASE", "PG", "POSTGRES", "POSTGRESQL", "SQL"},
    "redis": {"CACHE", "REDIS"},
    "smtp": {"BREVO", "EMAIL", "MAIL", "MAILGUN", "MAILJET", "POSTMARK", "RESEND", "SENDGRID", "SMTP"},
    "amqp": {"AMQP", "RABBITMQ"},
    "mongodb": {"DB", "DATABASE", "MONGO", "MONGODB"},
}
"""Words in the names of a service's passwords, by what the schemes of its addresses begin with."""
_NAMED = {"anon": "anon", "service_role": "service role", "sb_publishable_": "anon", "sb_secret_": "service role"}


def check(it: Subject) -> Iterator[Finding]:
    """Yield what is wrong with secrets."""
    of_servers = {secret_part(each) for each in it.every if not each.key.startswith(PUBLIC)} - {""}
    for setting in it.every:
        if setting.value and not placeholder(setting):
            yield from _payments(setting)
            yield from _in_pages(setting, of_servers)
            yield from _role(setting)
            yield from _project(setting, it)
            yield from _ends(setting, it)
            yield from _short(setting)
    yield from _reused(it)
    yield from _shared(it)


def _payments(it: Setting) -> Iterator[Finding]:
    if _LIVE.match(it.value) and not it.expected.live_payments:
        yield it.found("live-key")
    if _TEST.match(it.value) and it.expected.live_payments:
        yield it.found("test-key")


def _in_pages(it: Setting, of_servers: Collection[str]) -> Iterator[Finding]:
    if not it.key.startswith(PUBLIC):
        return
    named = SECRET_NAME.search(it.key)  # tokens are made for browsers, too
    by_name = named and "TOKEN" not in named[0] and it.key not in it.expected.table.public
    with_password = it.password and it.form != "sentry-dsn"
    is_a_servers = it.value in of_servers and it.key not in it.expected.table.public
    if by_name or with_password or is_secret_value(it.value) or is_a_servers:
        yield it.found("public-secret")


def _role(it: Setting) -> Iterator[Finding]:
    must = _ROLES.get(it.form)
    if must is None:
        return
    prefix = next((each for _, each in _ROLES.values() if it.value.startswith(each)), "")
    role = prefix or str(claims(it.value).get("role", ""))
    if role in _NAMED and role not in must:
        yield it.found("supabase-role", role=_NAMED[role], must=_NAMED[must[0]])


def _project(it: Setting, subject: Subject) -> Iterator[Finding]:
    if it.form not in _ROLES:
        return
    ref = claims(it.value).get("ref")
    for key, other in subject.in_file.items():
        found = _PROJECT.fullmatch(other.host)
        if found and isinstance(ref, str) and ref != found[1]:
            yield it.found("supabase-project", url=key)


def _ends(it: Setting, subject: Subject) -> Iterator[Finding]:
    end = expiry(claims(it.value))
    if end and end <= subject.now:
        yield it.found("expired-token", day=f"{end:%Y-%m-%d}")
    elif end and end <= subject.now + SOON:
        yield it.found("expiring-token", day=f"{end:%Y-%m-%d}")


def _short(it: Setting) -> Iterator[Finding]:
    part = it.password or (it.value if it.is_secret and not it.url else "")
    if part and len(part) < LEAST:
        yield it.found("short-secret", least=str(LEAST))


def _reused(it: Subject) -> Iterator[Finding]:
    first: dict[str, Setting] = {}
    for setting in it.in_file.values():
        part = secret_part(setting)
        other = first.setdefault(part, setting) if part else setting
        if other is not setting and not _same_service(setting, other):
            yield setting.found("reused-secret", other=other.key)


def _same_service(one: Setting, other: Setting) -> bool:
    """Return whether both are of one service: a pooled and a direct address, or an address and its password."""
    urls = [each.url for each in (one, other) if each.url]
    if len(urls) == 2:
        return (urls[0].scheme[:5], urls[0].username) == (urls[1].scheme[:5], urls[1].username)
    return _is_renamed(one.key, other.key) or bool(_services(one) & _services(other))


def _is_renamed(one: str, other: str) -> bool:
    """Return whether two names are of one thing: AUTH_SECRET was NEXTAUTH_SECRET, JWT_SECRET is SUPABASE_JWT_SECRET."""
    short, long = sorted((one, other), key=len)
    return "_" in short and long.endswith(short)


def _services(it: Setting) -> set[str]:
    """Return the services that a password is for: by the scheme of its address, else by the words of its name."""
    if it.url:
        return {name for name in _SERVICES if it.url.scheme.startswith(name)}
    words = set(re.split("_|PASSWORD", it.key))
    return {name for name, theirs in _SERVICES.items() if words & theirs}


def _shared(it: Subject) -> Iterator[Finding]:
    for name, theirs in it.others.items():
        known = set(theirs.values())
        own = digests(it.in_file.values(), it.digest_key)
        yield from (it.in_file[key].found("shared-secret", name=name) for key, told in own.items() if told in known)
