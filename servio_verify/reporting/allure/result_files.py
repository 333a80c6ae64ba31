"""Files of Allure's results, without the fixtures of which there is nothing to tell: three files of four."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import allure_commons
from allure_commons.logger import AllureFileLogger
from attr import asdict

from servio_verify.run.files import write_atomically

WELL = ("passed", None)
"""Statuses of a part of a fixture that went well; Allure leaves some without one."""


class ResultFiles:
    """Allure's own writer, which is given a fixture only where it failed, or holds steps or attachments."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self.report_attached_file = writer.report_attached_file
        self.report_attached_data = writer.report_attached_data
        self.report_globals = writer.report_globals

    @allure_commons.hookimpl
    def report_result(self, result: Any) -> None:
        """Write down what became of a check, all at once: word by word, as Allure does it, takes ten times as long."""
        told = json.dumps(asdict(result, filter=lambda _, value: value or value is False), ensure_ascii=False)
        write_atomically(self._writer._report_dir / result.file_pattern.format(prefix=uuid4()), told)

    @allure_commons.hookimpl
    def report_container(self, container: Any) -> None:
        """Write down what became of a fixture."""
        parts = [*container.befores, *container.afters]
        if any(part.status not in WELL or part.steps or part.attachments for part in parts):
            self._writer.report_container(container)


def leave_out_fixtures() -> Callable[[], None]:
    """Leave out such fixtures from now on; return what takes it back, as Allure wants its own writer at the end."""
    plugins = allure_commons.plugin_manager
    writers = [plugin for plugin in plugins.get_plugins() if isinstance(plugin, AllureFileLogger)]
    stand_ins = [(ResultFiles(writer), writer, plugins.get_name(writer)) for writer in writers]
    for stand_in, writer, name in stand_ins:
        plugins.unregister(writer)
        plugins.register(stand_in, name)

    def take_back() -> None:
        for stand_in, writer, name in stand_ins:
            plugins.unregister(stand_in)
            plugins.register(writer, name)

    return take_back
