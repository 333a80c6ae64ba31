"""Situations of flags: switched under the run or since the last GO, unread, not as in production, pinned."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selftest.monitoring.flag_service import KEYS, FlagService, files_of, flag_service
from selftest.monitoring.situations import EVERYTHING_PASSED, GO, HEALTH, INCONCLUSIVE, NO_GO, Row, Staged
from selftest.support.processes import Verify
from selftest.support.project import Project
from selftest.support.small_server import JSON

DECIDES = "[monitoring.flags]\ndecides = true\n"
NOTES = DECIDES.replace("true", "false")
AGAINST = f'{DECIDES}against = "production"\n'
FLIP = f"{HEALTH}    httpx.get(os.environ['FLIP'], trust_env=False)\n"
IN_A_PAGE = """
def test_good(new_context):
    page = new_context().new_page()
    page.goto(os.environ["FLIP"])
    told = page.evaluate("async () => (await (await fetch('/api/frontend')).json()).toggles.map(each => each.name)")
    assert told == ["split-bills"]
"""
STAYED = "flags: 1 of 2 are on in Unleash, the same before and after the checks"
AGREED = """
[[agreed]]
fact = "unleash.on[split-bills]"
staging = "there"
production = "not there"
reason = "it is being tried"
owner = "bills"
until = {until}
"""


@dataclass(frozen=True)
class Flags:
    """What a row does to the flags, the key that it has, and what the mirror agrees to."""

    flip: Callable[[FlagService], object] | None = None
    key: str = KEYS["staging"]
    agreed: str = ""


def switch_off(it: FlagService) -> None:
    it.put("split-bills", on=False)


def go_down(it: FlagService) -> None:
    it.down = 503, JSON, "{}"


ROWS = [
    Row(
        "a flag was flipped under the run",
        INCONCLUSIVE,
        r"^- Flag 'split-bills' changed under the run \(on → off\): the checks saw both; run again$",
        DECIDES,
        checks=FLIP,
        source=Flags(switch_off),
    ),
    Row(
        "a flag was flipped under the run, and flags do not decide",
        GO,
        EVERYTHING_PASSED,
        NOTES,
        also=(r"\nflag 'split-bills' changed under the run \(on → off\)",),
        checks=FLIP,
        source=Flags(switch_off),
    ),
    Row(
        "the flag service went down under the run",
        GO,
        EVERYTHING_PASSED,
        DECIDES,
        also=("not covered: flags of Unleash: 127.0.0.1 answered 503",),
        checks=FLIP,
        source=Flags(go_down),
    ),
    Row(
        "the flag service refuses the key",
        GO,
        EVERYTHING_PASSED,
        DECIDES,
        also=(r"not covered: flags of Unleash: 127.0.0.1 refuses UNLEASH_API_KEY \(401\)",),
        source=Flags(key="*:staging.canary-of-nobody"),
    ),
    Row(
        "the key of the flags is production's",
        GO,
        EVERYTHING_PASSED,
        DECIDES,
        also=("not covered: flags of Unleash: wrong project, UNLEASH_API_KEY is of 'production', and this is staging",),
        source=Flags(key=KEYS["production"]),
    ),
    Row(
        "a flag is on that production does not have",
        NO_GO,
        "^- Flags on in staging, not in production: split-bills; switch off, or agree in environments/mirror.toml$",
        AGAINST,
        also=(STAYED,),
        source=Flags(),
    ),
    Row(
        "a flag is on that production does not have, and it was agreed",
        GO,
        EVERYTHING_PASSED,
        AGAINST,
        also=(STAYED,),
        never=("not covered", "not in production"),
        source=Flags(agreed=AGREED),
    ),
    Row(
        "flags are pinned, and a page is told so",
        GO,
        EVERYTHING_PASSED,
        f"{DECIDES}pinned = {{split-bills = true, old-menu = false}}\n",
        also=(
            r"\nflags pinned in the browser: split-bills on, old-menu off\n",
            r"not covered: flags are pinned in the browser only, not on the server: split-bills, old-menu\n",
        ),
        never=("that no page was told of",),
        checks=IN_A_PAGE,
        source=Flags(),
    ),
]


@pytest.fixture
def here() -> Iterator[FlagService]:
    with flag_service(KEYS["staging"]) as service:
        yield service


@pytest.fixture
def there() -> Iterator[FlagService]:
    with flag_service(KEYS["production"]) as service:
        service.put("split-bills", on=False)
        yield service


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_situation_ends_with_its_verdict(row: Row, staged: Staged, here: FlagService, there: FlagService) -> None:
    told: Flags = row.source
    here.flip = told.flip
    mirror = told.agreed.format(until=datetime.now(UTC).date() + timedelta(days=30))
    files = files_of("staging", here, told.key) | files_of("production", there) | {"environments/mirror.toml": mirror}
    assert "canary" not in staged(row, files=files, FLIP=f"{here.origin}/flip").output


def test_a_run_says_which_flags_changed_since_the_last_go(
    tmp_path: Path, verify: Verify, healthy: dict[str, str], here: FlagService
) -> None:
    project = Project(tmp_path / "project", verify)
    here.key = "*:development.canary"
    for path, text in files_of("local", here, here.key).items():
        (project.folder / path).write_text(text)
    project.write("def test_good(environment): pass\n")
    settings = healthy | {"SERVIO_MONITORING": "{flags = {}}"}
    assert "changed since" not in project.run(**settings).output
    here.put("old-menu", on=True)
    output = project.run(**settings).output
    assert "changed since the last GO: flags: + old-menu\n" in output, output
