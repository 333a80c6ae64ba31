"""Evidence of a failed check: a folder of its own, and the same in the Allure report."""

import json
import shlex
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import allure
import allure_commons
import pytest
from slugify import slugify

from servio_verify.api.assertions import describe
from servio_verify.browser.recording import complaints
from servio_verify.run import files
from servio_verify.traffic import exchanges
from servio_verify.traffic.exchanges import EXCHANGES

BROWSER_FILES = {
    "playwright_screenshot": ("screenshot", "image/png", "png"),
    "playwright_trace": ("trace", "application/vnd.allure.playwright-trace", "zip"),
}
"""What pytest-playwright keeps and names in the properties of a report, and how Allure shows it."""


FILES = {"--junitxml": "xmlpath", "--log-file": "log_file"}
FOLDERS = {"--alluredir": "allure_report_dir", "--output": "output"}
"""What a person may have written elsewhere than in the run's folder, and the name of pytest's option."""

OUTPUT = "test-results"
"""Where pytest-playwright keeps things unless it is told otherwise; here that is the run's folder."""

HTTP = "application/vnd.allure.http+json"
EXCHANGES_SHOWN = 5
"""The last exchanges are in the report one by one; all that are kept are in `api.txt`."""


class Spared:
    """Keeps a full disk from ending the run through Allure: a check that left no result gets one at the end."""

    @allure_commons.hookimpl(wrapper=True)
    def report_result(self) -> Generator[None, None, None]:
        """Allure writes a check down."""
        with suppress(OSError):
            yield

    report_container = report_attached_file = report_attached_data = report_result


def keep_in(folder: Path, config: pytest.Config) -> None:
    """Let everything that a run keeps be in its folder, unless a person said otherwise."""
    allure_commons.plugin_manager.register(Spared())
    if not config.option.allure_report_dir:
        config.option.allure_report_dir = str(folder / files.ALLURE_RESULTS)
    if config.option.output == OUTPUT:
        config.option.output = str(folder / files.BROWSER)
    said = " ".join(map(str, config.invocation_params.args))
    if "--tracing" not in said:
        config.option.tracing = "retain-on-failure"
    if "--screenshot" not in said:
        config.option.screenshot = "only-on-failure"


def refuse_unwritable(config: pytest.Config) -> None:
    """Raise UsageError for a file or folder that could only fail to be written later, and the verdict be lost."""
    for name, option in (FILES | FOLDERS).items():
        asked = getattr(config.option, option, None)
        if not asked or asked == OUTPUT:
            continue
        path = Path(asked).expanduser() if name == "--junitxml" else Path(asked)  # as pytest has it
        try:
            (path if name in FOLDERS else path.parent).mkdir(parents=True, exist_ok=True)
            if name in FILES:
                path.open("a").close()
        except OSError as error:
            raise pytest.UsageError(f"cannot write {name} {path}: {error.strerror}") from None


def elsewhere(folder: Path, config: pytest.Config) -> list[Path]:
    """Return the files and folders that a person asked for outside of the run's folder."""
    asked = [getattr(config.option, name, None) for name in (FILES | FOLDERS).values()]  # -p no:logging has no log file
    places = [Path(each).absolute() for each in asked if each]
    return [place for place in places if place.exists() and not place.is_relative_to(folder)]


def keep(item: pytest.Item) -> None:
    """Write down how to run the check again, what the API said last, and what the browsers noted."""
    texts = {
        "reproduce": reproduction(item),
        **complaints.transcripts(item),
    }
    folder = Path(item.config.getoption("output")).absolute() / slugify(item.nodeid)
    folder.mkdir(parents=True, exist_ok=True)
    if EXCHANGES:
        told = "\n\n".join(describe(answer) for answer in EXCHANGES)
        (folder / "api.txt").write_text(told + "\n", encoding="utf-8")
    for name, text in texts.items():
        if text:
            (folder / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
            allure.attach(text, name, allure.attachment_type.TEXT)
    for answer in list(EXCHANGES)[-EXCHANGES_SHOWN:]:
        allure.attach(json.dumps(exchanges.as_http(answer)), exchanges.name(answer), HTTP, extension="json")


def attach_browser_files(report: pytest.TestReport) -> None:
    """Attach what pytest-playwright kept of the check."""
    for name, path in report.user_properties:
        if name in BROWSER_FILES:
            label, kind, extension = BROWSER_FILES[name]
            body = Path(str(path)).read_bytes()
            allure.attach(body, name=label, attachment_type=kind, extension=extension)


def reproduction(item: pytest.Item) -> str:
    """Return the command that runs just this check again, on the same environment."""
    option = item.config.option
    seed = [] if option.seed is None else ["--seed", str(option.seed)]
    faults = [part for fault in option.fault for part in ("--fault", fault)]
    return shlex.join(["pytest", item.nodeid, "--env", option.env, *seed, *faults])
