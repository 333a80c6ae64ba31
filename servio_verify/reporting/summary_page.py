"""Summary page: one HTML page that needs nothing else: no script, no network; readable on a phone at night."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from slugify import slugify

from servio_verify.failures import sentences
from servio_verify.failures.headline import headline
from servio_verify.reporting import text
from servio_verify.results.model import Outcome, Result
from servio_verify.results.verdict import Verdict
from servio_verify.run import files

PICTURES = {
    files.HEALTH_CHART: "Health of the target over time",
    f"{files.LOAD}/{files.LOAD_CHART}": "The load over time",
}
"""Pictures of the whole run, in its folder."""

TIMINGS = {
    "attestation": "asking which build answers",
    "sampler_cpu": "watching the target's health (CPU)",
    "self_proof": "trying whether the detectors fire (beside the checks)",
    "fingerprint": "looking what changed since the last GO",
    "monitoring": "waiting for what monitoring saw",
    "waited_for_limits": "waiting for rate limits",
}
"""What the timings of `verdict.json` mean."""

SCREENSHOTS_SHOWN = 5
LARGEST = 400_000
"""Bytes of a picture; a larger one is linked, not shown: the page must open on a phone."""

SIGNS = {Verdict.GO: "✓", Verdict.NO_GO: "✗", Verdict.INCONCLUSIVE: "?", Verdict.INVALID: "!"}


class Evidence(NamedTuple):
    """What a failed check left: where its folder is from the page, and its screenshot as a data URL."""

    folder: str
    screenshot: str


def write(result: Result, path: Path) -> None:
    """Write the page into the run's folder; OSError where it cannot be written."""
    path.write_text(html(result, path.parent), encoding="utf-8", errors="replace")


def html(result: Result, folder: Path) -> str:
    """Return the page, with pictures of the run's folder. All words of the target are escaped: they may hold markup."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # every process imports this module, one draws

    pages = Environment(loader=PackageLoader("servio_verify.reporting"), autoescape=True, undefined=StrictUndefined)
    failed = [entry for entry in result.ledger if entry.outcome is Outcome.FAILED]
    return pages.get_template("summary.html").render(
        result=result,
        title=text.title(result),
        sign=SIGNS[result.verdict],
        next=text.next_step(result),
        counts=text.counts(result),
        reasons=list(text.evidence(result)),
        more_reasons=list(text.more_reasons(result)),
        headline=headline,
        title_of=sentences.title,
        failed=failed,
        evidence=dict(_evidence([entry.check for entry in failed], folder)),
        pictures={words: picture for name, words in PICTURES.items() if (picture := _picture(folder / name))},
        details=list(text.details(result)),
        timings={TIMINGS.get(name, name): seconds for name, seconds in result.timings.items()},
    )


def _evidence(checks: list[str], folder: Path) -> Iterator[tuple[str, Evidence]]:
    shown = 0
    for check in checks:
        left = folder / files.BROWSER / slugify(check)
        if left.is_dir():
            picture = next(iter(sorted(left.glob("*.png"))), None) if shown < SCREENSHOTS_SHOWN else None
            screenshot = _picture(picture) if picture else ""
            shown += bool(screenshot)
            yield check, Evidence(f"{files.BROWSER}/{quote(left.name)}/", screenshot)


def _picture(path: Path) -> str:
    """Return the picture as a data URL; nothing where there is none, or it is too large."""
    if not path.is_file() or path.stat().st_size > LARGEST:
        return ""
    kind = "svg+xml" if path.suffix == ".svg" else "png"
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
