"""The verdict's table of situations: each is run for real, and ends with its word, exit code and first line."""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from selftest.support.processes import Verify
from selftest.support.project import Project

GOOD = "def test_good(web): assert web.get('/health').status_code == 200, 'health'\n"
BAD = "def test_bad(web): assert web.get('/nowhere').status_code == 200, 'the till is open'\n"
STEADY = """
@pytest.mark.parametrize("number", range({seconds}))
def test_venues(guest, number):
    from servio_verify.run.polling import wait_until
    wait_until(lambda: False, 1.0)
    success(guest.get("/venues"), object)
"""
LATE = """
def test_late():
    from servio_verify.run.polling import wait_until
    wait_until(lambda: False, {seconds})
"""
OWN_BUG = """
@pytest.fixture
def broken(): return {}["nothing"]
def test_it(broken): pass
"""
CRASH = "def test_crash(): os._exit(3)\n"
SKIPPED = "def test_it(): pytest.skip('no printer here')\n"
KNOWN = """
@pytest.mark.quarantine("slow index", "ada", until=datetime.date.today() + datetime.timedelta(days={days}))
def test_known(): assert False, "slow"
"""
SHARED = """
@pytest.fixture(scope="session")
def kitchen(guest): return success(guest.get("/venues"), object)
def test_kitchen(kitchen): pass
"""
CLOSING = "def test_closing(kitchen): pass\n"
READY = """
def test_ready(guest):
    from servio_verify.api import health
    health.expect_ok(guest.http.get("/ready"))
"""
PAGE = "def test_page(page):\n    page.goto('/login')\n    page.get_by_text('Nothing of the kind').click(timeout=500)\n"

GO, NO_GO, INCONCLUSIVE, INVALID = ("GO", 0), ("NO-GO", 1), ("INCONCLUSIVE", 10), ("INVALID", 11)
BUILD = "5f3c1a9e2b7d"


@dataclass(frozen=True)
class Row:
    """A situation; `says` is a pattern for the first line below the word, or for the one line without checks."""

    name: str
    ends: tuple[str, int]
    says: str
    checks: str = GOOD
    arguments: tuple[str, ...] = ()
    sandbox: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    also: str = ""


def faults(*names: str) -> str:
    return " ".join(f"--fault {name}" for name in names)


EVERYTHING_PASSED = r"\d+ checks passed, 0 failed"
ROWS = [
    Row("healthy", GO, EVERYTHING_PASSED, also=f"build: web {BUILD}, api {BUILD}, from start to end"),
    Row("healthy, slow", GO, EVERYTHING_PASSED, sandbox="--delay 200"),
    Row("healthy, two workers", GO, EVERYTHING_PASSED, arguments=("-n", "2")),
    Row("healthy, the build expected, short", GO, EVERYTHING_PASSED, arguments=("--expect-build", BUILD[:7])),
    Row("healthy, the build expected, long", GO, EVERYTHING_PASSED, arguments=("--expect-build", BUILD + "0" * 28)),
    Row("no build is told", GO, EVERYTHING_PASSED, sandbox=faults("build-untold"), also="build: identity not proven"),
    Row(
        "the build is told in the JSON of health",
        GO,
        EVERYTHING_PASSED,
        settings={"SERVIO_BUILD": "json:data.build"},
        also=f"build: api {BUILD}, .*; web names none",
    ),
    Row(
        "the build is told by the assets of the home page",
        GO,
        EVERYTHING_PASSED,
        settings={"SERVIO_BUILD": "asset:/assets/([^/]+)/"},
        arguments=("--expect-build", BUILD),
        also=f"build: web {BUILD}, .*; api names none",
    ),
    Row(
        "assets of another build than expected",
        INVALID,
        rf"local still serves {BUILD} \(20 of 20 answers\) of the web app; expected 0ddba11c0de5",
        settings={"SERVIO_BUILD": "asset:/assets/([^/]+)/"},
        arguments=("--expect-build", "0ddba11c0de5", "--wait", "1"),
    ),
    Row(
        "the assets' build changes after 4 s",
        INVALID,
        f"the build changed under the run's feet: local served {BUILD}, then 0ddba11c0de5",
        checks=LATE.format(seconds=5),
        sandbox=faults("other-build@4"),
        settings={"SERVIO_BUILD": "asset:/assets/([^/]+)/"},
    ),
    Row("plain health, no readiness", GO, EVERYTHING_PASSED, sandbox=faults("health-plain", "ready-missing")),
    Row(
        "no build is told, and one is expected",
        INCONCLUSIVE,
        "identity not proven: neither origin names its build",
        sandbox=faults("build-untold"),
        arguments=("--expect-build", BUILD),
    ),
    Row(
        "another build than expected",
        INVALID,
        rf"local still serves {BUILD} \(20 of 20 answers\) of the web app.*expected 0ddba11",
        arguments=("--expect-build", "0ddba11", "--wait", "1"),
    ),
    Row(
        "two builds in turn, one of them expected",
        INVALID,
        r"local still serves aaaaaaaa \(\d+ of 20 answers\)",
        sandbox="--build aaaaaaaa --build bbbbbbbb",
        arguments=("--expect-build", "bbbbbbbb", "--wait", "1"),
    ),
    Row(
        "two builds in turn, none expected",
        INVALID,
        r"several builds answer in turn: aaaaaaaa \(10 of 20 answers\), bbbbbbbb \(10 of 20 answers\)",
        sandbox="--build aaaaaaaa --build bbbbbbbb",
        arguments=("--wait", "1"),
    ),
    Row(
        "a roll-out that ends while the run waits",
        GO,
        EVERYTHING_PASSED,
        sandbox=faults("other-build@3"),
        arguments=("--expect-build", "0ddba11c", "--wait", "20"),
    ),
    Row(
        "the build changes after 4 s",
        INVALID,
        f"the build changed under the run's feet: local served {BUILD}, then 0ddba11c0de5",
        checks=LATE.format(seconds=5),
        sandbox=faults("other-build@4"),
    ),
    Row(
        "the API on the new build, the web app on the old",
        INVALID,
        f"skew: the web app serves {BUILD}, the API 0ddba11c0de5",
        sandbox=faults("other-build-api"),
        arguments=("--wait", "1"),
    ),
    Row(
        "Redis down for 5 s in the middle",
        INCONCLUSIVE,
        r"\d+ checks, 1 cause: redis not ready \d\d:\d\d:\d\d to \d\d:\d\d:\d\d \(UTC\)",
        checks=STEADY.format(seconds=11),
        sandbox=faults("redis-named", "redis-down@5-10"),
    ),
    Row(
        "a 500 in one endpoint during the same outage",
        NO_GO,
        r"test_home.*answered 500",
        checks=STEADY.format(seconds=9) + "def test_home(web): success(web.get('/'), object)\n",
        sandbox=faults("home-500", "redis-named", "redis-down@4-30"),
    ),
    Row(
        "a wrong value beside an outage",
        NO_GO,
        "test_bad: the till is open",
        checks=BAD + STEADY.format(seconds=9),
        sandbox=faults("redis-named", "redis-down@6-9"),
    ),
    Row(
        "Redis down and nothing fails",
        GO,
        EVERYTHING_PASSED,
        checks=LATE.format(seconds=7),
        sandbox=faults("redis-named", "redis-down@4-6"),
        also="seen: redis not ready",
    ),
    Row(
        "never ready since the deploy",
        NO_GO,
        r"test_ready: not ok: \{'redis': 'error'\}",
        checks=READY,
        sandbox=faults("redis-down"),
    ),
    Row(
        "a shared fixture fails during an outage, and its checks afterwards",
        INCONCLUSIVE,
        "2 checks, 1 cause: redis not ready",
        checks=LATE.format(seconds=5) + SHARED + LATE.format(seconds=6).replace("late", "later") + CLOSING,
        sandbox=faults("redis-named", "redis-down@4-9"),
    ),
    Row(
        "readiness lost for good: the brake",
        INCONCLUSIVE,
        r"\d+ checks, 1 cause: redis not ready \S+ until the end",
        checks=STEADY.format(seconds=40),
        sandbox=faults("redis-named", "redis-down@4"),
        also="promised checks did not run: redis not ready for 10 s: the run was stopped",
    ),
    Row(
        "the brake, two workers",
        INCONCLUSIVE,
        r"\d+ checks, 1 cause: redis not ready \S+ until the end",
        checks=STEADY.format(seconds=40),
        sandbox=faults("redis-named", "redis-down@4"),
        also="promised checks did not run: redis not ready for 10 s: the run was stopped",
        arguments=("-n", "2"),
    ),
    Row(
        "the API drops connections for a while",
        INCONCLUSIVE,
        r"\d+ checks, 1 cause: the API down \(.*\) \d\d:",
        checks=STEADY.format(seconds=8),
        sandbox=faults("api-drops@5-8"),
    ),
    Row(
        "an endpoint hangs, all else is well",
        NO_GO,
        "test_venues: .*ReadTimeout",
        checks="def test_venues(guest): guest.http.timeout = 1; guest.get('/venues')\n",
        sandbox=faults("venues-hang"),
    ),
    Row(
        "an endpoint answers 500",
        NO_GO,
        "test_venues.*answered 500",
        STEADY.format(seconds=1),
        (),
        faults("venues-500"),
    ),
    Row(
        "throttled",
        INCONCLUSIVE,
        "test_venues.*answered 429",
        checks=STEADY.format(seconds=1),
        sandbox=faults("throttled"),
    ),
    Row("a promise is broken", NO_GO, "test_bad: the till is open", checks=GOOD + BAD),
    Row("a page waits in vain", NO_GO, "test_page.*Timeout 500ms exceeded", checks=PAGE),
    Row("a bug in our own fixture", INVALID, "test_it: KeyError: 'nothing'", checks=GOOD + OWN_BUG),
    Row("a bug of ours beside a broken promise", INVALID, "test_it: KeyError: 'nothing'", checks=BAD + OWN_BUG),
    Row(
        "half of the checks deselected",
        GO,
        EVERYTHING_PASSED,
        checks=GOOD + BAD,
        arguments=("-k", "good"),
        also=r"not covered: 1 checks that were not selected \(-k good\)",
    ),
    Row(
        "half of the checks deselected, two workers",
        GO,
        EVERYTHING_PASSED,
        checks=GOOD + BAD,
        arguments=("-k", "good", "-n", "2"),
        also=r"not covered: 1 checks that were not selected \(-k good\)",
    ),
    Row("all skipped", INCONCLUSIVE, "no check ran to its end", checks=SKIPPED, also="not covered: no printer here"),
    Row(
        "quarantined",
        GO,
        EVERYTHING_PASSED,
        checks=GOOD + KNOWN.format(days=3),
        also="not decided: .*quarantined until",
    ),
    Row("quarantine expired", NO_GO, "test_known: slow", checks=GOOD + KNOWN.format(days=-2)),
    Row(
        "a worker crashed",
        INCONCLUSIVE,
        "test_crash: worker 'gw.' crashed while running",
        checks=GOOD + CRASH,
        arguments=("-n", "2"),
    ),
    Row(
        "a worker crashed beside a broken promise",
        NO_GO,
        "test_bad: the till is open",
        checks=BAD + CRASH,
        arguments=("-n", "2"),
    ),
    Row(
        "stopped after the first failure",
        NO_GO,
        "test_bad: the till is open",
        checks=BAD + GOOD,
        arguments=("-x",),
        also="1 not run",
    ),
    Row("a home that cannot be written to", GO, EVERYTHING_PASSED, settings={"SERVIO_STATE": "/proc/nowhere"}),
    Row(
        "a detector that is blind",
        INVALID,
        "the detector of a planted secret did not fire",
        arguments=("-p", "selftest.support.plugins.blind"),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_situation_ends_with_its_verdict(row: Row, tmp_path: Path, verify: Verify) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(row.checks)
    ended = project.run(*row.arguments, SERVIO_SANDBOX=row.sandbox or "--delay 0", **row.settings)
    assert (ended.verdict["verdict"], ended.code) == row.ends, ended.output
    assert ended.verdict["exit_code"] == ended.code
    assert re.search(row.says, first_line(ended.lines)), ended.output
    assert re.search(row.also, ended.output), ended.output


def test_what_was_not_asked_for_is_not_covered(tmp_path: Path, verify: Verify) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(GOOD + BAD)
    project.write(GOOD, file="test_other.py")
    ended = project.run("tests/smoke/test_it.py::test_good")
    assert (ended.verdict["verdict"], ended.code) == GO, ended.output
    assert ended.verdict["not_covered"] == [
        "1 files of smoke that were not asked for",
        "what is beside test_it.py::test_good",
    ]


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "workers"])
def test_the_build_is_looked_at_again_between_tiers(tmp_path: Path, verify: Verify, workers: tuple[str, ...]) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(GOOD)
    project.write(GOOD, tier="e2e", file="test_journey.py")
    ended = project.run(*workers)
    looks = ended.verdict["attestation"]["looks"]
    assert {look["when"] for look in looks} == {"start", "between tiers", "during", "end"}
    assert set(ended.verdict["tiers"]) == {"smoke", "e2e"}, ended.output


def first_line(lines: list[str]) -> str:
    """Return the line below the word, or the only one of a run that had no checks."""
    for number, line in enumerate(lines):
        if re.fullmatch(r"=+ (GO|NO-GO|INCONCLUSIVE|INVALID) for \S+ =+", line):
            return lines[number + 1]
        if re.match(r"(INCONCLUSIVE|INVALID): ", line):
            return line
    raise AssertionError("\n".join(lines))


@pytest.fixture
def hanging() -> Iterator[str]:
    """A port that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


NOWHERE = {"refused": "http://127.0.0.1:9", "without an address": "https://nowhere.invalid"}


@pytest.mark.parametrize("url", NOWHERE.values(), ids=NOWHERE)
def test_a_target_that_cannot_be_reached_is_inconclusive(tmp_path: Path, verify: Verify, url: str) -> None:
    unreached(Project(tmp_path / "project", verify), url)


def test_a_target_that_hangs_is_inconclusive(tmp_path: Path, verify: Verify, hanging: str) -> None:
    unreached(Project(tmp_path / "project", verify), hanging)


def unreached(project: Project, url: str) -> None:
    project.write(GOOD)
    ended = project.run("--wait", "0", SERVIO_WEB_URL=url, SERVIO_API_URL=url)
    assert (ended.verdict["verdict"], ended.code) == INCONCLUSIVE, ended.output
    assert re.search(r"local is down after .*; nothing was checked", first_line(ended.lines)), ended.output


def test_an_expired_certificate_is_no_go(tmp_path: Path, verify: Verify) -> None:
    project = Project(tmp_path / "project", verify)
    project.write(GOOD + GOOD.replace("good", "better"))
    ended = project.run("--env", "local-https", SERVIO_SANDBOX="--https --fault certificate-expired")
    assert (ended.verdict["verdict"], ended.code) == NO_GO, ended.output
    assert re.search("2 checks, 1 cause: .*certificate has expired", first_line(ended.lines)), ended.output


MISSING = "ModuleNotFoundError: No module named 'nothing_of_this_name'"


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_file_that_cannot_be_collected_leaves_no_go(tmp_path: Path, verify: Verify, workers: tuple[str, ...]) -> None:
    project = Project(tmp_path / "project", verify)
    project.write("def test_good(web): pass\n")
    project.write("import nothing_of_this_name\n", file="test_broken.py")
    ended = project.run(*workers)
    assert ended.code == (11 if workers else 2), ended.output
    assert "GO for local" not in ended.output
    if workers:
        (reason,) = ended.verdict["reasons"]
        assert reason == "tests/smoke/test_broken.py: could not be collected: " + MISSING
