"""Decision: what a verdict means for a deploy, and whether it is one of that deploy at all."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from servio_verify.deployment.consistency import contradiction
from servio_verify.deployment.gate import WORDS, Decision, Deployed, Word, short
from servio_verify.deployment.refusals import NarrowVerdictError, OtherImageError, OtherVerdictError
from servio_verify.environments.tier import Tier
from servio_verify.results.build_id import is_same
from servio_verify.results.merge import MergeError, read
from servio_verify.results.model import Result
from servio_verify.results.uncollected import leaves_checks_aside
from servio_verify.results.verdict import Verdict

AHEAD = timedelta(minutes=5)
"""How far the clock of the machine that made a verdict may be ahead of this one."""

_IMAGE = re.compile(r"images?: (sha256:\S+) run")
"""The note of a run whose infra tier saw which image runs (infra.image_note)."""


def decide(result: Result, deployed: Deployed) -> Decision:
    """Return what is to be told. A verdict after which nothing is told need not be proven.

    Raises OtherVerdictError where the verdict is not one of this deploy, NarrowVerdictError where it is about too
    little, OtherImageError where the infra tier saw another image run.
    """
    word = WORDS.get(result.verdict)
    first = result.reasons[0] if result.reasons else f"{result.passed} checks passed"
    _hold_place(result, deployed)
    if word is None:
        return Decision(result.verdict, None, first)
    if line := contradiction(result):
        raise OtherVerdictError(f"the verdict's file contradicts itself ({line}): run again")
    for part in _parts(result):
        _hold(part, deployed)
    if word is Word.CONTINUE:
        _hold_whole(result, deployed)
    elif _is_of_the_environment_alone(result):
        why = "only the infra tier failed, and a roll-back mends only what the deploy changed"
        raise NarrowVerdictError(f"NO-GO, but {why}: a person decides")
    return Decision(result.verdict, word, first)


def _parts(result: Result) -> list[Result]:
    """Return the runs that a merged verdict was made of, read again: it names the build of one of them only."""
    if not result.parts:
        return [result]
    parts = []
    for told in result.parts:
        try:
            part = read(Path(told.file))
        except MergeError:
            raise OtherVerdictError(f"a part of the merged verdict cannot be read: {told.file}") from None
        if (part.run, part.verdict) != (told.run, told.verdict) or contradiction(part):
            raise OtherVerdictError(f"{told.file} is not what the merged verdict was made of: merge again")
        parts.append(part)
    return parts


def _hold_place(result: Result, deployed: Deployed) -> None:
    """Raise OtherVerdictError where the verdict is not even meant to be one of this deploy."""
    if result.environment != deployed.environment:
        raise OtherVerdictError(f"the verdict is about {result.environment}, the deploy about {deployed.environment}")
    expected = result.attestation.expected
    if expected and not is_same(expected, deployed.build):
        raise OtherVerdictError(f"the verdict is about build {expected}, {deployed.build} was deployed")


def _hold(result: Result, deployed: Deployed) -> None:
    """Raise OtherVerdictError where this run is not one of what was deployed."""
    _hold_place(result, deployed)
    for asked, there in ((result.web_url, deployed.web_url), (result.api_url, deployed.api_url)):
        if there and asked != there and not _is_load(result):
            raise OtherVerdictError(f"the verdict is about {asked}, {deployed.environment} is {there}")
    _hold_build(result, deployed.build)
    seen = next((told[1] for note in result.notes if (told := _IMAGE.match(note))), deployed.digest)
    if deployed.digest and seen != deployed.digest:
        raise OtherImageError(f"the infra tier saw image {short(seen)} run, {short(deployed.digest)} was deployed")
    if deployed.since and result.started < deployed.since.replace(microsecond=0):
        began = f"began {result.started:%Y-%m-%d %H:%M:%S}"
        raise OtherVerdictError(f"the run {began}, before the deploy was seen at {deployed.since:%H:%M:%S} (UTC)")
    if result.ended > datetime.now(UTC) + AHEAD:
        raise OtherVerdictError(f"the run ends in the future ({result.ended:%Y-%m-%d %H:%M} UTC): a clock is wrong")


def _hold_build(result: Result, build: str) -> None:
    proof = result.attestation
    if _is_load(result):  # a load run names its build, and does not look at both origins
        if not (proof.build and is_same(proof.build, build)):
            raise OtherVerdictError(f"load ran against build {proof.build or 'unknown'}, {build} was deployed")
        return
    if not proof.expected:
        raise OtherVerdictError(f"the run expected no build: run it with --expect-build {build}")
    if not (proof.proven and proof.build and is_same(proof.build, build)):
        raise OtherVerdictError(f"the run did not prove that {build} answered, so it may be about another build")


def _is_load(result: Result) -> bool:
    return result.tiers == (Tier.LOAD,) and not result.attestation.expected


def _hold_whole(result: Result, deployed: Deployed) -> None:
    """Raise NarrowVerdictError where a promised tier, or a part of it, did not run."""
    for tier in deployed.tiers:
        if tier not in result.tiers:
            raise NarrowVerdictError(f"the GO is of {', '.join(result.tiers) or 'no tier'}, {tier} did not run")
    if not deployed.whole:
        return
    if result.not_selected:
        raise NarrowVerdictError(f"the GO leaves {result.not_selected} checks aside: run the whole tier")
    for line in filter(leaves_checks_aside, result.not_covered):
        raise NarrowVerdictError(f"the GO is of fewer checks than promised ({line}): run the whole tier")


def _is_of_the_environment_alone(result: Result) -> bool:
    against = [cause for cause in result.causes if cause.verdict is Verdict.NO_GO]
    return {Tier.of(check) for cause in against for check in cause.checks} == {Tier.INFRA}
