"""Faults of answers and security: each changes something that a run is answered, on two Servios, and nothing else."""

import re
from dataclasses import replace
from itertools import groupby

import pytest

from selftest.support.conversation import Conversation, changes, over_https, spoken
from selftest.support.processes import ROOT, servio, settings_of
from servio_verify.environments.settings import read_environment
from servio_verify.environments.tier import Tier
from servio_verify.proof.command.selection import Selection
from servio_verify.proof.exchange import Side
from servio_verify.proof.fault import Expected, Need, catalogue

SERVIOS = {"the sandbox": ("servio_sandbox", "--json"), "another Servio": ("selftest.other_servio",)}
KINDS = """
age, CORS, cookies, envelopes, headers, lists, money, ownership, pages, records, refusals, request ids, secrets,
sessions, texts
"""
LEAST = {"title": 10, "suffers": 10, "source": 7, "reason": 10}
OURS = [fault for fault in catalogue().values() if fault.kind in re.split(r",\s+", KINDS.strip())]


@pytest.fixture(scope="module", params=SERVIOS)
def talk(request: pytest.FixtureRequest) -> Conversation:
    """What a Servio answers without a fault."""
    with servio(*SERVIOS[request.param]) as told:
        own = {name.removeprefix("SERVIO_").lower(): value for name, value in settings_of(told).items()}
        return spoken(read_environment("local", ROOT, {}).at(own))


def test_a_fault_changes_what_a_run_is_answered(talk: Conversation) -> None:
    pairs = list(over_https(talk.pairs))
    alone = talk.environment.second_credentials is None
    had = [fault for fault in OURS if not (alone and Need.SECOND_ACCOUNT in fault.needs)]
    silent = [fault.name for fault in had if fault.make and not changes(fault.make(talk.scene), pairs)]
    assert not silent


def test_a_fault_leaves_alone_what_others_answer(talk: Conversation) -> None:
    foreign = [(replace(request, side=Side.OTHER), answer) for request, answer in talk.pairs]
    wrong = [fault.name for fault in OURS if fault.make and changes(fault.make(talk.scene), foreign)]
    assert not wrong


def test_what_promises_to_catch_a_fault_exists() -> None:
    missing = {}
    for fault in catalogue().values():
        for check in fault.checks:
            file, _, name = check.partition("::")
            text = (ROOT / "tests" / file).read_text(encoding="utf-8")
            if f"def {name}(" not in text:
                missing[fault.name] = check
    assert not missing


@pytest.mark.parametrize("words", LEAST)
def test_what_is_said_of_a_fault_fits_a_line(words: str) -> None:
    survivors = [fault for fault in catalogue().values() if fault.expected is Expected.SURVIVES]
    faults = survivors if words == "reason" else catalogue().values()
    said = {fault.name: getattr(fault, words) for fault in faults}
    most = 80 if words == "title" else 120
    assert not [name for name, text in said.items() if not LEAST[words] < len(text) <= most or "\n" in text]


def test_kinds_are_sorted_and_harmless_differences_come_last() -> None:
    kinds = [kind for kind, _ in groupby(fault.kind for fault in catalogue().values())]
    harmless = [kind for kind in kinds if kind.startswith("harmless: ")]
    assert kinds == [*sorted(set(kinds) - set(harmless), key=str.casefold), *sorted(harmless)]
    assert not [
        fault.name
        for fault in catalogue().values()
        if (fault.expected is Expected.HARMLESS) != (fault.kind in harmless)
    ]


def test_all_harmless_differences_are_chosen_by_one_word_in_any_case() -> None:
    chosen = Selection(kinds=("Harmless", "tls"), tiers=tuple(Tier)).of(catalogue())
    kinds = {fault.kind for fault in chosen}
    assert kinds == {fault.kind for fault in catalogue().values() if fault.kind.startswith(("harmless: ", "TLS"))}
