"""Rules for single values: placeholders, templates, what is kept by mistake, what was agreed, what was issued."""

import re
from collections.abc import Iterator

from servio_verify.infra.configuration.finding import Finding
from servio_verify.infra.configuration.forms import FORMS
from servio_verify.infra.configuration.rules.placeholders import SURE, placeholder
from servio_verify.infra.configuration.rules.secret_values import is_secret_name
from servio_verify.infra.configuration.subject import OWN, Setting, Subject

_TEMPLATE = re.compile(r"\{\{.*?\}\}|<%.*?%>|\$\{\{|^%[A-Za-z_]+%$|^__[A-Z_]+__$|^\$\{?[A-Za-z_]\w*\}?$|\$\(")
_TEXT = re.compile(r"\S(.*\n)+.*\S\n+|-----BEGIN.*\S\n+")
"""Several lines of text, as a key in PEM is: they end with a line's end."""

_MEANT = {"surrounding-space": "white space", "quotes-kept": "quotes", "unexpanded": "a template"}
_QUOTES = "'\"`"
_TYPOGRAPHIC = "“”„‘’‚«»"


def check(it: Subject) -> Iterator[Finding]:
    """Yield what is wrong with values, each by itself."""
    for setting in it.every:
        if setting.value:
            yield from _of(setting)


def _of(it: Setting) -> Iterator[Finding]:
    rule, what = _left_over(it)
    if rule and _may_be_meant(it, what):
        yield it.found("left-over", what=what or _MEANT[rule])
    elif rule:
        yield it.found(rule, what=what)
    else:
        yield from _wrong(it)


def _left_over(it: Setting) -> tuple[str, str]:
    """Return the rule for what stands in a value by mistake, and the kind of placeholder; else two empty texts."""
    if it.value != it.value.strip() and not _TEXT.fullmatch(it.value):
        return "surrounding-space", ""
    if _keeps_quotes(it.value):
        return "quotes-kept", ""
    if _TEMPLATE.search(it.value):
        return "unexpanded", ""
    kind = placeholder(it)
    return ("placeholder", kind) if kind else ("", "")


def _may_be_meant(it: Setting, kind: str) -> bool:
    """Return whether a value may well be meant so: it is no secret's, nothing is known of its key, and nobody asks."""
    is_known = it.key in it.expected.keys or it.key.startswith(OWN)
    is_sure = kind in SURE and " " not in it.value  # a sentence may say "your name"
    return not (is_sure or is_known or it.is_secret or is_secret_name(it.key))


def _keeps_quotes(value: str) -> bool:
    """Return whether quotes are kept round a value; a value may well begin with a quoted word of its own."""
    first, last = value[0], value[-1]
    if first in _TYPOGRAPHIC or last in _TYPOGRAPHIC:
        return True
    inside = value[1:-1]
    return any(
        sign in _QUOTES and sign not in inside and (first == last or value.count(sign) == 1) for sign in (first, last)
    )


def _wrong(it: Setting) -> Iterator[Finding]:
    must = it.expected.equals.get(it.key)
    if must is not None and it.value != must:
        if it.key == "NODE_ENV" and must == "production":
            yield it.found("node-env")
        elif it.key.endswith("ENVIRONMENT") or it.key.endswith("_ENV"):
            yield it.found("environment-word", must=must)
        else:
            yield it.found("wrong-value", must=must)
    form = FORMS.get(it.form)
    if form and form.pattern and not form.pattern.fullmatch(it.value):
        yield it.found("wrong-form", form=form.words)
    if it.key.endswith("EMAIL") or "_EMAIL_" in it.key:
        yield from _test_user(it)


def _test_user(it: Setting) -> Iterator[Finding]:
    domain = it.value.rpartition("@")[2].lower()
    for name, hosts in it.expected.others.items():
        if name in ("production", "prod", "live") and domain in hosts:
            yield it.found("test-user-domain")
