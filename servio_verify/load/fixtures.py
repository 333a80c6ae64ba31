"""The pytest side of the load gates: `--profile`, one check for each gate, one run for all of them."""

from typing import TYPE_CHECKING

import allure
import pytest

from servio_verify.environments.model import Environment
from servio_verify.errors import UsageError
from servio_verify.load.lifecycle.options import DEFAULT_PROFILE
from servio_verify.run import files
from servio_verify.run.identity import Run
from servio_verify.traffic import observations

if TYPE_CHECKING:  # the other tiers load no profile, and launch nothing
    from servio_verify.load.launcher import LoadResult
    from servio_verify.load.plan.profile import Profile

FILES = {
    files.LOAD_JSON: allure.attachment_type.JSON,
    files.LOAD_TABLE: allure.attachment_type.TEXT,
    files.LOCUST_REPORT: allure.attachment_type.HTML,
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the load tier."""
    parser.getgroup("servio").addoption(
        "--profile",
        metavar="NAME",
        default=DEFAULT_PROFILE,
        help=f"the load of the load tier, by users or at a rate: a file in profiles/ (default: {DEFAULT_PROFILE})",
    )
    parser.getgroup("servio").addoption(
        "--fit-limits",
        action="store_true",
        help="run the load at a lighter pace where it would exceed a rate limit of the target (default: refuse)",
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Refuse a profile that was asked for and is none, before anything is begun."""
    name = config.option.profile
    if name == DEFAULT_PROFILE:
        return  # it was not chosen, and few tiers need it
    _chosen(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one check of each gate of the profile, on the run and on its plateau."""
    if "gate" not in metafunc.fixturenames:
        return
    chosen = _chosen(metafunc.config)
    gates = [(gate, scope) for gate in chosen.gates for scope in gate.scopes]
    metafunc.parametrize(("gate", "scope"), gates, ids=[gate.named_on(scope) for gate, scope in gates])


def _chosen(config: pytest.Config) -> "Profile":
    from servio_verify.load.plan import profile_files

    try:
        return profile_files.read_profile(config.option.profile, config.rootpath)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None


@pytest.fixture(scope="session")
def load_run(environment: Environment, run: Run, pytestconfig: pytest.Config) -> "LoadResult":
    """The load run: its progress is shown while it lasts."""
    from servio_verify.load import launcher

    reporter = pytestconfig.pluginmanager.get_plugin("terminalreporter")
    tell = reporter.write_line if reporter else lambda _: None
    option = pytestconfig.option
    more = ["--fit-limits"] if option.fit_limits else []
    result = launcher.run(environment, run, option.profile, pytestconfig.rootpath, tell, more)
    if not result.report:
        raise result.not_begun()
    for what in result.report["not_covered"]:
        observations.note_not_covered(what)
    for name, kind in FILES.items():
        allure.attach.file(str(result.folder / name), name, kind)
    return result


@pytest.fixture
def load_result(load_run: "LoadResult") -> "LoadResult":
    """The load run, with its chart in the report of each check."""
    allure.attach.file(str(load_run.folder / files.LOAD_CHART), "load over time", allure.attachment_type.SVG)
    return load_run
