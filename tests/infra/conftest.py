"""Shared fixtures of the infra tier: one check for each fact that something is expected of."""

import os
from typing import TYPE_CHECKING

import pytest

from servio_verify.infra.aws.running_task import running
from servio_verify.infra.configuration.holding import Held, held
from servio_verify.infra.configuration.task import Task
from servio_verify.infra.expected.expectation import Expectation, NothingExpected
from servio_verify.infra.expected.file import FactsFile, read_facts_file
from servio_verify.infra.expected.image import DIGEST_VARIABLE, ExpectedImage
from servio_verify.infra.facts import Facts
from servio_verify.infra.gathering import gather_once
from servio_verify.infra.mirror.check import Reflection, mirrored_sources, other_side, reflections
from servio_verify.infra.mirror.file import MirrorFile, read_mirror_file
from servio_verify.infra.mirror.side import Side, side_of
from servio_verify.infra.source import Place
from servio_verify.testing import Environment, Run

if TYPE_CHECKING:
    from servio_verify.data.check.tier import PersonalData

FILE = pytest.StashKey[FactsFile]()
MIRROR = pytest.StashKey[MirrorFile]()


def facts_file_of(config: pytest.Config) -> FactsFile:
    if FILE not in config.stash:
        config.stash[FILE] = read_facts_file(config.rootpath, config.option.env)
    return config.stash[FILE]


def mirror_file_of(config: pytest.Config) -> MirrorFile:
    if MIRROR not in config.stash:
        config.stash[MIRROR] = read_mirror_file(config.rootpath)
    return config.stash[MIRROR]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "reflection" in metafunc.fixturenames:
        found = reflections(metafunc.config.option.env, mirror_file_of(metafunc.config))
        metafunc.parametrize("reflection", found, ids=str)
    if "expectation" not in metafunc.fixturenames:
        return
    file = facts_file_of(metafunc.config)
    marks = list(metafunc.definition.iter_markers("facts"))
    named = [Expectation(file, name) for mark in marks for name in file.of(*mark.args)]
    tables = " or ".join(f"[expect.{source}]" for mark in marks for source in mark.args)
    lacks = f"has no {tables}" if file.exists else "is not there: copy staging.facts.toml, and change what differs"
    nothing = NothingExpected(f"nothing is expected: environments/{file.path.name} {lacks}")
    metafunc.parametrize("expectation", named or [nothing], ids=str)


@pytest.fixture(scope="session")
def facts_file(pytestconfig: pytest.Config) -> FactsFile:
    return facts_file_of(pytestconfig)


@pytest.fixture(scope="session")
def expected_image(pytestconfig: pytest.Config) -> ExpectedImage:
    return ExpectedImage(os.environ.get(DIGEST_VARIABLE, "").strip(), pytestconfig.option.expect_build)


@pytest.fixture(scope="session")
def facts(
    environment: Environment, run: Run, facts_file: FactsFile, expected_image: ExpectedImage, mirror_file: MirrorFile
) -> Facts:
    sources = facts_file.sources | ({"ecs"} if expected_image.digest or expected_image.build else set())
    sources |= mirrored_sources(environment.name, mirror_file, facts_file.tables)
    return gather_once(Place(environment, facts_file.tables), sources, run.folder)


@pytest.fixture(scope="session")
def running_task(environment: Environment, facts_file: FactsFile) -> Task | str:
    """What the running task gets, or why that is not known."""
    return running(Place(environment, facts_file.tables))


@pytest.fixture(scope="session")
def configuration(pytestconfig: pytest.Config, environment: Environment, running_task: Task | str) -> Held:
    """The dotenv file and the task's variables; their secrets are scrubbed from now on."""
    return held(pytestconfig.rootpath, environment, running_task)


@pytest.fixture(scope="session")
def personal_data(environment: Environment, run: Run, facts_file: FactsFile) -> "PersonalData":
    from servio_verify.data.check.tier import checked_once  # whoever runs another tier does not wait for it

    return checked_once(environment, facts_file.tables.get("personal_data"), run.folder)


@pytest.fixture(scope="session")
def mirror_file(pytestconfig: pytest.Config) -> MirrorFile:
    return mirror_file_of(pytestconfig)


@pytest.fixture(scope="session")
def here(environment: Environment, facts: Facts, facts_file: FactsFile, mirror_file: MirrorFile) -> Side:
    return side_of(environment, facts, facts_file.tables, mirror_file, "this run")


@pytest.fixture(scope="session")
def there(pytestconfig: pytest.Config, run: Run, mirror_file: MirrorFile) -> Side:
    return other_side(pytestconfig.rootpath, run.folder.parent, mirror_file)


@pytest.fixture
def sides(reflection: Reflection, request: pytest.FixtureRequest) -> tuple[Side, Side]:
    reflection.skip_where_nothing()
    return request.getfixturevalue("here"), request.getfixturevalue("there")
