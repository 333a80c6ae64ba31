"""Rules for single values: placeholders, templates, what is kept by mistake, what was agreed, what was issued."""

import re
from collections.abc import Iterator

from servio_verify.infra.configuration.finding import Finding
from servio_verify.infra.configuration.forms import FORMS
from servio_verify.infra.configuration.rules.placeholders import placeholder
from servio_verify.infra.configuration.subject import Setting, Subject

_TEMPLATE = re.compile(r"\{\{.*?\}\}|<%.*?%>|\$\{\{|^%[A-Za-z_]+%$|^__[A-Z_]+__$|^\$\{?[A-Za-z_]\w*\}?$|\$\(")
_QUOTES = "'\"`"
_TYPOGRAPHIC = "“”„‘’‚«»"


def check(it: Subject) -> Iterator[Finding]:
    """Yield what is wrong with values, each by itself."""
    for setting in it.every:
        if setting.value:
            yield from _of(setting)


def _of(it: Setting) -> Iterator[Finding]:
    if it.value != it.value.strip():
        yield it.found("surrounding-space")
    elif _keeps_quotes(it.value):
        yield it.found("quotes-kept")
    elif _TEMPLATE.search(it.value):
        yield it.found("unexpanded")
    elif kind := placeholder(it):
        yield it.found("placeholder", what=kind)
    else:
        yield from _wrong(it)


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
