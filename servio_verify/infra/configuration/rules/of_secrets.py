"""Rules for secrets: live and test keys, what may reach no browser, tokens, one secret for two purposes."""

import re
from collections.abc import Iterator
from datetime import timedelta

from servio_verify.infra.configuration.digests import digests, secret_part
from servio_verify.infra.configuration.finding import Finding
from servio_verify.infra.configuration.rules.placeholders import placeholder
from servio_verify.infra.configuration.subject import PUBLIC, SECRET_NAME, Setting, Subject
from servio_verify.infra.configuration.tokens import claims, expiry

SOON = timedelta(days=30)
LEAST = 8

_LIVE = re.compile(r"[psr]k_live_")
_TEST = re.compile(r"[psr]k_test_")
_SECRET_VALUE = re.compile(r"[sr]k_(live|test)_|whsec_|sb_secret_|sdk-[\w-]{20,}|-----BEGIN|xox[bp]-|gh[ps]_\w{20,}")
_PROJECT = re.compile(r"([a-z]{20})\.supabase\.(co|in|net)")
_ROLES = {"supabase-anon": ("anon", "sb_publishable_"), "supabase-service": ("service_role", "sb_secret_")}
_NAMED = {"anon": "anon", "service_role": "service role", "sb_publishable_": "anon", "sb_secret_": "service role"}


def check(it: Subject) -> Iterator[Finding]:
    """Yield what is wrong with secrets."""
    for setting in it.every:
        if setting.value and not placeholder(setting):
            yield from _payments(setting)
            yield from _in_pages(setting)
            yield from _role(setting)
            yield from _project(setting, it)
            yield from _ends(setting, it)
            yield from _short(setting)
    yield from _reused(it)
    yield from _shared(it)


def is_secret_value(value: str) -> bool:
    """Return whether a value is a secret by its form, whatever its key is called."""
    return bool(_SECRET_VALUE.match(value)) or claims(value).get("role") == "service_role"


def _payments(it: Setting) -> Iterator[Finding]:
    if _LIVE.match(it.value) and not it.expected.live_payments:
        yield it.found("live-key")
    if _TEST.match(it.value) and it.expected.live_payments:
        yield it.found("test-key")


def _in_pages(it: Setting) -> Iterator[Finding]:
    if not it.key.startswith(PUBLIC):
        return
    named = SECRET_NAME.search(it.key)  # tokens are made for browsers, too
    by_name = named and "TOKEN" not in named[0] and it.key not in it.expected.table.public
    with_password = it.password and it.form != "sentry-dsn"
    if by_name or with_password or is_secret_value(it.value):
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
    """Return whether both are addresses of one service: a pooled and a direct one have the same password."""
    schemes = [(each.url.scheme[:5], each.url.username) for each in (one, other) if each.url]
    return len(schemes) == 2 and schemes[0] == schemes[1]


def _shared(it: Subject) -> Iterator[Finding]:
    for name, theirs in it.others.items():
        known = set(theirs.values())
        own = digests(it.in_file.values(), it.digest_key)
        yield from (it.in_file[key].found("shared-secret", name=name) for key, told in own.items() if told in known)
