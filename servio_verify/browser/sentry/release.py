"""Release that Sentry is told, held against a build: a name that can be compared, or not."""

import re

from servio_verify.results.build_id import is_same

_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_NUMBER = re.compile(r"\d{1,6}")
_VERSION = re.compile(r"v?\d+(?:\.\d+)+")
_PARTS = re.compile(r"[@+/_:]|-(?=[0-9a-f]{7,64}$)")


def names(release: str, build: str) -> bool | None:
    """Return whether a release is of this build; None where the two names cannot be compared.

    A release is often `NAME@VERSION`, with the commit behind a `+`; a build is short or long. Only names of one kind,
    two commits or two versions, can differ: `web@1.4.2` says nothing of the commit 5f3c1a9.
    """
    parts = [part for part in _PARTS.split(release.strip().lower()) if part]
    if any(is_same(part, build) for part in [release, *parts]):
        return True
    kinds = {_kind(part) for part in parts[1:] or parts}
    return False if _kind(build.strip().lower()) in kinds - {""} else None


def _kind(name: str) -> str:
    if _COMMIT.fullmatch(name) and re.search("[a-f]", name):
        return "commit"
    if _VERSION.fullmatch(name):
        return "version"
    return "number" if _NUMBER.fullmatch(name) else ""
