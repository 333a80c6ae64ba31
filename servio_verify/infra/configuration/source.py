"""Source of the configuration's facts: the keys of Servio's own dotenv file, and digests of what they say."""

import hashlib
import os
from pathlib import Path

from servio_verify.errors import UsageError
from servio_verify.infra.configuration.digests import digest, digests
from servio_verify.infra.configuration.look import look
from servio_verify.infra.configuration.subject import OWN, Setting
from servio_verify.infra.mirror.comparison import comparison
from servio_verify.infra.mirror.words import Words, words_of
from servio_verify.infra.source import Place, Read, Source, UnreachableError
from servio_verify.run import state_dir

KEY = "SERVIO_DIGEST_KEY"
"""A secret text of the process environment: the same on machines whose facts are to be held against each other."""

SHORTEST_KEY = 16
TOLD = {
    "keys": "keys of Servio's dotenv file",
    "secrets": "digests of its secrets, KEY=digest: who has no key learns nothing of a value",
    "values": "digests of values that are neither secret nor of a known form",
    "digest_key": "which key these digests were made with",
}


def read(place: Place) -> Read:
    """Return the facts. Raises UnreachableError where there is no such file, or a mistake in what is said of it."""
    try:
        subject = look(Path.cwd(), place.environment.name).subject
    except UsageError as error:
        raise UnreachableError(str(error)) from None
    if subject.is_own_file:
        raise UnreachableError(f".env.{place.environment.name} holds settings of this suite, and not Servio's")
    servios = [it for key, it in subject.in_file.items() if not key.startswith(OWN)]
    key, words = _key(), _words(place)
    return {
        "keys": tuple(sorted(it.key for it in servios)),
        "secrets": _listed(digests(servios, key)),
        "values": _listed({it.key: _both(it.value, words, key) for it in servios if _is_plain(it)}),
        "digest_key": hashlib.sha256(key).hexdigest()[:8],
    }


def _is_plain(it: Setting) -> bool:
    return not it.is_secret and not it.form and not it.url


def _both(value: str, words: Words, key: bytes) -> str:
    """Return the digests of a value as it stands, where it is a bare word, and without the environment's own words.

    Two values are alike where either is: NODE_ENV may be `production` on staging too.
    """
    return f"{digest(value, key) if value.isalnum() else ''}/{digest(words.plain(value), key)}"


def _listed(found: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted(f"{key}={told}" for key, told in found.items()))


def _key() -> bytes:
    told = os.environ.get(KEY, "")
    if told and len(told) < SHORTEST_KEY:
        raise UnreachableError(f"{KEY} has less than {SHORTEST_KEY} characters")
    return told.encode() or state_dir.key("digests.key")


def _words(place: Place) -> Words:
    environment = place.environment
    urls = {"web": environment.web_origin, "api": environment.api_origin}
    return words_of(environment.name, urls, {environment.own_word}, {}, comparison())


SOURCE = Source("configuration", "the dotenv file", TOLD, read)
