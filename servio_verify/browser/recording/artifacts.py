"""Screenshot and trace of a check that failed, kept with pytest-playwright.

A context is closed when its check's teardown is over: only then is it known whether anybody wants them. To write a
trace and to draw a screenshot for a check that went well costs more than to press a button.
"""

from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error

from servio_verify.environments.tier import Tier

_waiting: list[tuple[Any, Callable[[], None]]] = []
"""For each context that is still open, pytest-playwright's recorder and what closes it."""


@pytest.fixture
def _artifacts_recorder(_artifacts_recorder: Any, request: pytest.FixtureRequest) -> Any:
    """Record with pytest-playwright what a failure needs, and no more: a smoke check shall be quick.

    A trace holds the pages, neither a film nor sources: those take most of its time. Smoke keeps a screenshot;
    `--tracing on` records a trace there too.
    """
    recorder, option = _artifacts_recorder, request.config.option
    item: pytest.Item = request.node
    traced = option.tracing == "on" or (option.tracing != "off" and item.get_closest_marker(Tier.E2E))

    def start(context: BrowserContext) -> None:
        context.on("page", lambda page: recorder._all_pages.append(page))
        if traced:
            context.tracing.start(snapshots=True)

    recorder._capture_trace = traced
    recorder.on_did_create_browser_context = start
    return recorder


def leave_open(contexts: Iterable[BrowserContext], recorder: Any, item: pytest.Item) -> None:
    """Have contexts closed when the check's teardown is over, unless it has failed already or wants them anyway."""
    option, call = item.config.option, getattr(item, "rep_call", None)
    if call is None or call.failed or "on" in (option.tracing, option.screenshot) or option.video != "off":
        return
    for context in contexts:
        context.close = _later(context, recorder)  # type: ignore[method-assign, assignment] # pytest-playwright calls it now


def _later(context: BrowserContext, recorder: Any) -> Callable[[], None]:
    close = context.close
    return lambda: _waiting.append((recorder, close))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Generator[None, Any, Any]:
    """Close what was left open, with screenshot and trace where the teardown has failed."""
    try:
        result = yield
    except BaseException:
        with suppress(Error):  # what failed first is told
            close_all(wanted=True)
        raise
    close_all(wanted=False)
    return result


def close_all(*, wanted: bool) -> None:
    """Close what was left open; `wanted` are screenshot and trace."""
    while _waiting:
        recorder, close = _waiting.pop(0)
        if not wanted:
            recorder.on_will_close_browser_context = _discard if recorder._capture_trace else _nothing
        close()


def _discard(context: BrowserContext) -> None:
    context.tracing.stop()


def _nothing(_: BrowserContext) -> None:
    """Keep nothing."""
