"""Limits that Sentry announces (develop.sentry.dev, Rate Limiting): `X-Sentry-Rate-Limits`, or a plain 429."""

from collections.abc import Iterator, Mapping

ALL = "everything"


def limited(status: int, headers: Mapping[str, str]) -> dict[str, str]:
    """Return what Sentry drops for now, and why: by category ("error", "transaction"); all of it is `everything`."""
    told = dict(_told(headers.get("x-sentry-rate-limits", "")))
    return {ALL: "too many requests"} if status == 429 and not told else told


def drops_errors(limits: Mapping[str, str]) -> str:
    """Return why errors are dropped; nothing where they are not."""
    return limits.get("error") or limits.get(ALL) or ""


def _told(header: str) -> Iterator[tuple[str, str]]:
    for limit in filter(None, header.split(",")):
        seconds, _, rest = limit.strip().partition(":")
        categories, scope, reason = ([*rest.split(":"), "", ""])[:3]
        why = (reason.strip() or f"limit of the {scope.strip() or 'project'}")[:40]
        for category in categories.split(";"):
            yield category.strip() or ALL, f"{why}, for {seconds.strip()[:8]} s"
