"""What looks at both origins prove of the build, and what is said where they prove nothing."""

from datetime import UTC, datetime

import pytest

from selftest.infra.held import environment
from servio_verify.environments.model import Environment
from servio_verify.judgement.findings import Findings
from servio_verify.judgement.judge import judge
from servio_verify.results.model import Attestation, Entry, Outcome
from servio_verify.results.named_build import Look, Pinned, Tasks
from servio_verify.results.sample import Sample
from servio_verify.results.verdict import Verdict
from servio_verify.target.builds.attestation import ANSWERS, problems, summarise

OLD, NEW = "0ddba11c0de5", "5f3c1a9e2b7d"
UNTOLD = "(no build)"
HERE = environment(build="header:X-Build")

Shares = dict[str, int]


def looked(web: Shares, api: Shares, *pinned: tuple[str, str, str]) -> Look:
    held = tuple(Pinned(origin=origin, build=build, cookie=cookie) for origin, build, cookie in pinned)
    return Look(when="start", web=web, api=api, pinned=held)


ALL_NEW = looked({NEW: 20}, {NEW: 20})
PINNED = ("web", OLD, "route"), ("api", OLD, "route")


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (ALL_NEW, []),
        (looked({NEW[:7]: 20}, {NEW.upper(): 20}), []),
        (looked({NEW: 20}, {}), []),
        (looked({}, {}), []),
        (looked({NEW: 20}, {NEW: 20}, ("web", NEW[:9], "route")), []),
        (looked({OLD: 20}, {NEW: 20}), [f"{OLD} (20 of 20 answers) of the web app"]),
        (looked({OLD: 20}, {OLD: 20}), [f"{OLD} (20 of 20 answers) of the web app and the API"]),
        (
            looked({OLD: 5, NEW: 15}, {NEW: 10, OLD: 10}),
            [f"{OLD} (5 of 20 answers) of the web app, {OLD} (10 of 20 answers) of the API"],
        ),
        (looked({NEW: 20}, {UNTOLD: 1, NEW: 19}), ["(no build) (1 of 20 answers) of the API"]),
        (looked({NEW: 20}, {NEW: 20}, *PINNED), [f"{OLD} to whom its cookie route pins"]),
        (
            looked({NEW: 19, OLD: 1}, {NEW: 20}, *PINNED),
            [f"{OLD} (1 of 20 answers) of the web app, {OLD} to whom its cookie route pins"],
        ),
    ],
)
def test_every_answer_must_be_the_expected_build_s(seen: Look, said: list[str]) -> None:
    assert problems(HERE, NEW, [seen]) == [f"staging still serves {each}; expected {NEW}" for each in said]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (ALL_NEW, []),
        (looked({}, {}), []),
        (looked({NEW: 20}, {}), []),
        (looked({NEW: 20}, {NEW[:7]: 20}), []),
        (
            looked({NEW: 12, OLD: 8}, {NEW: 20}),
            [f"several builds answer in turn: {OLD} (8 of 20 answers), {NEW} (12 of 20 answers) of the web app"],
        ),
        (looked({OLD: 20}, {NEW: 20}), [f"skew: the web app serves {OLD}, the API {NEW}"]),
        (looked({NEW: 20}, {NEW: 20}, *PINNED), [f"several builds are left: {OLD} to whom its cookie route pins"]),
        (
            looked({NEW: 20}, {NEW: 20}, PINNED[0], ("web", "f00d", "sid")),
            [f"several builds are left: {OLD} to whom its cookie route pins, f00d to whom its cookie sid pins"],
        ),
    ],
)
def test_where_none_is_expected_all_answers_must_agree(seen: Look, said: list[str]) -> None:
    assert problems(HERE, None, [seen]) == said


CHANGED = "the build changed under the run's feet: staging served"


@pytest.mark.parametrize("expected", [NEW, None])
@pytest.mark.parametrize(
    ("later", "said"),
    [
        ([ALL_NEW, ALL_NEW], []),
        ([looked({}, {})], []),
        ([looked({NEW[:8]: 20}, {NEW: 20})], []),
        ([looked({OLD: 20}, {NEW: 20})], [f"{CHANGED} {NEW}, then {OLD} (20 of 20 answers)"]),
        ([looked({NEW: 20}, {OLD: 20})] * 2, [f"{CHANGED} {NEW}, then {OLD} (20 of 20 answers)"]),
        (
            [ALL_NEW, looked({OLD: 1, NEW: 18, "f00d": 1}, {NEW: 20})],
            [f"{CHANGED} {NEW}, then {OLD} (1 of 20 answers), f00d (1 of 20 answers)"],
        ),
    ],
)
def test_the_build_must_not_change_under_way(expected: str | None, later: list[Look], said: list[str]) -> None:
    assert problems(HERE, expected, [ALL_NEW, *later]) == said


def test_what_was_wrong_from_the_start_did_not_change() -> None:
    assert problems(HERE, NEW, [looked({OLD: 20}, {NEW: 20}), ALL_NEW]) == [
        f"staging still serves {OLD} (20 of 20 answers) of the web app; expected {NEW}"
    ]


@pytest.mark.parametrize(
    ("expected", "late", "said"),
    [
        (
            NEW,
            looked({NEW: 20}, {OLD: 20}),
            f"staging still serves {OLD} (20 of 20 answers) of the API; expected {NEW}",
        ),
        (None, looked({NEW: 20}, {OLD: 20}), f"skew: the web app serves {NEW}, the API {OLD}"),
        (None, looked({}, {OLD: 20}), f"skew: the web app serves {NEW}, the API {OLD}"),
        (NEW, looked({NEW: 20}, {NEW: 20}), ""),
        (None, looked({NEW: 20}, {NEW: 20}), ""),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_who_names_a_build_late_must_name_the_same(expected: str | None, late: Look, said: str, swapped: bool) -> None:
    looks = [looked({NEW: 20}, {}), late, late]
    if swapped:
        looks = [looked(each.api, each.web) for each in looks]
        said = said.replace("of the API", "of the web app").replace(
            f"web app serves {NEW}, the API {OLD}", f"web app serves {OLD}, the API {NEW}"
        )
    assert problems(HERE, expected, looks) == ([said] if said else [])


def test_who_never_looked_saw_nothing_wrong() -> None:
    assert problems(HERE, NEW, []) == []


TWO = Tasks(count=2, by="X-Task")


def test_an_attestation_holds_what_was_seen_at_first_and_every_look() -> None:
    looks = [looked({NEW: 19, OLD: 1}, {OLD: 11, NEW: 9}), ALL_NEW.model_copy(update={"tasks": {"web": TWO}})]
    assert summarise(HERE, NEW, looks, ["it is mixed"], ("web",)) == Attestation(
        expected=NEW,
        source="header:X-Build",
        build=NEW,
        origins={"web": NEW, "api": OLD},
        proven=False,
        answers_per_origin=ANSWERS,
        looks=tuple(looks),
        tasks={"web": TWO},
        spread=("web",),
    )


@pytest.mark.parametrize(
    ("where", "looks", "wrong", "build", "proven", "answers"),
    [
        (HERE, [ALL_NEW], [], NEW, True, 20),
        (HERE, [looked({}, {NEW: 20})], [], NEW, True, 20),
        (HERE, [ALL_NEW], ["it changed"], NEW, False, 20),
        (HERE, [looked({}, {})], [], None, False, 20),
        (HERE, [], [], None, False, 20),
        (environment(), [looked({}, {})], [], None, False, 0),
    ],
)
def test_only_a_build_that_was_named_and_never_wrong_is_proven(
    where: Environment, looks: list[Look], wrong: list[str], build: str | None, proven: bool, answers: int
) -> None:
    found = summarise(where, None, looks, wrong)
    assert (found.build, found.proven, found.answers_per_origin) == (build, proven, answers)
    assert (found.looks, found.spread, found.expected) == (tuple(looks), (), None)


@pytest.mark.parametrize(("answers", "verdict"), [(ANSWERS // 2 - 1, Verdict.INCONCLUSIVE), (ANSWERS // 2, Verdict.GO)])
def test_fewer_than_half_of_the_answers_at_the_end_attest_nothing(answers: int, verdict: Verdict) -> None:
    looks = [ALL_NEW, looked({NEW: answers}, {NEW: ANSWERS})]
    proof = summarise(HERE, NEW, looks, problems(HERE, NEW, looks))
    sample = Sample(datetime.now(UTC).timestamp(), "web", "the web app", well=True, seen="up")
    entry = Entry(check="tests/smoke/test_it.py::test_it", tier="smoke", outcome=Outcome.PASSED)
    assert judge(Findings(HERE, proof, [], ledger=[entry], samples=[sample])).verdict is verdict
