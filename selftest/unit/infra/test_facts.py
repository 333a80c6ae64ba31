"""Facts: what could not be read equals nothing, and a document holds all of it."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from selftest.support.processes import ROOT
from servio_verify.environments.layers.mistakes import SettingsError
from servio_verify.infra.expected.file import read_facts_file
from servio_verify.infra.facts import Fact, Facts, Unread, Value, shown

DIGEST = f"sha256:0a1b2c3d4e5f{'6' * 52}"
AT = datetime(2026, 11, 28, 2, 13, tzinfo=UTC)


def test_an_unread_fact_equals_nothing() -> None:
    unread = Unread("AccessDenied")
    assert unread != unread
    assert unread != Unread("AccessDenied")
    assert unread != None  # noqa: E711


@pytest.mark.parametrize("value", [True, 3, 2.5, "x", ("a", "b"), None])
def test_facts_come_back_from_their_document(value: Value) -> None:
    facts = Facts.of([Fact("rds.it", value, "AWS rds", AT)], {"redis": "no REDIS_URL"})
    assert Facts.from_json(facts.to_json()) == facts


def test_what_could_not_be_read_comes_back_as_that() -> None:
    facts = Facts.from_json(Facts.of([Fact("rds.it", Unread("throttled"), "AWS rds", AT)]).to_json())
    assert isinstance(facts.known["rds.it"].value, Unread)
    assert str(facts.known["rds.it"].value) == "could not be read: throttled"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "not set"),
        (True, "yes"),
        (False, "no"),
        ((), "nothing"),
        (("a", "b"), "a, b"),
        (1, "1"),
        (DIGEST, "'sha256:0a1b2c3d4e5f…'"),
    ],
)
def test_a_value_reads_as_a_person_writes_it(value: Value, words: str) -> None:
    assert shown(value) == words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[expect.ecz]\nrunning = 2\n", "[expect.ecz]"),
        ("[expects.ecs]\nrunning = 2\n", "'expects' is no table of it"),
        ("region = 'eu'\n", "'region' is no table of it"),
        ("[flags]\nunleash_ulr = 'https://x'\n", "[flags] has no 'unleash_ulr'; did you mean unleash_url?"),
        ("[expect\n", "staging.facts.toml"),
        ("[expect.ecs]\ndesird = 2\n", "ecs.desird is no fact that is read; did you mean ecs.desired?"),
        ("[expect.ecs]\ndesired = {at_leest = 2}\n", "desired: at_leest is no condition; did you mean at_least?"),
        ("[expect.ecs]\ndesired = {at_least = '2'}\n", "ecs.desired: at_least must be a number, without quotes"),
        ("[expect.ecs]\ndesired = {contains = 2}\n", "ecs.desired: contains must be a list"),
        ("[expect.ecs]\ndesired = 2026-01-01\n", "ecs.desired: equals must be a text in quotes, a number, true"),
        ("[expect.ecs]\ndesired = {}\n", "ecs.desired: say what it must be"),
        (
            "[aws]\nregion = 'us-east-11'\n",
            "region must be a text in quotes, the region, such as us-east-1; it is ",
        ),
    ],
)
def test_a_mistake_in_a_facts_file_is_one_line(text: str, said: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("project")
    (root / "environments").mkdir()
    (root / "environments" / "staging.facts.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        read_facts_file(root, "staging")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_without_a_facts_file_nothing_is_expected(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = read_facts_file(tmp_path_factory.mktemp("project"), "staging")
    assert not file.exists
    assert not file.expected


def test_no_client_is_loaded_where_only_names_of_facts_are_looked_up() -> None:
    look = "import sys; from servio_verify.infra.source import known_facts; known_facts(); print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", look], cwd=ROOT, text=True).split()
    assert "servio_verify.infra.aws.services.ecs" in loaded
    assert not {"boto3", "botocore"} & set(loaded)


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_a_facts_file_names_one_database(environment: str) -> None:
    file = read_facts_file(ROOT, environment)
    said = {file.expected[name].equals for name in ("rds.database", "database.name")}
    assert said == {file.tables["configuration"]["database"]} == {f"servio_{environment}"}
