"""Lines that every rendering for people is made of."""

from collections.abc import Iterator

from servio_verify.environments.tier import Tier
from servio_verify.results.model import Result
from servio_verify.results.verdict import Verdict
from servio_verify.run.files import VERDICT

REASONS_SHOWN = 5
CHANGES_SHOWN = 8


NEXT = {
    Verdict.NO_GO: "Servio breaks a promise; each reason says which. Roll back or fix.",
    Verdict.INCONCLUSIVE: "It could not be told: no reason to roll back. See to the first reason, then run again.",
    Verdict.INVALID: "This run cannot be trusted. See the reason, remove it, and run again.",
}


OF_THE_ENVIRONMENT = (
    "The environment is not what was agreed; each reason says where. Put it right, or agree to it in the file named "
    "there. A roll-back mends only what the deploy changed."
)


def next_step(result: Result) -> str:
    """Return what the word means for whoever decides; a GO is one for what it covers, of the build that is proven."""
    if _is_of_the_environment(result):
        return OF_THE_ENVIRONMENT
    if result.verdict is not Verdict.GO:
        return NEXT[result.verdict]
    ran, end = "Every check that ran passed", ": go, for what is covered."
    if not result.not_covered:
        ran, end = "Every promised check ran and passed", ": go."
    return ran + (", and one build answered from start to end" if result.attestation.proven else "") + end


def _is_of_the_environment(result: Result) -> bool:
    """Return whether no check of Servio itself failed, but the environment is another than agreed."""
    against = [cause for cause in result.causes if cause.verdict is Verdict.NO_GO]
    tiers = {Tier.of(check) for cause in against for check in cause.checks}
    return result.verdict is Verdict.NO_GO and tiers == {Tier.INFRA}


def title(result: Result) -> str:
    """Return the word, and what it is about."""
    return f"{result.verdict} for {result.environment}"


def first_line(result: Result) -> str:
    """Return the verdict in one line: the word and its weightiest reason."""
    reason = result.reasons[0] if result.reasons else f"{result.passed} checks passed at {result.web_url}"
    return f"{result.verdict}: {reason}"


def reasons(result: Result) -> Iterator[str]:
    """Yield the weightiest reasons, and how many more there are."""
    yield from result.reasons[:REASONS_SHOWN]
    yield from more_reasons(result)


def more_reasons(result: Result) -> Iterator[str]:
    """Yield how many reasons there are beside those that are shown, if any."""
    if len(result.reasons) > REASONS_SHOWN:
        yield f"and {len(result.reasons) - REASONS_SHOWN} more in {VERDICT}"


def evidence(result: Result) -> Iterator[tuple[str, list[str]]]:
    """Yield the reasons that are shown, each with the lines of evidence behind it."""
    details = {str(cause): cause.detail.splitlines() for cause in result.causes}
    for reason in result.reasons[:REASONS_SHOWN]:
        yield reason, details.get(reason, [])


def counts(result: Result) -> str:
    """Return how many checks became what."""
    silent = f", {result.not_run} not run" if result.not_run else ""
    outcomes = f"{result.passed} checks passed, {result.failed} failed, {len(result.skipped)} skipped{silent}"
    return f"{outcomes} at {result.web_url}"


def details(result: Result) -> Iterator[str]:
    """Yield what a reader should know besides: what is not covered, not decided, changed or left behind."""
    yield from result.notes
    yield from (f"not covered: {what}" for what in result.not_covered)
    yield from (f"flaky: {check} passed only when it was tried again" for check in result.flaky)
    yield from (f"new failure: {check}" for check in result.new_failures[:REASONS_SHOWN])
    flips = sorted(result.flips.items(), key=lambda each: -each[1])
    yield from (f"flips: {check} changed {times} times lately" for check, times in flips[:REASONS_SHOWN])
    if len(flips) > REASONS_SHOWN:
        yield f"flips: {len(flips) - REASONS_SHOWN} checks more, see {VERDICT}"
    yield from (f"changed since the last GO: {change}" for change in result.changes[:CHANGES_SHOWN])
    if len(result.changes) > CHANGES_SHOWN:
        yield f"changed since the last GO: {len(result.changes) - CHANGES_SHOWN} things more, see {VERDICT}"
    if result.swept:
        yield f"swept: {result.swept} things that earlier runs had left"
    if result.left_on_target:
        yield f"left on the target: {result.left_on_target} things, see {result.folder}/journal-*.jsonl"
    yield from (f"part: {part.verdict} {', '.join(part.tiers) or part.run} ({part.file})" for part in result.parts)
