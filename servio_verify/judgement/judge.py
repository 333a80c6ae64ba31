"""Judge: from the findings of a run to a verdict with its causes (docs/DESIGN.md, The verdict)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from servio_verify.judgement import exempt
from servio_verify.judgement.causes import causes
from servio_verify.judgement.findings import Findings, Judgement
from servio_verify.judgement.outages import never_well, outages
from servio_verify.results.model import Attestation, Cause, Outage, Outcome
from servio_verify.results.uncollected import deselected
from servio_verify.results.verdict import Verdict, strictest
from servio_verify.target import health_sampler
from servio_verify.target.builds import attestation, task_clocks, tasks

ORIGINS = {"web": "the web app", "api": "the API"}
RAN = (Outcome.PASSED, Outcome.FLAKY, Outcome.FAILED)


def judge(found: Findings) -> Judgement:
    """Return the judgement. GO is what is left where nothing speaks against it, never where nothing was measured."""
    times = outages(found.samples, found.environment.watch)
    failed = causes(found.failures, times, _password_questions(found))
    against = [*_distrust(found), *_cold(found), *_elsewhere(found), *failed, *_monitoring(found), *_doubt(found)]
    against.sort(key=lambda cause: -cause.verdict.weight)
    return Judgement(
        strictest([Verdict.GO, *(cause.verdict for cause in against)]),
        tuple(against),
        tuple(times),
        tuple(_not_covered(found)),
        tuple(_notes(found, times)),
    )


def _distrust(found: Findings) -> Iterator[Cause]:
    """Yield why the run itself cannot be trusted."""
    for line in found.build_problems:
        yield Cause(verdict=Verdict.INVALID, kind="build", text=line)
    for detector in found.detectors:
        if not detector.caught:
            said = f" ({detector.said})" if detector.said else ""
            text = f"the detector of {detector.name} did not fire on a planted one{said}"
            yield Cause(verdict=Verdict.INVALID, kind="detector", text=text)


def _cold(found: Findings) -> Iterator[Cause]:
    """Yield what failed when it was first asked for."""
    for line in found.cold_starts:
        yield Cause(verdict=Verdict.NO_GO, kind="cold start", text=line)


def _elsewhere(found: Findings) -> Iterator[Cause]:
    """Yield that the pages asked another API than the one under test: no other check looks at theirs."""
    if other := found.elsewhere:
        verdict = Verdict.NO_GO if other.is_defect else Verdict.INCONCLUSIVE
        yield Cause(verdict=verdict, kind="another API", text=other.line)


def _monitoring(found: Findings) -> Iterator[Cause]:
    """Yield what others saw in the time of the run, where the environment's file says that it decides."""
    for line in found.readings.against:
        yield Cause(verdict=Verdict.NO_GO, kind="monitoring", text=line)
    yield from (_inconclusive("monitoring", line) for line in found.readings.doubts)


def _doubt(found: Findings) -> Iterator[Cause]:
    """Yield why it cannot be told."""
    if text := health_sampler.trouble(found.samples):
        yield _inconclusive("samples", text)
    if text := _unattested(found):
        yield _inconclusive("build", text)
    crashed = {failure.check for failure in found.failures}
    silent = [entry for entry in found.ledger if entry.outcome is Outcome.NOT_RUN and entry.check not in crashed]
    if silent:
        text = f"{len(silent)} promised checks did not run: {silent[0].why}"
        yield _inconclusive("not run", text)
    elif found.braked:
        yield _inconclusive("brake", found.braked)
    if not any(entry.outcome in RAN for entry in found.ledger):
        yield _inconclusive("not run", "no check that decides ran to its end")


def _password_questions(found: Findings) -> dict[str, str]:
    """Return what to ask, by e-mail, where a sign-in is refused and it is not known whose fault that is."""
    host = urlsplit(str(found.environment.api_origin)).netloc
    return {
        email: f"Is {setting} still right? It never signed in at {host} as {email}"
        for email, setting in found.passwords_in_doubt.items()
    }


def _unattested(found: Findings) -> str | None:
    proof = found.attestation
    if proof.expected and not proof.origins:
        return f"identity not proven: neither origin names its build, so {proof.expected} cannot be attested"
    for name in proof.origins:
        last = getattr(proof.looks[-1], name)
        if sum(last.values()) < attestation.ENOUGH:
            return f"identity not proven: at the end {name} named its build in {sum(last.values())} answers only"
    return None


def _inconclusive(kind: str, text: str) -> Cause:
    return Cause(verdict=Verdict.INCONCLUSIVE, kind=kind, text=text)


def _not_covered(found: Findings) -> Iterator[str]:
    if not found.environment.is_own and found.environment.led_elsewhere:
        yield found.environment.led_elsewhere
    yield from _half_attested(found.attestation)
    yield from tasks.unproven(found.attestation)
    yield from exempt.not_covered(found)
    yield from found.not_covered
    yield from found.readings.not_covered
    for why, count in Counter(entry.why for entry in found.ledger if entry.outcome is Outcome.SKIPPED).items():
        yield why if count == 1 else f"{why} ({count} checks)"
    left_out = [entry for entry in found.ledger if entry.outcome is Outcome.NOT_SELECTED]
    if left_out:
        yield deselected(len(left_out), left_out[0].why)
    yield from found.not_looked_at
    yield from found.left_aside
    yield from found.environment.session.unpromised


def _half_attested(proof: Attestation) -> Iterator[str]:
    """Yield that one origin names no build where one is expected, neither to its attestation nor anywhere else."""
    named = {*proof.origins, *(each.origin for each in proof.named)}
    if proof.expected and proof.proven and len(named) == 1:
        told, untold = (ORIGINS[name] for name in sorted(ORIGINS, key=lambda name: name not in named))
        yield f"{untold} names no build: only the build of {told} is proven"


def _notes(found: Findings, times: Sequence[Outage]) -> Iterator[str]:
    if found.faults:
        yield f"a proof put faults before the target, on purpose: {found.faults}"
    if found.environment.is_own and found.environment.led_elsewhere:
        yield found.environment.led_elsewhere
    proof = found.attestation
    if proof.proven:
        told = ", ".join(f"{name} {build}" for name, build in proof.origins.items())
        silent = "".join(f"; {name} names none" for name in ORIGINS if not (proof.expected or name in proof.origins))
        yield f"build: {told}, from start to end ({attestation.ANSWERS} answers each{tasks.note(proof)}){silent}"
    elif not proof.origins:
        yield "build: identity not proven, the target names none where the environment says"
    yield from task_clocks.note(proof.looks)
    yield from (f"seen: {each}" for each in (*times, *never_well(found.samples)))
    yield from found.readings.notes
    yield from exempt.notes(found)
