"""Attestation behind real balancers: what is said of tasks that a balancer may never lead us to."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from selftest.infra.held import environment
from selftest.support.balancers import Balancer, haproxy, nginx
from selftest.support.small_server import Said, serving
from servio_verify.environments.model import Environment
from servio_verify.judgement.findings import Findings, Judgement
from servio_verify.judgement.judge import judge
from servio_verify.results.model import Attestation, Entry, Outcome
from servio_verify.results.sample import Sample
from servio_verify.results.verdict import Verdict
from servio_verify.target import fingerprint
from servio_verify.target.builds import attestation
from servio_verify.target.origins import Sightings

Before = Callable[[str, Sequence[str]], AbstractContextManager[Balancer]]
OLD, NEW = "0ddba11c0de5", "5f3c1a9e2b7d"
PIN = "balance roundrobin\ncookie SERVERID insert indirect nocache"


class Task:
    """A task that names its build, and itself if it is told to."""

    def __init__(self, build: str, number: int, mark: str = "", late: float = 0) -> None:
        self.build = build
        self._late = timedelta(seconds=late)
        self._mark = {mark: f"task-{number}"} if mark else {}

    def __call__(self, _path: str) -> Said:
        now = datetime.now(UTC) - self._late
        return 200, {"X-Servio-Build": self.build, **self._mark}, json.dumps({"meta": {"timestamp": now.isoformat()}})


@contextmanager
def origins(*tasks: Task) -> Iterator[list[str]]:
    with ExitStack() as stack:
        yield [stack.enter_context(serving(task)) for task in tasks]


def servio_at(url: str) -> Environment:
    return environment(web_url=url, api_url=url, build="header:X-Servio-Build", allow_http=True)


def attest(url: str, expected: str | None, wait: float = 0.0) -> Attestation:
    where = servio_at(url)
    look, spread = attestation.await_build(where, expected, wait, lambda _said: None, Sightings())
    looks = [look, attestation.look(where, "end")]
    return attestation.summarise(where, expected, looks, attestation.problems(where, expected, looks), spread)


def judged(url: str, proof: Attestation) -> Judgement:
    """The judgement of a run in which all went well but, perhaps, the build."""
    where = servio_at(url)
    sample = Sample(datetime.now(UTC).timestamp(), "web", "the web app", well=True, seen="up")
    entry = Entry(check="tests/smoke/test_it.py::test_it", tier="smoke", outcome=Outcome.PASSED)
    problems = attestation.problems(where, proof.expected, proof.looks)
    return judge(Findings(where, proof, problems, ledger=[entry], samples=[sample]))


@dataclass(frozen=True)
class Row:
    """A balancer before two tasks of one build, what names them, and what is said of them."""

    balancer: str
    policy: str
    mark: str
    note: str
    not_covered: str = ""


ALONE = f"every answer has the same {{}}: that another task runs {NEW} too is not proven"
ONE_OF_TWO = "what one of 2 tasks alone gets wrong: each request of a check meets one of them"
ROWS = [
    Row("haproxy", "balance roundrobin", "X-Served-By", "(20 answers each, of 2 tasks)", ONE_OF_TWO),
    Row("nginx", "least_conn;", "X-Instance-Id", "(20 answers each, of 2 tasks)", ONE_OF_TWO),
    Row("haproxy", PIN, "", "(20 answers each, of 2 tasks)", ONE_OF_TWO),
    Row("nginx", "ip_hash;", "X-Served-By", "(20 answers each)", ALONE.format("X-Served-By")),
    Row("haproxy", "balance source", "X-Task", "(20 answers each)", ALONE.format("X-Task")),
    Row("haproxy", "balance uri", "X-Pod-Name", "(20 answers each)", ALONE.format("X-Pod-Name")),
    Row("nginx", "ip_hash;", "", "(20 answers each; tasks not told apart)"),
    Row("nginx", "", "X-Request-Id", "(20 answers each; tasks not told apart)"),
]


def before(row: Row, tasks: list[str]) -> AbstractContextManager[Balancer]:
    if row.balancer == "nginx":
        return nginx(row.policy, tasks)
    return haproxy(row.policy, tasks, "cookie task{}" if "cookie" in row.policy else "")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.balancer} {row.policy.split()[-1:]} {row.mark}")
def test_what_is_said_of_two_tasks_of_one_build(row: Row) -> None:
    with origins(Task(NEW, 1, row.mark), Task(NEW, 2, row.mark)) as tasks, before(row, tasks) as balancer:
        found = judged(balancer.url, attest(balancer.url, NEW))
    assert found.verdict is Verdict.GO
    assert found.notes[0].endswith(row.note)
    assert found.not_covered == ((row.not_covered,) if row.not_covered else ())
    assert all(len(line) <= 160 for line in (*found.notes, *found.not_covered))


@pytest.mark.parametrize(("balancer", "policy"), [(nginx, "ip_hash;"), (haproxy, "balance source")])
@pytest.mark.parametrize("mark", ["X-Served-By", ""])
def test_no_go_claims_a_task_that_a_balancer_hides(balancer: Before, policy: str, mark: str) -> None:
    with origins(Task(OLD, 1, mark), Task(NEW, 2, mark)) as tasks, balancer(policy, tasks) as before:
        met = httpx.get(before.url).headers["X-Servio-Build"]
        hidden = judged(before.url, attest(before.url, met))
        other = judged(before.url, attest(before.url, OLD if met == NEW else NEW))
    assert hidden.verdict is Verdict.GO
    said = hidden.not_covered[0] if mark else hidden.notes[0]
    assert said.endswith(f"that another task runs {met} too is not proven" if mark else "tasks not told apart)")
    assert "of 2 tasks" not in hidden.notes[0]
    assert other.verdict is Verdict.INVALID
    assert str(other.causes[0]).startswith(f"Staging still serves {met} (20 of 20 answers)")


def test_a_cookie_that_pins_hides_no_task() -> None:
    with origins(Task(OLD, 1), Task(NEW, 2)) as tasks, haproxy(PIN, tasks, "cookie task{}") as before:
        proof = attest(before.url, NEW)
    shares = proof.looks[0].web, proof.looks[0].api
    assert [min(each[OLD], each[NEW]) > 5 for each in shares] == [True, True]


@pytest.mark.parametrize(
    ("states", "wait", "left"),
    [
        (["drain"], 1.2, f"{OLD} to whom its cookie SERVERID pins; expected"),
        (["drain", "maint"], 5.0, ""),
    ],
    ids=["drains for long", "is gone at last"],
)
def test_whom_a_cookie_pins_to_the_old_build_is_waited_for(states: list[str], wait: float, left: str) -> None:
    with origins(Task(OLD, 1), Task(NEW, 2)) as tasks, haproxy(PIN, tasks, "cookie task{}") as before:
        coming = iter(states)

        def roll_out(_seen: str) -> None:
            if state := next(coming, ""):
                before.tell(f"set server tasks/task1 state {state}")

        where = servio_at(before.url)
        look, _ = attestation.await_build(where, NEW, wait, roll_out, Sightings())
    problems = attestation.problems(where, NEW, [look])
    assert look.web == look.api == {NEW: 20}, "who comes without a cookie meets the new build alone"
    assert [line.startswith(f"staging still serves {left}") for line in problems] == ([True] if left else [])
    assert all(len(line) <= 160 for line in problems)


def test_builds_that_come_in_turn_show_that_tasks_are_spread() -> None:
    old = Task(OLD, 1)
    with origins(old, Task(NEW, 2)) as tasks, nginx("", tasks) as before:
        where = servio_at(before.url)
        mixed: list[str] = []

        def roll_out(seen: str) -> None:
            mixed.append(seen)
            old.build = NEW if len(mixed) == 2 else old.build

        look, spread = attestation.await_build(where, NEW, 5, roll_out, Sightings())
        proof = attestation.summarise(where, NEW, [look], (), spread)
        assert judged(before.url, proof).notes[0].endswith("(20 answers each, spread over tasks)")


def test_clocks_that_are_apart_are_told() -> None:
    slow, right = Task(NEW, 1, late=300), Task(NEW, 2)
    with origins(slow, right) as tasks, nginx("", tasks) as before:
        found = judged(before.url, attest(before.url, None))
    assert found.verdict is Verdict.GO
    assert re.fullmatch(r"seen: the clocks of tasks are (299|300|301) s apart, by .*", found.notes[1]), found.notes


def test_which_task_answered_is_no_change_of_the_target() -> None:
    answer = httpx.Response(200, headers={"X-Served-By": "task-1", "Server": "nginx"})
    assert dict(fingerprint.headers("web", answer, servio_at("http://127.0.0.1:9"))) == {"web Server": "nginx"}
