"""Merge of several runs into one verdict: smoke, shards of e2e, load. The strictest decides."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from servio_verify.errors import UsageError
from servio_verify.failures.headline import headline
from servio_verify.results import build_id, load_report
from servio_verify.results.counts import counts
from servio_verify.results.model import SCHEMA, Attestation, Cause, Entry, Merged, Outcome, Result
from servio_verify.results.uncollected import UncollectedFiles, is_deselected
from servio_verify.results.verdict import Verdict, strictest

_WEIGHT = tuple(Outcome)
_RAN_LEAST = (Outcome.NOT_SELECTED, Outcome.NOT_RUN, Outcome.SKIPPED)


class MergeError(UsageError):
    """These files cannot make one verdict."""


def read(path: Path) -> Result:
    """Return the result in a `verdict.json` or a `load.json`; MergeError where it is neither."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(document, dict) and document.get("schema") == SCHEMA:
            return Result.model_validate(document)
        if isinstance(document, dict) and load_report.is_one(document):
            return load_report.result_of(document, path)
    except FileNotFoundError:
        raise MergeError(f"there is no {path}: name the run's, runs/ID/verdict.json") from None
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise MergeError(f"{path} cannot be read: {str(error).splitlines()[0]}") from None
    raise MergeError(f"{path} is neither a verdict.json ({SCHEMA}) nor a load.json (schema {load_report.SCHEMA})")


def merge(files: Sequence[Path], runs: int = 0) -> Result:
    """Return the one result of these files; MergeError where they are about different things.

    `runs` is how many there must be: one that left no file is a promise not kept, and no GO is made of the others.
    """
    files = list({path.resolve(): path for path in files}.values())  # one that is named twice is one
    results = [read(path) for path in files]
    _refuse_strangers(files, results)
    missing = _missing(len(files), runs)
    verdict = strictest([*(result.verdict for result in results), *(cause.verdict for cause in missing)])
    causes = _causes([*missing, *(cause for result in results for cause in result.causes)])
    parts = tuple(
        Merged(file=str(path), run=result.run, tiers=result.tiers, verdict=result.verdict)
        for path, result in zip(files, results, strict=True)
    )
    return _combined(results, causes, verdict).model_copy(update={"parts": parts})


def _combined(results: Sequence[Result], causes: Sequence[Cause], verdict: Verdict) -> Result:
    """Return everything but the parts: what is the same in all, what adds up, and what is joined."""
    first = results[0]
    ledger = _ledger(results)
    return Result(
        verdict=verdict,
        exit_code=verdict.exit_code,
        causes=tuple(causes),
        reasons=tuple(dict.fromkeys(map(str, causes))),
        environment=first.environment,
        web_url=first.web_url,
        api_url=next((result.api_url for result in results if result.api_url), ""),
        run="+".join(result.run for result in results),
        started=min(result.started for result in results),
        ended=max(result.ended for result in results),
        attestation=next((result.attestation for result in results if result.attestation.build), Attestation()),
        ledger=ledger,
        **counts(ledger, (tier for result in results for tier in result.tiers)),
        not_covered=_not_covered(results, ledger),
        outages=tuple(outage for result in results for outage in result.outages),
        detectors=tuple(detector for result in results for detector in result.detectors if not detector.caught),
        left_on_target=sum(result.left_on_target for result in results),
        versions=first.versions,
        swept=sum(result.swept for result in results),
        scrubbed=sum(result.scrubbed for result in results),
        folder=Path(),
    )


def _causes(causes: Iterable[Cause]) -> list[Cause]:
    """Return the causes, the strictest first; what several runs failed for is one cause with the checks of all."""
    joined: dict[tuple[Verdict, str, str], Cause] = {}
    for cause in causes:
        key = cause.verdict, cause.kind, headline(cause.text)
        same = joined.setdefault(key, cause)
        checks = tuple(dict.fromkeys((*same.checks, *cause.checks)))
        joined[key] = same.model_copy(update={"checks": checks})
    return sorted(joined.values(), key=lambda cause: -cause.verdict.weight)


def _missing(found: int, runs: int) -> list[Cause]:
    if found >= runs:
        return []
    return [Cause(verdict=Verdict.INCONCLUSIVE, kind="not run", text=f"{runs - found} of {runs} runs left no verdict")]


def _refuse_strangers(files: Sequence[Path], results: Sequence[Result]) -> None:
    first, known = results[0], results[0].attestation.build
    for path, result in zip(files, results, strict=True):
        if result.environment != first.environment:
            raise MergeError(f"{path} is about {result.environment}, {files[0]} about {first.environment}")
        if result.web_url != first.web_url and not result.web_url.startswith("http://127.0.0.1:"):
            raise MergeError(f"{path} is about {result.web_url}, {files[0]} about {first.web_url}")
        build = result.attestation.build
        if build and known and not build_id.is_same(build, known):
            raise MergeError(f"{path} is about build {build}, others about {known}")
        known = known or build


def _ledger(results: Sequence[Result]) -> tuple[Entry, ...]:
    """Return the union; of a check that several runs have, the weightiest: a failure, then whatever ran."""
    entries: dict[str, Entry] = {}
    for entry in (entry for result in results for entry in result.ledger):
        known = entries.get(entry.check)
        if known is None or _weight(entry) > _weight(known):
            entries[entry.check] = entry
    return tuple(entries.values())


def _weight(entry: Entry) -> int:
    if entry.outcome is Outcome.FAILED:
        return len(_WEIGHT)
    return -_RAN_LEAST.index(entry.outcome) - 1 if entry.outcome in _RAN_LEAST else _WEIGHT.index(entry.outcome)


def _not_covered(results: Sequence[Result], ledger: Sequence[Entry]) -> tuple[str, ...]:
    lines = [line for result in results for line in result.not_covered if not _is_counted_anew(line)]
    lines += _not_asked_for(results, ledger)
    left_out = sum(entry.outcome is Outcome.NOT_SELECTED for entry in ledger)
    if left_out:
        lines.append(f"{left_out} checks that no run selected")
    unattested = [", ".join(result.tiers) for result in results if not result.attestation.build]
    lines += [f"which build {tier} ran against: it attested none" for tier in unattested]
    return tuple(dict.fromkeys(lines))


def _is_counted_anew(line: str) -> bool:
    return is_deselected(line) or UncollectedFiles.parse(line) is not None


def _not_asked_for(results: Sequence[Result], ledger: Sequence[Entry]) -> Iterator[str]:
    """Yield how many files of a tier no run asked for: what one shard left aside, another one ran."""
    existing: dict[str, int] = {}
    for result in results:
        for uncollected in filter(None, map(UncollectedFiles.parse, result.not_covered)):
            tier = uncollected.tier
            existing[tier] = max(existing.get(tier, 0), uncollected.files + len(_files(result.ledger, tier)))
    for tier, files in existing.items():
        if left := files - len(_files(ledger, tier)):
            yield str(UncollectedFiles(tier, left))


def _files(ledger: Sequence[Entry], tier: str) -> set[str]:
    return {entry.check.partition("::")[0] for entry in ledger if entry.tier == tier}
