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
