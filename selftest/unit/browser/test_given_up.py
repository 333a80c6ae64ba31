"""What a page gave up itself is no error of its, also where the refusal came all the same, in a real browser."""

import pytest

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, Said, serving
from servio_verify.browser.recording.recorder import Recorder

LARGE = "x" * 20_000_000
"""It is not read to its end before the page gives it up."""

ASK = """async givesUp => {
    const given = new AbortController();
    await fetch('/tables', {signal: given.signal});
    if (givesUp) given.abort();
}"""


@pytest.mark.parametrize(
    ("status", "gives_up", "counts"),
    [(404, True, False), (404, False, True), (500, True, True)],
    ids=["given up", "wanted", "broken"],
)
def test_a_refusal_counts_only_where_it_was_waited_for(status: int, gives_up: bool, counts: bool) -> None:
    def answers(path: str) -> Said:
        return (status, HTML, LARGE) if path == "/tables" else (200, HTML, "<title>Servio</title>")

    with chromium() as browser, serving(answers) as url:
        context = browser.new_context(base_url=url)
        recorder = Recorder(context, url)
        page = context.new_page()
        page.goto("/")
        with page.expect_event("requestfailed" if gives_up else "response"):
            page.evaluate(ASK, gives_up)
        page.wait_for_timeout(100)  # the console is told apart
        told = [line for line in recorder.errors() if str(status) in line], recorder.complaints()
    assert [bool(lines) for lines in told] == [counts] * 2, told
