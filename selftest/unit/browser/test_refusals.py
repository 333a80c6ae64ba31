"""What a page prints of a refused form is told with the refusal, which a check may expect; in a real browser."""

import re

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, JSON, only, serving
from servio_verify.browser.recording.recorder import Recorder

SERVED = only({"/": (200, HTML, "<title>Servio</title>"), "/no": (400, JSON, "{}"), "/yes": (201, JSON, "{}")})
SENDS = """async path => {
    await fetch(path, {method: 'POST', mode: 'no-cors'});
    console.error('the form says so');
}"""
EXPECTED = re.compile(r"answered 4\d\d$")


def test_only_what_is_printed_after_a_refused_write_is_told_with_it() -> None:
    with chromium() as browser, serving(SERVED) as url, serving(SERVED) as third:
        context = browser.new_context(base_url=url)
        recorder = Recorder(context, url)
        page = context.new_page()
        page.goto("/")
        left = []
        for path in ("/no", "/yes", f"{third}/no"):
            page.evaluate(SENDS, path)
            page.wait_for_timeout(100)  # the console is told apart
            left.append([line for line in recorder.complaints() if not EXPECTED.search(line)])
        page.evaluate(SENDS, "/no")
        page.evaluate("() => { setTimeout(() => { throw new Error('the till is open'); }); }")
        page.wait_for_timeout(100)
        uncaught = [line for line in recorder.complaints() if "the till is open" in line]
    assert [len(lines) for lines in left] == [0, 1, 2]
    assert uncaught
    assert not any(map(EXPECTED.search, uncaught))
