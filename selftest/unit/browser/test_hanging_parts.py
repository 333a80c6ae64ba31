"""A part of the page's own that never comes is named by its path, in a real browser."""

import threading

import pytest

from selftest.support.browsers import chromium
from selftest.support.small_server import HTML, Said, serving
from servio_verify.browser.parts import loading
from servio_verify.failures.check_errors import LateError
from servio_verify.failures.failure_kinds import kind_of
from servio_verify.failures.kind import OF_AN_OUTAGE

PAGE = "<title>Servio</title><script src=/tags/manager.js?id=7></script><p>Home</p>"


def test_a_script_of_the_page_s_own_that_never_comes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "PARSED_SECONDS", 0.5)
    monkeypatch.setattr(loading, "MOST_SECONDS", 1.5)
    over = threading.Event()

    def answers(path: str) -> Said:
        if path.startswith("/tags"):
            over.wait(30)
        return 200, HTML, PAGE

    with chromium() as browser, serving(answers) as url:
        with pytest.raises(
            LateError, match=r"^a page waits for a script that does not come: /tags/manager\.js$"
        ) as told:
            loading.load_page(browser.new_page(), url)
        over.set()
    assert kind_of(told.value) in OF_AN_OUTAGE
