"""Flags of a real Unleash server, and pins that the real SDKs of browsers take; make test-monitoring."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from selftest.infra.held import environment
from selftest.monitoring.unleash_server import BROWSER, HERE, NODE, THERE, Unleash, unleash
from selftest.support.background import in_thread
from selftest.support.browsers import chromium
from servio_verify.browser.flags import noted, pinning
from servio_verify.infra.source import Place
from servio_verify.monitoring.flags import record
from servio_verify.monitoring.flags.source import SOURCE
from servio_verify.monitoring.reading import Reading, Window
from servio_verify.results.comparison import flags_told

pytestmark = pytest.mark.tools

OF_UNLEASH = """([url, clientKey]) => new Promise((done, failed) => {
    const settings = {url, clientKey, appName: 'web', refreshInterval: 0, disableMetrics: true};
    const client = new unleash.UnleashClient(settings);
    client.on('ready', () => done(['split-bills', 'old-menu', 'tips'].map(name => client.isEnabled(name))));
    client.on('error', failed);
    client.start();
})"""
OF_LAUNCHDARKLY = """async ([url, streaming]) => {
    const client = LDClient.initialize('an-environment', {kind: 'user', key: 'a-user'},
        {baseUrl: url, streamUrl: url, sendEvents: false, streaming});
    await client.waitForInitialization(5);
    if (streaming) await new Promise(done => client.on('change:theme', done));
    return ['split-bills', 'old-menu', 'theme'].map(name => client.variation(name, 'absent'));
}"""
VALUES: dict[str, dict[str, Any]] = {
    "split-bills": {"value": False, "variation": 1, "version": 7, "flagVersion": 4, "trackEvents": False},
    "theme": {"value": "dark", "variation": 0, "version": 3, "flagVersion": 2, "trackEvents": False},
}
LATER = {"split-bills": {**VALUES["split-bills"], "version": 8}, "theme": {**VALUES["theme"], "value": "light"}}
PINNED = {"split-bills": True, "old-menu": False}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unleash]:
    with unleash(tmp_path_factory.mktemp("unleash")) as started:
        for name in ("split-bills", "old-menu", "tips"):
            started.make(name)
        started.switch("old-menu", on=True)
        started.switch("tips", on=True)
        yield started


@pytest.fixture
def project(tmp_path: Path, server: Unleash) -> Path:
    folder = tmp_path / "environments"
    folder.mkdir()
    (folder / "production.toml").write_text('web_url = "https://servio.com"\napi_url = "https://api.servio.com"\n')
    (folder / "production.facts.toml").write_text(f'[flags]\nunleash_url = "{server.origin}/api"\n')
    (tmp_path / ".env.production").write_text(f"UNLEASH_API_KEY={THERE}\n")
    return tmp_path


def looked(folder: Path, server: Unleash, between: Callable[[], object] = str, key: str = HERE, **more: Any) -> Reading:
    where = environment(secrets={"UNLEASH_API_KEY": key}, monitoring={"flags": more})
    probe = SOURCE.open(Place(where, {"flags": {"unleash_url": f"{server.origin}/api"}}, folder))
    probe.begin()
    between()
    now = datetime.now(UTC)
    return probe.end(Window(now, now, None, "a-run", folder))


def test_a_flag_that_is_flipped_under_the_run_is_told(project: Path, server: Unleash) -> None:
    assert len(looked(project, server).notes) == 1
    before = record.read(project)
    reading = looked(project, server, lambda: server.switch("split-bills", on=True))
    assert reading.doubts == ("flag 'split-bills' changed under the run (off → on): the checks saw both; run again",)
    assert flags_told(before, record.read(project)) == ["flags: + split-bills"]
    server.switch("split-bills", on=False)
    assert len(looked(project, server).notes) == 1
    assert not flags_told(before, record.read(project))


def test_a_flag_that_production_does_not_have_is_told(project: Path, server: Unleash) -> None:
    server.switch("old-menu", "production", on=True)
    (signal,) = looked(project, server, against="production").signals
    assert signal.startswith("flags on in staging, not in production: tips; ")


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("*:development.nobody", "127.0.0.1 refuses UNLEASH_API_KEY (401)"),
        (BROWSER, "127.0.0.1 refuses UNLEASH_API_KEY (40"),
        (THERE, "wrong project, UNLEASH_API_KEY is of 'production', and this is staging"),
    ],
)
def test_a_key_that_is_not_right_is_told(project: Path, server: Unleash, key: str, why: str) -> None:
    (gap,) = looked(project, server, key=key).gaps
    assert why in gap


def test_the_sdk_of_unleash_takes_pinned_flags(tmp_path: Path, server: Unleash) -> None:
    url = f"{server.origin}/api/frontend"
    assert in_a_page(tmp_path, "unleash-proxy-client/build/main.min.js", OF_UNLEASH, [url, BROWSER], {}) == [
        False,
        True,
        True,
    ]
    told = in_a_page(tmp_path, "unleash-proxy-client/build/main.min.js", OF_UNLEASH, [url, BROWSER], PINNED)
    assert told == [True, False, True]
    assert noted.noted(tmp_path) == set(PINNED)


@pytest.mark.parametrize("streaming", [False, True])
def test_the_sdk_of_launchdarkly_takes_pinned_flags(tmp_path: Path, *, streaming: bool) -> None:
    theme = "light" if streaming else "dark"
    with launchdarkly() as origin:
        script, asked = "launchdarkly-js-client-sdk/dist/ldclient.min.js", [origin, streaming]
        assert in_a_page(tmp_path, script, OF_LAUNCHDARKLY, asked, {}) == [False, "absent", theme]
        assert in_a_page(tmp_path, script, OF_LAUNCHDARKLY, asked, PINNED) == [True, "absent", theme]
    assert noted.noted(tmp_path) == {"split-bills"}


def in_a_page(folder: Path, script: str, ask: str, asked: list[Any], pinned: dict[str, bool]) -> Any:
    """Return what a page is told that has this script of npm's."""
    if not (NODE / script).exists():
        pytest.skip(f"{script.partition('/')[0]} is not installed: make test-monitoring")
    noted.keep_in(folder)
    with launchdarkly() as web, chromium() as browser, browser.new_context() as context:
        pinning.pin(context, pinned)
        page = context.new_page()
        page.goto(web)
        page.add_script_tag(path=NODE / script)
        return page.evaluate(ask, asked)


@contextmanager
def launchdarkly() -> Iterator[str]:
    """Serve LaunchDarkly's client-side API, with a stream that tells of a change and stays open; and an empty page."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stream, flags = self.path.startswith("/eval/"), self.path.startswith("/sdk/evalx/")
            kind = "text/event-stream" if stream else "application/json" if flags else "text/html"
            put = f"event: put\ndata: {json.dumps(LATER)}\n\n"
            body = (put if stream else json.dumps(VALUES) if flags else "<title>a page</title>").encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Headers", "*")
            if not stream:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "OPTIONS":
                self.wfile.write(body)
            if stream:
                self.wfile.flush()
                over.wait(20)

        do_OPTIONS = do_GET  # noqa: N815 - a name that http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with in_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as web:
        web.daemon_threads = True
        yield f"http://127.0.0.1:{web.server_port}"
        over.set()
