"""Ways to a wrong answer of a paused deployment on ECS, and the four right ones: each is one line and one exit code.

`told` is what ECS itself took down: nothing, CONTINUE or ROLLBACK.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from selftest.deployment.conftest import WEB, Arrange, Gate, verdict_of
from selftest.support.aws.front import digest_of
from selftest.support.aws.paused import BUILD, HOOK, JSON
from selftest.support.results import entry
from servio_verify.results.merge import merge
from servio_verify.results.model import Attestation, Cause, Outcome, Result
from servio_verify.results.uncollected import UncollectedFiles, fewer_checks, uncollected_checks
from servio_verify.results.verdict import Verdict

GO, NO_GO, INCONCLUSIVE, INVALID = Verdict.GO, Verdict.NO_GO, Verdict.INCONCLUSIVE, Verdict.INVALID
OTHER = "0000000"
FORMLESS = b'{"serviceDeployments": [{}]}'
ANCIENT = datetime(2026, 11, 1, tzinfo=UTC)


def verdict(word: Verdict = GO, **more: Any) -> Arrange:
    """Arrange that this is the verdict."""
    return lambda gate: gate.keep(verdict_of(word, **more))


def edited(word: Verdict = GO, **members: Any) -> Arrange:
    """Arrange that a hand changed these members of the verdict's file."""

    def arrange(gate: Gate) -> None:
        path = gate.keep(verdict_of(word))
        path.write_text(json.dumps(json.loads(path.read_text()) | members))

    return arrange


def file_edited(**members: Any) -> Arrange:
    """Arrange that a hand changed these members of the gate's file."""

    def arrange(gate: Gate) -> None:
        path = gate.folder / "gate.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | members))

    return arrange


def after(*arranged: Arrange, word: Verdict = GO) -> Arrange:
    """Arrange all of these, behind a verdict that is right."""

    def arrange(gate: Gate) -> None:
        for each in (verdict(word), *arranged):
            each(gate)

    return arrange


def ecs(change: Callable[[Any], Any], word: Verdict = GO) -> Arrange:
    """Arrange that something happens to the deployment between the two looks, behind a verdict that is right."""
    return after(lambda gate: change(gate.ecs), word=word)


def merged(*results: Result, spoil: bool = False, lose: bool = False) -> Arrange:
    """Arrange that the verdict is merged of these."""

    def arrange(gate: Gate) -> None:
        paths = [gate.keep(each, f"{number}.json") for number, each in enumerate(results)]
        gate.keep(merge(paths))
        if spoil:
            gate.keep(verdict_of(GO, at=ANCIENT), "1.json")
        if lose:
            paths[1].unlink()

    return arrange


def tier(name: str, word: Verdict = GO, **more: Any) -> Result:
    """Return the result of another tier than smoke."""
    failed = [entry("test_bad", Outcome.FAILED)] if word is NO_GO else []
    ledger = tuple(
        each.model_copy(update={"check": each.check.replace("/smoke/", f"/{name}/"), "tier": name})
        for each in (entry("test_good"), *failed)
    )
    causes = tuple(Cause(verdict=word, kind="facts", text="Not as agreed", checks=(each.check,)) for each in ledger[1:])
    counted: dict[str, Any] = {"passed": 1, "failed": len(failed), "tiers": (name,), "ledger": ledger}
    return verdict_of(word, **counted, causes=causes, reasons=tuple(map(str, causes)), **more)


def refused(operation: str, code: str) -> Arrange:
    """Arrange that ECS refuses an operation."""
    return after(lambda gate: gate.front.refused.update({operation: [code] * 9}))


def taken_and_gone(gate: Gate) -> None:
    """Arrange that ECS takes the answer, and the line breaks before it says so, every time from then on."""
    verdict()(gate)
    take = gate.front.instead["ContinueServiceDeployment"]

    def broken(body: bytes) -> None:
        take(body)
        gate.front.instead["DescribeServiceDeployments"] = lambda _: None

    gate.front.instead["ContinueServiceDeployment"] = broken


def taken_unheard(gate: Gate) -> None:
    """Arrange that ECS takes the answer, and only the first line breaks: botocore asks again by itself."""
    verdict()(gate)
    take = gate.front.instead["ContinueServiceDeployment"]

    def broken_once(body: bytes) -> None:
        take(body)
        gate.front.instead["ContinueServiceDeployment"] = take

    gate.front.instead["ContinueServiceDeployment"] = broken_once


def another_gate_first(action: str) -> Arrange:
    """Arrange that another gate answers between this one's look and its answer."""

    def arrange(gate: Gate) -> None:
        verdict()(gate)
        take = gate.front.instead["ContinueServiceDeployment"]

        def raced(body: bytes) -> tuple[int, str, bytes] | None:
            gate.ecs.tell(action)
            return take(body)

        gate.front.instead["ContinueServiceDeployment"] = raced

    return arrange


def soon(ecs: Any) -> None:
    ecs.hook["expiresAt"] = datetime.now(UTC) + timedelta(seconds=20)


def unproven(**more: Any) -> Attestation:
    return Attestation(**{"expected": BUILD, "build": BUILD, "proven": False} | more)


class Situation(NamedTuple):
    """What is so, what ECS is told, and how the gate ends."""

    name: str
    arrange: Arrange
    told: list[str]
    code: int
    line: str
    options: tuple[str, ...] = ()


SITUATIONS = (
    # --- The four words ---
    Situation("GO", verdict(), ["CONTINUE"], 0, "was told CONTINUE after GO"),
    Situation("NO-GO", verdict(NO_GO), ["ROLLBACK"], 1, "was told ROLLBACK after NO-GO"),
    Situation(
        "INCONCLUSIVE", verdict(INCONCLUSIVE), [], 10, "was told nothing after INCONCLUSIVE: its hook decides at"
    ),
    Situation("INVALID", verdict(INVALID), [], 11, "was told nothing after INVALID: its hook decides at"),
    # --- The verdict's file ---
    Situation(
        "no verdict: the run crashed",
        lambda _: None,
        [],
        4,
        "there is no verdict.json: name the run's",
    ),
    Situation("a file of another schema", edited(schema="servio-verify/verdict-0"), [], 4, "is neither a verdict.json"),
    Situation(
        "a word changed by hand", edited(NO_GO, verdict="GO"), [], 21, "contradicts itself (GO with exit code 1)"
    ),
    Situation(
        "word and code changed by hand",
        edited(NO_GO, verdict="GO", exit_code=0),
        [],
        21,
        "contradicts itself (GO with a cause that is NO-GO)",
    ),
    Situation("a GO made NO-GO by hand", edited(verdict="NO-GO", exit_code=1), [], 21, "(NO-GO without a cause)"),
    Situation("checks taken out by hand", edited(ledger=[]), [], 21, "(1 passed and 0 failed, in its ledger 0 and 0)"),
    Situation(
        "causes taken out by hand", edited(reasons=["The till is open"]), [], 21, "(GO with a reason against it)"
    ),
    Situation(
        "a detector that did not fire",
        edited(detectors=[{"name": "slow answers", "caught": False}]),
        [],
        21,
        "(GO with a detector that did not fire)",
    ),
    Situation(
        "another API", verdict(GO, api_url="http://127.0.0.1:8000"), [], 21, "is about http://127.0.0.1:8000, stag"
    ),
    Situation("nothing passed", edited(ledger=[], passed=0), [], 21, "(GO with 0 passed, 0 failed and 0 not run)"),
    Situation("its times changed by hand", edited(started="2026-11-29T00:00:00Z"), [], 21, "than its run id says"),
    Situation(
        "a provisional verdict: the run still goes on, or died",
        verdict(INVALID, causes=(Cause(verdict=INVALID, kind="no verdict", text="The run ended without a verdict"),)),
        [],
        11,
        "was told nothing after INVALID",
    ),
    # --- A verdict of something else ---
    Situation("another environment", verdict(environment="local"), [], 21, "is about local, the deploy about staging"),
    Situation("NO-GO of another environment", verdict(NO_GO, environment="local"), [], 21, "is about local"),
    Situation(
        "another address, as of a rehearsal",
        verdict(web_url="http://127.0.0.1:8080"),
        [],
        21,
        f"is about http://127.0.0.1:8080, staging is {WEB}",
    ),
    Situation("another build", verdict(build=OTHER), [], 21, f"is about build {OTHER}, {BUILD} was deployed"),
    Situation("NO-GO of another build", verdict(NO_GO, build=OTHER), [], 21, f"is about build {OTHER}"),
    Situation("INVALID of another build", verdict(INVALID, build=OTHER), [], 21, f"is about build {OTHER}"),
    Situation(
        "no build expected",
        verdict(attestation=Attestation(build=BUILD, proven=True)),
        [],
        21,
        f"expected no build: run it with --expect-build {BUILD}",
    ),
    Situation("a build not proven", verdict(attestation=unproven()), [], 21, f"did not prove that {BUILD} answered"),
    Situation(
        "NO-GO of a build not proven", verdict(NO_GO, attestation=unproven(build=None)), [], 21, "did not prove that"
    ),
    Situation("a run before the hook", verdict(at=ANCIENT), [], 21, "began 2026-11-01 00:00:00, before the deploy was"),
    Situation("NO-GO of a run before the hook", verdict(NO_GO, at=ANCIENT), [], 21, "before the deploy was seen at"),
    Situation(
        "a run of tomorrow", verdict(ended=datetime.now(UTC) + timedelta(days=1)), [], 21, "the run ends in the future"
    ),
    Situation(
        "another image seen by the infra tier",
        verdict(notes=(f"image: {digest_of('other')} runs in 2 of 2 tasks of servio-staging-app:7",)),
        [],
        23,
        "the infra tier saw image sha256:",
    ),
    Situation(
        "INCONCLUSIVE of a build not proven, before the hook",
        verdict(INCONCLUSIVE, at=ANCIENT, attestation=unproven(build=None)),
        [],
        10,
        "was told nothing after INCONCLUSIVE",
    ),
    # --- A verdict about too little ---
    Situation("another tier", lambda gate: gate.keep(tier("infra")), [], 22, "is of infra, smoke did not run"),
    Situation(
        "some checks of the tier",
        verdict(ledger=(entry("test_good"), entry("test_b", Outcome.NOT_SELECTED)), not_selected=1),
        [],
        22,
        "the GO leaves 1 checks aside: run the whole tier",
    ),
    Situation(
        "some checks of the tier, which is accepted",
        verdict(ledger=(entry("test_good"), entry("test_b", Outcome.NOT_SELECTED)), not_selected=1),
        ["CONTINUE"],
        0,
        "was told CONTINUE after GO",
        ("--accept-partial",),
    ),
    Situation(
        "some files of the tier", verdict(not_covered=(str(UncollectedFiles("smoke", 3)),)), [], 22, "(3 files of smoke"
    ),
    Situation(
        "some checks not collected",
        verdict(not_covered=(uncollected_checks("smoke", ["test_a"]),)),
        [],
        22,
        "(1 checks of smoke that were not collected",
    ),
    Situation(
        "fewer checks than before",
        verdict(not_covered=(fewer_checks("smoke", 1, 78, "20261128t174904z-gsvrui"),)),
        [],
        22,
        "(smoke: 77 checks fewer than at a GO before",
    ),
    Situation("a note under not covered", verdict(not_covered=("the API has no /ready",)), ["CONTINUE"], 0, "CONTINUE"),
    Situation(
        "NO-GO of some checks is still one",
        verdict(NO_GO, not_covered=(str(UncollectedFiles("smoke", 3)),)),
        ["ROLLBACK"],
        1,
        "was told ROLLBACK",
    ),
    Situation(
        "NO-GO of the infra tier alone",
        lambda gate: merged(verdict_of(GO), tier("infra", NO_GO))(gate),
        [],
        22,
        "a roll-back mends only what the deploy changed: a person decides",
    ),
    # --- A merged verdict ---
    Situation(
        "merged of two tiers",
        lambda gate: merged(verdict_of(GO), tier("e2e"))(gate),
        ["CONTINUE"],
        0,
        "was told CONTINUE",
        ("--tier", "smoke", "--tier", "e2e"),
    ),
    Situation(
        "merged, one part of another build",
        lambda gate: merged(verdict_of(GO), tier("e2e", attestation=Attestation()))(gate),
        [],
        21,
        f"expected no build: run it with --expect-build {BUILD}",
    ),
    Situation(
        "merged, one part of before the hook",
        lambda gate: merged(verdict_of(GO), tier("e2e", at=ANCIENT))(gate),
        [],
        21,
        "before the deploy was seen",
    ),
    Situation(
        "merged, one part changed since",
        lambda gate: merged(verdict_of(GO), tier("e2e"), spoil=True)(gate),
        [],
        21,
        "is not what the merged verdict was made of",
    ),
    Situation(
        "merged, one part gone",
        lambda gate: merged(verdict_of(GO), tier("e2e"), lose=True)(gate),
        [],
        21,
        "a part of the merged verdict cannot be read",
    ),
    # --- The gate's file ---
    Situation(
        "no gate file",
        after(lambda gate: (gate.folder / "gate.json").unlink()),
        [],
        4,
        "there is no gate.json: make it with `gate ecs begin`, before the run",
    ),
    Situation("a gate file of another schema", after(file_edited(schema="gate-0")), [], 4, "gate.json is no gate file"),
    Situation("a gate file with a word too many", after(file_edited(force=True)), [], 4, "(force: Extra inputs"),
    Situation("its build changed by hand", after(file_edited(build=OTHER)), [], 21, f"{OTHER} was deployed"),
    Situation(
        "its image changed by hand", after(file_edited(image_digest=digest_of("x"))), [], 23, "the gate file another"
    ),
    Situation(
        "what was deployed changed by hand", after(file_edited(digest=digest_of("x"))), [], 23, "under the hook is of"
    ),
    Situation(
        "its environment changed by hand", after(file_edited(environment="production")), [], 21, "is about staging"
    ),
    # --- The deployment and its hook ---
    Situation(
        "another image under the hook",
        ecs(lambda ecs: ecs.image.update(imageDigest=digest_of("other"))),
        [],
        23,
        "under the hook, the gate file another",
    ),
    Situation(
        "another task definition",
        ecs(lambda ecs: setattr(ecs, "definition", ecs.definition[:-1] + "9")),
        [],
        23,
        "of servio-staging-app:9 under the hook, the gate file another",
    ),
    Situation(
        "the digest is told no more", ecs(lambda ecs: ecs.image.pop("imageDigest")), [], 23, "ECS has no digest of"
    ),
    Situation(
        "replaced", ecs(lambda ecs: setattr(ecs, "status", "STOPPED")), [], 24, "another deployment took its place"
    ),
    Situation("gone", ecs(lambda ecs: setattr(ecs, "known", False)), [], 24, "ECS knows no deployment"),
    Situation("the next hook", ecs(lambda ecs: ecs.hook.update(hookId=f"{HOOK}2")), [], 0, "was continued already"),
    Situation(
        "NO-GO at the next hook",
        ecs(lambda ecs: ecs.hook.update(hookId=f"{HOOK}2"), NO_GO),
        [],
        24,
        "was continued already, by somebody else: ROLLBACK was not told",
    ),
    Situation("continued by somebody", ecs(lambda ecs: ecs.tell("CONTINUE")), [], 0, "already: nothing more to tell"),
    Situation(
        "rolled back by somebody", ecs(lambda ecs: ecs.tell("ROLLBACK"), NO_GO), [], 1, "was rolled back already"
    ),
    Situation(
        "rolled back by somebody, and GO",
        ecs(lambda ecs: ecs.tell("ROLLBACK")),
        [],
        24,
        "was rolled back already, by somebody else: CONTINUE was not told",
    ),
    Situation(
        "continued by somebody, and NO-GO",
        ecs(lambda ecs: ecs.tell("CONTINUE"), NO_GO),
        [],
        24,
        "was continued already, by somebody else: ROLLBACK was not told",
    ),
    Situation(
        "over by its time-out", ecs(lambda ecs: ecs.hook.update(status="TIMED_OUT")), [], 24, "and ECS decided: nothing"
    ),
    Situation("20 s left", ecs(soon), [], 25, "s are left until the hook decides (ROLLBACK), 30 are needed: nothing"),
    Situation("20 s left, 10 wanted", ecs(soon), ["CONTINUE"], 0, "was told CONTINUE", ("--margin", "10")),
    Situation(
        "20 minutes left by a clock here that is behind",
        after(lambda gate: setattr(gate.front, "ahead", 1190)),
        [],
        25,
        "s are left until the hook decides",
    ),
    Situation("another gate is faster", another_gate_first("CONTINUE"), [], 0, "was continued already"),
    Situation("another gate is faster, with NO-GO", another_gate_first("ROLLBACK"), [], 24, "was rolled back already"),
    # --- AWS ---
    Situation("taken, and not heard", taken_unheard, ["CONTINUE"], 0, "was continued already: nothing more to tell"),
    Situation(
        "taken, and AWS is gone", taken_and_gone, ["CONTINUE"], 27, "what became of it is not known; look at NCWGC2ZR"
    ),
    Situation(
        "sent, and never heard of",
        after(lambda gate: gate.front.instead.update(ContinueServiceDeployment=lambda _: None)),
        [],
        27,
        "CONTINUE was sent, and what became of it is not known; look at NCWGC2ZR-taawPAYrIaU5",
    ),
    Situation(
        "not allowed to look",
        refused("DescribeServiceDeployments", "AccessDeniedException"),
        [],
        26,
        "nothing was told: AccessDenied for ecs:DescribeServiceDeployments: allow it (deploy/aws/gate-policy.json)",
    ),
    Situation(
        "not allowed to answer",
        refused("ContinueServiceDeployment", "AccessDeniedException"),
        [],
        26,
        "ECS took no CONTINUE, nothing was told: AccessDenied for ecs:ContinueServiceDeployment",
    ),
    Situation(
        "throttled", refused("DescribeServiceRevisions", "ThrottlingException"), [], 26, "AWS throttles ecs:Describe"
    ),
    Situation(
        "keys of nobody", refused("GetCallerIdentity", "InvalidClientTokenId"), [], 26, "AWS knows no such credentials"
    ),
    Situation(
        "no answer at all",
        after(Gate.lose_aws),
        [],
        26,
        "AWS does not answer sts:GetCallerIdentity",
    ),
    Situation(
        "an answer of another form",
        after(lambda gate: gate.front.instead.update(DescribeServiceDeployments=lambda _: (200, JSON, FORMLESS))),
        [],
        26,
        "ECS answered in another form than documented (KeyError",
    ),
    # --- A rehearsal ---
    Situation("GO, dry", verdict(), [], 0, "would tell NCWGC2ZR-taawPAYrIaU5 CONTINUE after GO", ("--dry-run",)),
    Situation("NO-GO, dry", verdict(NO_GO), [], 1, "would tell NCWGC2ZR-taawPAYrIaU5 ROLLBACK", ("--dry-run",)),
)


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_a_deployment_is_told_this_and_nothing_else(gate: Gate, situation: Situation) -> None:
    gate.begun()
    situation.arrange(gate)
    code, line = gate.answer(*situation.options)
    gate.front.refused.clear()
    assert situation.line in line
    assert (gate.told, code) == (situation.told, situation.code)


def test_exit_0_comes_after_go_alone() -> None:
    go = {"GO", "GO, dry", "20 s left, 10 wanted", "the next hook", "continued by somebody", "another gate is faster"}
    go |= {"merged of two tiers", "a note under not covered", "some checks of the tier, which is accepted"}
    go |= {"taken, and not heard"}
    assert {situation.name for situation in SITUATIONS if situation.code == 0} == go


def test_the_same_answer_again_is_harmless(gate: Gate) -> None:
    gate.begun()
    gate.keep(verdict_of(GO))
    assert gate.answer()[0] == 0
    assert gate.answer() == (0, "NCWGC2ZR-taawPAYrIaU5 was continued already: nothing more to tell")
    assert gate.ecs.sent == [(HOOK, "CONTINUE")]
