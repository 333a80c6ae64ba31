"""Placeholders: what samples hold in the place of a value."""

import re

from servio_verify.infra.configuration.forms import FORMS
from servio_verify.infra.configuration.subject import Setting

_ANYWHERE = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"x{4,}", "filler letters"),
        (r"(change|replace)[-_ ]?(me|this)(?![a-z])", "a request to change it"),
        (
            r"(?<![a-z])your[-_ ][-_ a-z]*(key|token|secret|password|url|id|host|domain|name|value|here)(?![a-z])",
            "the word your",
        ),
        (r"<[a-z][\w -]*>", "angle brackets"),
        (r"^\[[a-z][\w -]*\]$", "square brackets"),
        (r"\.{3}$|…$|\*{4,}", "dots or stars"),
        (r"^(todo|tbd|fixme|undefined|null|none|nil|insert|placeholder|put[-_ ].*[-_ ]here)$", "a word for nothing"),
    )
)
SURE = {"a request to change it", "the word your", "a host of samples", "its own name"}
"""Kinds that nobody means, whatever the key."""

_EVERYDAY = re.compile(
    r"(password|passwd|passwort|secret|supersecret|admin|root|test|testing|example|sample|dummy|fake|foo|bar|qwerty"
    r"|letmein|hunter2|key|token|string|value|12345\d*|0+|1+)\W*\d{0,4}",
    re.IGNORECASE,
)
_SAMPLE_HOST = re.compile(r"(^|\.)(example\.(com|org|net)|example|invalid|test)$")
_WORDS = re.compile(r"[a-z]+")
_FILLERS = {"my", "your", "the", "a", "test", "staging", "production", "prod", "dev", "development", "local", "sample"}
_FILLERS |= {"example", "some", "here", "key", "secret", "token", "value"}


def placeholder(it: Setting) -> str:
    """Return the kind of placeholder that a value holds; nothing where it holds none."""
    if not it.value:
        return ""
    kinds = [kind for pattern, kind in _ANYWHERE if pattern.search(it.value)]
    if kinds:
        return kinds[0]
    if it.is_secret and not it.url and _EVERYDAY.fullmatch(it.value):
        return "an everyday word"
    if it.password and (_EVERYDAY.fullmatch(it.password) or it.password == (it.url.username if it.url else None)):
        return "an everyday word behind the user's name"
    if it.host and _SAMPLE_HOST.search(it.host) and it.value.rstrip("/") not in it.expected.addresses.values():
        return "a host of samples"
    return "its own name" if _says_its_name(it) else ""


def _says_its_name(it: Setting) -> bool:
    """Return whether a value that is issued by somebody is made of the words of its key, like `staging_api_key`."""
    form = FORMS.get(it.form)
    if not (it.is_secret or (form and form.issued)) or re.search(r"\d", it.value):
        return False
    words = _WORDS.findall(it.value.lower())
    own = {*_WORDS.findall(it.key.lower()), *_FILLERS, it.expected.name, it.expected.word}
    return bool(words[1:]) and set(words) <= own
