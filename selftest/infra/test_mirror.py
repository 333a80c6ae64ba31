"""Mirror: names and sizes make no row, each difference makes one, and what was not read is never the same."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selftest.infra.mirrored import PLANTED, Facts_, agreeing, facts, healthy, rows, side
from selftest.support.processes import ROOT
from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.failures.check_errors import CheckError, DoubtError
from servio_verify.infra.facts import Unread, Value
from servio_verify.infra.mirror.check import Reflection, mirrored_sources, other_side, reflections
from servio_verify.infra.mirror.compare import compare
from servio_verify.infra.mirror.comparison import comparison
from servio_verify.infra.mirror.difference import Mirror, State
from servio_verify.infra.mirror.file import MirrorFile
from servio_verify.infra.source import known_facts, sources_of

TODAY = datetime.now(UTC).date()
NEXT_YEAR, YESTERDAY = TODAY + timedelta(days=300), TODAY - timedelta(days=1)


def mirrored(folder: Path, staging: Facts_ | None = None, file: MirrorFile | None = None) -> Mirror:
    """Hold staging, with some facts changed, against a healthy production."""
    left = side(folder, "staging", facts(healthy("staging") | (staging or {})))
    return compare((left, side(folder, "production", facts(healthy("production")))), file or MirrorFile())


def agreement(until: object = NEXT_YEAR, staging: str = "false", more: str = "") -> str:
    return f"""
[[agreed]]
fact = "ecs.circuit_breaker"
staging = {staging}
production = true
reason = "staging is watched by a person"
owner = "platform"
until = {until}
{more}"""


def test_names_ids_addresses_and_sizes_make_no_row(tmp_path: Path) -> None:
    mirror = mirrored(tmp_path)
    assert not mirror.differences
    assert len(mirror.compared) >= 34
    assert mirror.left_aside == 4


def test_every_fact_of_these_documents_is_one_that_is_read() -> None:
    assert not healthy("staging").keys() - known_facts().keys()


@pytest.mark.parametrize("row", PLANTED)
def test_each_planted_difference_is_one_row(row: str, tmp_path: Path) -> None:
    fact, value = PLANTED[row]
    assert rows(mirrored(tmp_path, {fact: value})) == [row]


def test_all_of_them_at_once_are_as_many_rows(tmp_path: Path) -> None:
    mirror = mirrored(tmp_path, dict(PLANTED.values()))
    assert rows(mirror) == sorted(PLANTED)
    assert mirror.exit_code == 1


def test_a_row_shows_both_values_as_people_write_them(tmp_path: Path) -> None:
    (row,) = mirrored(tmp_path, {"ecs.circuit_breaker": False}).findings
    assert row.values == ("no", "yes")
    assert row.what == known_facts()["ecs.circuit_breaker"]


def test_a_list_shows_what_only_one_side_has(tmp_path: Path) -> None:
    (row,) = mirrored(tmp_path, {"alb.certificate_names": ("servio.com", "api.staging.servio.com")}).findings
    assert row.values == ("servio.com (and 1 that both have)", "servio.com (and 1 that both have)")


def test_what_is_the_other_environments_is_no_likeness(tmp_path: Path) -> None:
    (row,) = mirrored(tmp_path, {"ecs.log_group": "servio-production-app"}).findings
    assert row.values == ("servio-production-app, on both sides, though it is one side's own", "servio-production-app")


def test_an_agreed_difference_is_settled(tmp_path: Path) -> None:
    mirror = mirrored(tmp_path, {"ecs.circuit_breaker": False}, agreeing(tmp_path, agreement()))
    assert [row.state for row in mirror.differences] == [State.AGREED]


@pytest.mark.parametrize(
    ("told", "value", "state"),
    [
        (agreement(YESTERDAY), False, State.ENDED),
        (agreement(staging="true"), False, State.CHANGED),
        (agreement(), True, State.GONE),
        (agreement(staging='"*"'), False, State.AGREED),
        (agreement(staging='"not set"'), None, State.AGREED),
        (agreement(staging='"not set"'), False, State.CHANGED),
    ],
)
def test_an_agreement_that_holds_no_more_is_a_finding(told: str, value: Value, state: State, tmp_path: Path) -> None:
    mirror = mirrored(tmp_path, {"ecs.circuit_breaker": value}, agreeing(tmp_path, told))
    assert [(row.fact, row.state) for row in mirror.differences] == [("ecs.circuit_breaker", state)]
    assert bool(mirror.findings) is (state is not State.AGREED)


def test_an_agreement_about_other_environments_is_none(tmp_path: Path) -> None:
    told = agreement().replace("production =", "local =")
    mirror = mirrored(tmp_path, {"ecs.circuit_breaker": False}, agreeing(tmp_path, told))
    assert [row.state for row in mirror.differences] == [State.NOT_AGREED]


def test_nothing_is_gone_that_could_not_be_read(tmp_path: Path) -> None:
    mirror = mirrored(tmp_path, {"ecs.circuit_breaker": Unread("denied")}, agreeing(tmp_path, agreement()))
    assert not mirror.differences
    assert mirror.exit_code == 10


def test_an_unread_fact_is_not_compared_whatever_the_other_side_says(tmp_path: Path) -> None:
    both: Facts_ = {"rds.engine_version": Unread("AccessDenied")}
    left = side(tmp_path, "staging", facts(healthy("staging") | both))
    mirror = compare((left, side(tmp_path, "production", facts(healthy("production") | both))), MirrorFile())
    (line,) = map(str, (each for each in mirror.not_compared if each.facts))
    assert line.startswith("rds.engine_version: staging could not be read: AccessDenied; production could not")
    assert (mirror.findings, mirror.exit_code) == ((), 10)


def test_a_fact_that_one_document_lacks_is_not_compared(tmp_path: Path) -> None:
    less = {name: value for name, value in healthy("staging").items() if name != "rds.multi_az"}
    right = side(tmp_path, "production", facts(healthy("production")))
    mirror = compare((side(tmp_path, "staging", facts(less)), right), MirrorFile())
    assert "rds.multi_az: staging: its facts do not hold it" in map(str, mirror.not_compared)


def test_a_source_that_cannot_be_asked_is_one_line(tmp_path: Path) -> None:
    less = {name: value for name, value in healthy("staging").items() if not name.startswith("http.")}
    left = side(tmp_path, "staging", facts(less, {"http": "no address"}))
    mirror = compare((left, side(tmp_path, "production", facts(healthy("production")))), MirrorFile())
    assert [str(each) for each in mirror.not_compared if each.source == "http"] == ["http: staging: no address"]
    assert mirror.exit_code == 10


def test_sources_that_share_a_reason_share_a_line(tmp_path: Path) -> None:
    less = {name: value for name, value in healthy("staging").items() if not name.startswith(("rds.", "ecs."))}
    left = side(tmp_path, "staging", facts(less, dict.fromkeys(("rds", "ecs"), "no credentials")))
    mirror = compare((left, side(tmp_path, "production", facts(healthy("production")))), MirrorFile())
    assert "ecs, rds: staging: no credentials" in map(str, mirror.not_compared)


def test_a_header_that_two_facts_tell_is_one_row(tmp_path: Path) -> None:
    names = ("content-type", "x-frame-options", "x-request-id")
    mirror = mirrored(tmp_path, {"http.web_hsts": None, "http.web_header_names": names})
    assert rows(mirror) == ["http.web_header_names[x-request-id]", "http.web_hsts"]


def test_facts_that_share_a_reason_share_a_line(tmp_path: Path) -> None:
    names = [name for name in healthy("staging") if name.startswith("rds.") and name != "rds.storage_gib"]
    mirror = mirrored(tmp_path, dict.fromkeys(names, Unread("throttled")))
    (line,) = (each for each in mirror.not_compared if each.facts)
    assert (line.source, sorted(line.facts)) == ("rds", sorted(names))


def test_old_facts_are_not_compared(tmp_path: Path) -> None:
    old = facts(healthy("production"), at=datetime.now(UTC) - timedelta(days=31))
    mirror = compare(
        (side(tmp_path, "staging", facts(healthy("staging"))), side(tmp_path, "production", old)), MirrorFile()
    )
    assert not mirror.compared
    assert mirror.exit_code == 10


def test_what_somebody_knows_cannot_be_read_does_not_decide(tmp_path: Path) -> None:
    known = f'[[not_read]]\nsource = "http"\nreason = "a gate"\nowner = "platform"\nuntil = {NEXT_YEAR}\n'
    left = side(tmp_path, "staging", facts(healthy("staging") | {"http.web_hsts": Unread("a gate")}))
    right = side(tmp_path, "production", facts(healthy("production")))
    mirror = compare((left, right), agreeing(tmp_path, known))
    assert not [each for each in mirror.open if each.source == "http"]
    assert any(each.known for each in mirror.not_compared)


MISTAKES = {
    "[[agreed]\n": "environments/mirror.toml: ",
    "withh = 'production'\n": "unknown key 'withh'; did you mean with?",
    "with = 'prodction'\n": "with: 'prodction' is no environment; did you mean production?",
    "oldest_days = 0\n": "oldest_days: ",
    "[agreed]\nfact = 'x'\n": "write [[agreed]], in two brackets, before each",
    agreement().replace("ecs.circuit_breaker", "ecs.circiut_breaker"): "did you mean ecs.circuit_breaker?",
    agreement().replace("ecs.circuit_breaker", "ecs.cpu"): "[[agreed]] ecs.cpu: it is not compared (a size",
    agreement().replace('owner = "platform"\n', ""): "[[agreed]] ecs.circuit_breaker: it has no owner",
    agreement().replace("owner =", "ownr ="): "[[agreed]] ecs.circuit_breaker: unknown key 'ownr'; did you mean owner?",
    agreement("2199-01-01"): "agreement until 2199-01-01 is over 366 days ahead",
    agreement('"soon"'): "'soon' is no day; write it like 2026-12-31",
    agreement().replace("production =", "produktion ="): "'produktion' is no environment; did you mean production?",
    agreement().replace("production = true\n", ""): "give both environments' values",
    agreement() + agreement(): "it is agreed twice",
    "[[not_read]]\nsource = 'rdz'\nreason = 'a'\nowner = 'b'\nuntil = 2026-12-31\n": "did you mean rds?",
}


@pytest.mark.parametrize("text", MISTAKES, ids=list(MISTAKES.values()))
def test_a_mistake_in_the_mirror_file_is_one_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        agreeing(tmp_path, text)
    assert MISTAKES[text] in str(error.value)
    assert "\n" not in str(error.value)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        agreeing(tmp_path, "withh = 1\n" + agreement('"soon"') + agreement().replace("ecs.", "ecz."))
    assert len(str(error.value).splitlines()) == 3


def test_the_table_names_facts_that_are_read() -> None:
    table = comparison()
    fitting = {name for name in table.ways if "*" in name} | known_facts().keys()
    assert not table.ways.keys() - fitting
    assert all(way.why for way in table.ways.values())


def test_the_check_of_a_source_doubts_what_was_not_read(tmp_path: Path) -> None:
    left = side(tmp_path, "staging", facts(healthy("staging") | {"rds.engine_version": Unread("denied")}))
    sides = left, side(tmp_path, "production", facts(healthy("production")))
    with pytest.raises(DoubtError, match=r"rds.engine_version: staging could not be read: denied"):
        Reflection("rds").hold(sides, MirrorFile())
    Reflection("ecs").hold(sides, MirrorFile())


def test_the_check_of_a_source_fails_for_each_difference(tmp_path: Path) -> None:
    left = side(tmp_path, "staging", facts(healthy("staging") | {"rds.engine_version": "14.9", "rds.multi_az": None}))
    sides = left, side(tmp_path, "production", facts(healthy("production")))
    with pytest.raises(CheckError, match=r"2 differences from production are to settle: rds.engine_version, rds.multi"):
        Reflection("rds").hold(sides, MirrorFile())


def test_without_facts_of_the_other_environment_nothing_is_covered(tmp_path: Path) -> None:
    file = agreeing(tmp_path, 'environment = "staging"\nwith = "production"\n')
    with pytest.raises(pytest.skip.Exception, match="no facts of production: no run of it here holds any"):
        other_side(tmp_path, tmp_path / "runs", file)


def test_the_mirror_is_of_one_environment(tmp_path: Path) -> None:
    file = agreeing(tmp_path, 'environment = "staging"\nwith = "production"\n')
    assert [each.why_not for each in reflections("local", file)] == [
        "no mirror of local: environments/mirror.toml is about staging"
    ]
    assert mirrored_sources("production", file) == mirrored_sources("staging", file) == sources_of({})
    assert not mirrored_sources("local", file)


def test_a_flag_that_is_on_on_one_side_only_is_one_row(tmp_path: Path) -> None:
    names: Facts_ = {"unleash.names": ("menus", "tips"), "unleash.rules": ("menus=1", "tips=2")}
    on: dict[str, Facts_] = {"staging": {"unleash.on": ("menus", "tips")}, "production": {"unleash.on": ("menus",)}}
    left, right = (side(tmp_path, name, facts(healthy(name) | names | on[name])) for name in on)
    assert [each.fact for each in compare((left, right), MirrorFile()).differences] == ["unleash.on[tips]"]


def test_a_flag_service_is_missed_where_a_facts_file_names_it(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "environments", tmp_path / "environments")

    def not_read() -> list[str]:
        left, right = (side(tmp_path, name, facts(healthy(name)), tmp_path) for name in ("staging", "production"))
        return [each.source for each in compare((left, right), MirrorFile()).not_compared]

    assert "launchdarkly" not in " ".join(not_read())
    with (tmp_path / "environments/staging.facts.toml").open("a", encoding="utf-8") as file:
        file.write('\n[flags]\nlaunchdarkly_url = "https://sdk.launchdarkly.com"\n')
    assert "launchdarkly" in " ".join(not_read())


def test_a_flag_that_is_on_for_others_is_one_row_without_digests(tmp_path: Path) -> None:
    digests = {"staging": "0a1b2c3d4e5f", "production": "f5e4d3c2b1a0"}
    rules: dict[str, Facts_] = {name: {"unleash.rules": (f"tips={digest}",)} for name, digest in digests.items()}
    left, right = (side(tmp_path, name, facts(healthy(name) | rules[name])) for name in rules)
    (row,) = compare((left, right), MirrorFile()).differences
    assert (row.fact, row.values) == ("unleash.rules[tips]", ("one value", "another one"))
