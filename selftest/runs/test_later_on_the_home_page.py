"""What the home page does a while after it was opened is seen, also where others have gone elsewhere meanwhile."""

from selftest.support.front import front, page_script
from selftest.support.processes import Verify

LATER = """if (location.pathname === '/') {
    setInterval(() => { if (document.title !== 'Next App') document.title = 'Next App'; }, 5);
    setTimeout(() => { throw new Error('the till is open'); }, 1000);
}"""


def test_its_own_title_and_what_it_says_later_count(verify: Verify, healthy: dict[str, str]) -> None:
    with front(healthy, page_script(LATER)) as settings:
        ended = verify("-m", "smoke", "-k", "on and home or without_a_session or wrong_password", **settings)
    assert ended.code == 1, ended.output
    title, console = sorted(ended.verdict["reasons"], key=lambda reason: "console" in reason)
    assert "the title of the home page does not name Servio" in title.replace("The title of", "the title of")
    assert "the till is open" in console


SOON = "setTimeout(() => { throw new Error('the till is shut'); }, 300);"


def test_what_pages_say_in_the_moment_after_they_are_there_counts_also_where_nothing_else_is_asked(
    verify: Verify, healthy: dict[str, str]
) -> None:
    with front(healthy, page_script(SOON)) as settings:
        ended = verify("-m", "smoke", "-k", "console", **settings)
    assert (ended.code, ended.verdict["failed"]) == (1, 4), ended.output
