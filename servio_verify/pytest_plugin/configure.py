"""Configuration of a pytest process: controller or worker."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from servio_verify.browser.flags import noted
from servio_verify.environments.model import Environment
from servio_verify.environments.settings import read_environment
from servio_verify.environments.tier import Tier
from servio_verify.errors import UsageError
from servio_verify.pytest_plugin import evidence, options
from servio_verify.pytest_plugin.controller import Controller
from servio_verify.pytest_plugin.crash_file import CrashFile
from servio_verify.pytest_plugin.stash import set_environment, set_run
from servio_verify.run import alarm, marks, pacing
from servio_verify.run.identity import RUN_ID, Run, new_run_id
from servio_verify.secrets.run_scrubber import RunScrubber
from servio_verify.secrets.values import secret_values
from servio_verify.traffic import builds_seen, pages_ask, transport
from servio_verify.workflow.interruption import Interruption

NEEDED = ("allure_pytest", "playwright")


def _configure_worker(config: pytest.Config, workerinput: Mapping[str, str]) -> None:
    """Take part in the controller's run, on the environment that it has read and started."""
    handed = json.loads(workerinput["servio"])
    run = Run(handed["run"], Path(handed["folder"]), workerinput["workerid"])
    environment = Environment.from_settings(handed["environment"])
    evidence.keep_in(run.folder, config)
    pacing.keep(environment.limits, run.folder)
    alarm.keep_in(run.folder)
    pages_ask.keep_in(run.folder)
    noted.keep_in(run.folder)
    set_run(config, run)
    set_environment(config, environment)
    builds_seen.follow(environment)
    transport.admit_to(environment)
    RunScrubber(secret_values(environment), run).guard_streams()
    config.pluginmanager.register(CrashFile(run), "servio-crash-file")
    Interruption().watch(run.folder)


def _configure_controller(config: pytest.Config) -> None:
    """Read the environment, make the run's folder, and register what happens around the checks."""
    for plugin in NEEDED:
        if not config.pluginmanager.has_plugin(plugin):
            raise UsageError(f"the plugin {plugin} is needed: leave out -p no:{plugin}")
    name, root = config.option.env, config.rootpath
    environment = read_environment(name, root, os.environ, reads_only=options.reads_only(config))
    if config.option.fault and not environment.is_own:
        raise UsageError(f"--fault is for the sandbox; environment {environment.name!r} is a real one")
    if Tier.INFRA in (config.option.markexpr or "") or any(Tier.INFRA in word for word in config.args):
        from servio_verify.infra.expected.file import read_facts_file  # no other tier pays for this import

        read_facts_file(config.rootpath, environment.name)
    options.settle(config)
    evidence.refuse_unwritable(config)
    run = Run(
        run_id := os.environ.pop(RUN_ID, "") or new_run_id(),
        config.rootpath / os.environ.get("SERVIO_RUNS", "runs") / run_id,
    )
    run.make_folder()
    marks.begin(run.id)
    set_run(config, run)
    scrubber = RunScrubber(secret_values(environment), run)
    scrubber.guard_streams()
    evidence.keep_in(run.folder, config)
    pacing.keep(environment.limits, run.folder)
    alarm.keep_in(run.folder)
    pages_ask.keep_in(run.folder)
    noted.keep_in(run.folder)
    config.pluginmanager.register(CrashFile(run), "servio-crash-file")
    config.pluginmanager.register(Controller(config, environment, run, scrubber), "servio-controller")
