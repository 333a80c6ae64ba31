"""A page whose script never ends keeps nobody from the verdict, and no other check is blamed for it."""

import pytest

from selftest.support.front import front, page_script
from selftest.support.processes import Verify

TIMEOUT = 10


@pytest.mark.parametrize(
    ("path", "arguments", "named"),
    [
        ("/", ("-m", "smoke", "-k", "home or test_venues"), "The title names Servio on home"),
        ("/dashboard", ("-m", "e2e", "-k", "keyboard_alone_creates_a_menu"), "The keyboard alone creates a menu"),
    ],
    ids=["smoke", "e2e"],
)
def test_a_page_whose_script_never_ends_is_a_no_go(
    verify: Verify, healthy: dict[str, str], path: str, arguments: tuple[str, ...], named: str
) -> None:
    never = page_script(f"if (location.pathname == '{path}') setTimeout(() => {{ for (;;); }}, 10);")
    with front(healthy, never) as settings:
        ended = verify(*arguments, "-o", f"timeout={TIMEOUT}", **settings)
    assert ended.code == 1, ended.output
    (reason,) = ended.verdict["reasons"]
    assert named in reason
    assert f"Timeout (>{TIMEOUT}.0s)" in reason
    assert {name for name in ended.verdict["new_failures"] if "test_venues" in name} == set()
