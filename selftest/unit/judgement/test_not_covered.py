"""What a verdict says that it does not cover, and what it notes besides."""

from typing import Any

import pytest

from selftest.infra.held import environment
from selftest.unit.judgement.made import BOTH, BUILD, UP, check, entry, exempt, found, proof, unnamed
from servio_verify.judgement.judge import judge
from servio_verify.monitoring.reading import Readings
from servio_verify.results.model import Outcome
from servio_verify.results.named_build import Look, NamedBuild, Tasks

LED = "web_url is by SERVIO_WEB_URL"
OWN = environment(web_url=None, api_url=None, sandbox=[], led_elsewhere=LED)
ONLY_WEB, ONLY_API = ({name: BUILD} for name in ("web", "api"))
LOOKS = {"web": [Look(when="end", web={BUILD: 20}, api={})], "api": [Look(when="end", web={}, api={BUILD: 20})]}
NAMED = NamedBuild(origin="api", build=BUILD, count=1, url="http://x", first=1, last=2)
ONE = {name: Tasks(count=1, by="X-Task") for name in ("web", "api")}
LEFT_OUT = [entry("test_a"), *(entry(f"test_{n}", Outcome.NOT_SELECTED, "-k x") for n in range(2))]
SKIPPED = [
    entry("test_a"),
    *(entry(f"test_{n}", Outcome.SKIPPED, "the API has no /ready") for n in range(2)),
    entry("test_z", Outcome.SKIPPED, "no database"),
]
LINES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing": ({}, []),
    "addresses of somebody else": ({"environment": environment(led_elsewhere=LED)}, [LED]),
    "addresses of our own target": ({"environment": OWN}, []),
    "only the web app names a build": (
        {"attestation": proof(origins=ONLY_WEB, looks=LOOKS["web"])},
        ["the API names no build: only the build of the web app is proven"],
    ),
    "only the API names a build": (
        {"attestation": proof(origins=ONLY_API, looks=LOOKS["api"])},
        ["the web app names no build: only the build of the API is proven"],
    ),
    "only the web app, and no build is expected": (
        {"attestation": proof(expected=None, origins=ONLY_WEB, looks=LOOKS["web"])},
        [],
    ),
    "only the web app names one, and it is not proven": (
        {"attestation": proof(proven=False, origins=ONLY_WEB, looks=LOOKS["web"])},
        [],
    ),
    "the API names its build elsewhere": (
        {"attestation": proof(origins=ONLY_WEB, looks=LOOKS["web"], named=[NAMED])},
        [],
    ),
    "one task answers": (
        {"attestation": proof(tasks=ONE)},
        [f"every answer has the same X-Task: that another task runs {BUILD} too is not proven"],
    ),
    "a quarantine": (
        {"exempt": [exempt("test_q")]},
        [f"{check('test_q')}: quarantined until then, ada: known"],
    ),
    "what the run says": ({"not_covered": ["the mirror"]}, ["the mirror"]),
    "what monitoring could not tell": ({"readings": Readings(not_covered=("Sentry: late",))}, ["Sentry: late"]),
    "skipped checks": ({"ledger": SKIPPED}, ["the API has no /ready (2 checks)", "no database"]),
    "checks that were not selected": ({"ledger": LEFT_OUT}, ["2 checks that were not selected (-k x)"]),
    "what was not looked at": ({"not_looked_at": ["frames"]}, ["frames"]),
    "files that were not asked for": ({"left_aside": ["2 files"]}, ["2 files"]),
    "what a session does not promise": (
        {"environment": environment(session={"http_only": False})},
        ["that scripts cannot read the session cookie: [session] http_only = false"],
    ),
}


@pytest.mark.parametrize(("changed", "lines"), LINES.values(), ids=LINES)
def test_what_was_not_looked_at_is_named(changed: dict[str, Any], lines: list[str]) -> None:
    assert list(judge(found(**changed)).not_covered) == lines


TOLD = f"build: web {BUILD}, api {BUILD}, from start to end (20 answers each"
ILL = [type(UP)(100.0 + n, "ready", "redis", n in (0, 2), "not ready") for n in range(3)]
NEVER = [UP, type(UP)(100.0, "ready", "redis", well=False, seen="not ready")]
APART = tuple(each.model_copy(update={"clocks": 31.0}) for each in proof().looks)
NOTES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "the build": ({}, [f"{TOLD}; tasks not told apart)"]),
    "the build behind a balancer": (
        {"attestation": proof(tasks={name: Tasks(count=2, by="X-Task") for name in BOTH})},
        [f"{TOLD}, of 2 tasks)"],
    ),
    "one origin names a build, and none is expected": (
        {"attestation": proof(expected=None, origins=ONLY_WEB, looks=LOOKS["web"])},
        [f"build: web {BUILD}, from start to end (20 answers each); api names none"],
    ),
    "one origin names the expected build": (
        {"attestation": proof(origins=ONLY_WEB, looks=LOOKS["web"])},
        [f"build: web {BUILD}, from start to end (20 answers each; tasks not told apart)"],
    ),
    "no build": (
        {"attestation": unnamed()},
        ["build: identity not proven, the target names none where the environment says"],
    ),
    "a build that is not proven": ({"attestation": proof(proven=False)}, []),
    "addresses of our own target": ({"environment": OWN, "attestation": proof(proven=False)}, [LED]),
    "our own target at its own addresses": (
        {"environment": environment(sandbox=[]), "attestation": proof(proven=False)},
        [],
    ),
    "addresses of somebody else": (
        {"environment": environment(led_elsewhere=LED), "attestation": proof(proven=False)},
        [],
    ),
    "clocks that are apart": (
        {"attestation": proof(proven=False, looks=APART)},
        ["seen: the clocks of tasks are 31 s apart, by meta.timestamp of answers of one moment"],
    ),
    "an outage": (
        {"attestation": proof(proven=False), "samples": ILL},
        ["seen: redis not ready 00:01:41 to 00:01:42 (UTC)"],
    ),
    "what never was well": (
        {"attestation": proof(proven=False), "samples": NEVER},
        ["seen: redis not ready from the first look to the last"],
    ),
    "what monitoring saw besides": (
        {"attestation": proof(proven=False), "readings": Readings(notes=("Sentry: well",))},
        ["Sentry: well"],
    ),
    "an exemption that has ended": (
        {"attestation": proof(proven=False), "exempt": [exempt("test_q", ended=True)]},
        [f"ended: {check('test_q')} decides again, it was quarantined until then, ada: known"],
    ),
}


@pytest.mark.parametrize(("changed", "notes"), NOTES.values(), ids=NOTES)
def test_what_is_noted_besides(changed: dict[str, Any], notes: list[str]) -> None:
    assert list(judge(found(**changed)).notes) == notes
