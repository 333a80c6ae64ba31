"""A campaign: a fault counts where it arrived, turned red what was promised, and left all green when it was gone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from selftest.support.processes import ROOT, Verify
from selftest.support.project import Project
from servio_verify.environments.settings import read_environment
from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.campaign.bench import UnwellError
from servio_verify.proof.campaign.campaign import Campaign, NotWellError
from servio_verify.proof.campaign.ran import Ran
from servio_verify.proof.campaign.runner import Runner
from servio_verify.proof.campaign.source import Faulty, ProxySource
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Expected, Fault, Need
from servio_verify.proof.matrix.model import Caught, Ended, Matrix, Row
from servio_verify.results.model import Entry, Outcome
from servio_verify.results.verdict import Verdict

CHECKS = """
def test_home(web, environment):
    assert web.get(environment.web_url + "/").headers.get("Referrer-Policy"), "the home page has no Referrer-Policy"

def test_login(web, environment):
    assert web.get(environment.web_url + "/login").headers.get("Referrer-Policy"), "/login has no Referrer-Policy"
"""
HOME, LOGIN = "smoke/test_it.py::test_home", "smoke/test_it.py::test_login"


@dataclass(frozen=True)
class Without(Alteration):
    """Takes a header from one page."""

    path: str
    header: str = "Referrer-Policy"

    def alter(self, request: Request, answer: Answer) -> Answer:
        there = request.side is Side.WEB and request.route == self.path
        return answer.without_header(self.header) if there else answer


def fault(name: str, path: str, *checks: str, header: str = "Referrer-Policy") -> Fault:
    return Fault(name, "pages", name, "a guest", "nowhere", lambda _scene: Without(path, header), checks=checks)


OPEN_HOME, OPEN_LOGIN = fault("open-home", "/", HOME), fault("open-login", "/login", LOGIN)
UNHEEDED = replace(fault("unheeded", "/", header="X-None"), kind="nothing", expected=Expected.HARMLESS)
HARMLESS = replace(fault("harmless", "/", header="Content-Security-Policy"), expected=Expected.HARMLESS)


@dataclass(frozen=True)
class Sticking:
    """A source that does not take its fault away."""

    behind: ProxySource
    fault: Fault
    name: str = "proxy"

    @contextmanager
    def put(self, _faults: Sequence[Fault]) -> Iterator[Faulty]:
        with self.behind.put([self.fault]) as faulty:
            yield faulty


@pytest.fixture
def campaign(tmp_path: Path, verify: Verify, healthy: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Campaign:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("SERVIO_STATE", str(tmp_path / "state"))
    project = Project(tmp_path / "project", verify)
    project.write(CHECKS)
    environment = read_environment("local", ROOT, healthy)
    runs = tmp_path / "runs"
    return Campaign(
        ProxySource(Scene(environment), healthy),
        environment,
        lambda: Runner("local", project.folder, runs),
        workers=1,
    )


WELL = Ran(
    Verdict.GO,
    entries=tuple(Entry(check=f"tests/{check}", tier="smoke", outcome=Outcome.PASSED) for check in (HOME, LOGIN)),
)


def test_each_fault_is_red_where_promised_and_green_without(campaign: Campaign) -> None:
    well = campaign.healthy([OPEN_HOME])
    assert well.build
    assert {check.rpartition("::")[2] for check in well.checks} == {"test_home", "test_login"}
    campaign.whole = False
    unkept = replace(OPEN_LOGIN, checks=(HOME,))
    first, second = campaign.prove([OPEN_HOME, unkept], well)
    assert (first.ended, first.verdict) == (Ended.AS_PROMISED, Verdict.NO_GO)
    assert first.changed
    (caught,) = first.caught
    assert caught.check == f"tests/{HOME}"
    assert caught.reason == "The home page has no Referrer-Policy"
    assert 0 < caught.seconds <= first.seconds
    assert not first.whole
    assert first.example == "GET web:/: without referrer-policy"
    assert (second.ended, second.whole) == (Ended.CAUGHT_BY_OTHERS, True)
    assert [caught.check for caught in second.caught] == [f"tests/{LOGIN}"]
    kept = [path.name for path in (campaign.new_runner().folder).glob("*t*z-*")]
    assert len(kept) == 2, "the runs that were red are kept, and no other"


def test_what_stays_red_is_no_proof(campaign: Campaign, healthy: dict[str, str]) -> None:
    behind = ProxySource(Scene(campaign.environment), healthy)
    campaign.source = Sticking(behind, OPEN_HOME)
    (row,) = campaign.prove([OPEN_HOME], WELL)
    assert row.ended is Ended.STAYED_RED
    assert row.why == "without the fault NO-GO: The home page has no Referrer-Policy"
    with pytest.raises(NotWellError, match="without a fault it is NO-GO, mend that first"):
        campaign.healthy([OPEN_HOME])


def test_another_build_under_way_ends_the_proof(campaign: Campaign) -> None:
    with pytest.raises(UnwellError, match=r"the build changed under way, from 0123456789ab to [0-9a-f]+: begin again"):
        campaign.prove([OPEN_HOME], replace(WELL, build="0123456789ab"))


def test_another_build_is_not_put_before_a_target_that_names_none(campaign: Campaign) -> None:
    (row,) = campaign.prove([replace(OPEN_HOME, needs=frozenset({Need.BUILD}))], replace(WELL, build=None))
    assert (row.ended, row.why) == (Ended.NOT_APPLICABLE, "the target names no build")


def earlier(*faults: Fault) -> Matrix:
    rows = []
    for each in faults:
        caught = tuple(Caught(f"tests/{check}", 1.0, "no Referrer-Policy") for check in each.checks)
        rows.append(replace(Row.of(each, "proxy", Ended.AS_PROMISED), caught=caught))
    return Matrix("local", "commit", "2026-11-29T00:00:00+00:00", tuple(rows))


def count(campaign: Campaign) -> list[list[str]]:
    """Note which faults share each run from now on."""
    put, noted = campaign.source.put, []

    @dataclass(frozen=True)
    class Noting:
        name: str = "proxy"

        def put(self, faults: Sequence[Fault]) -> object:
            noted.append([fault.name for fault in faults])
            return put(faults)

    campaign.source = Noting()  # type: ignore[assignment] # it hands on what it is given
    return noted


def test_faults_of_other_checks_share_a_run(campaign: Campaign) -> None:
    campaign.before, shared = earlier(OPEN_HOME, OPEN_LOGIN), count(campaign)
    rows = campaign.prove([OPEN_HOME, OPEN_LOGIN, HARMLESS, UNHEEDED], WELL)
    alone = [["harmless"], ["unheeded"]]
    assert shared == [["harmless", "unheeded"], *alone, ["open-home", "open-login"], []], "what did not arrive"
    assert [(row.caught[0].check, row.together_with) for row in rows[:2]] == [
        (f"tests/{HOME}", ("open-login",)),
        (f"tests/{LOGIN}", ("open-home",)),
    ]
    assert [row.ended for row in rows] == [*[Ended.AS_PROMISED] * 3, Ended.NOT_APPLICABLE]
    assert rows[-1].changed == 0


def test_what_differs_in_a_round_is_decided_alone(campaign: Campaign) -> None:
    campaign.before, shared = earlier(OPEN_HOME, OPEN_LOGIN), count(campaign)
    broken = fault("open-login", "/login", LOGIN, header="Content-Security-Policy")
    first, second = campaign.prove([OPEN_HOME, broken], WELL)
    assert shared == [["open-home", "open-login"], ["open-home"], [], ["open-login"]]
    assert (first.ended, second.ended) == (Ended.AS_PROMISED, Ended.NOT_CAUGHT)
