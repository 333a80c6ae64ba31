"""What stands before a Servio, or beside it in the page, leads to no wrong verdict (docs/verdict.md)."""

import re
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from selftest.support import drawn, scenarios
from selftest.support.front import Scenario, front, together
from selftest.support.processes import Verify, servio, settings_of
from servio_verify.environments.model import Environment
from servio_verify.errors import InconclusiveError
from servio_verify.workflow.start_target import await_target

SANDBOX = ("servio_sandbox", "--json")
IMPATIENT = "selftest.support.plugins.impatient"
BUILD = "5f3c1a9e2b7d"


@dataclass(frozen=True)
class Case:
    """A scenario, how it is looked at, and what the run must end with; `says` are parts of the output."""

    name: str
    scenario: Scenario
    arguments: tuple[str, ...]
    ends: tuple[str, int]
    says: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    tier: str = "smoke"

    def as_parameter(self) -> object:
        return pytest.param(self, id=self.name)


GO, NO_GO, INCONCLUSIVE, INVALID = ("GO", 0), ("NO-GO", 1), ("INCONCLUSIVE", 10), ("INVALID", 11)
QUICK = ("--wait", "2")
PAGES = ("-k", "pages or sign_in")

CASES = [
    Case("a page of another build", scenarios.stale_home(), ("--expect-build", BUILD, *PAGES), INVALID,
         ("home page", scenarios.OLD_BUILD, BUILD)),
    Case("a health that is a page", scenarios.spa_health(), ("-k", "health"), NO_GO,
         ("health of the web app is a page",)),
    Case("a banner in an alert, a second e-mail field, third parties' scripts that hang and fail", together(
        scenarios.banner(), scenarios.newsletter(), scenarios.hanging_script(), scenarios.failing_script(),
        scenarios.noise()), PAGES, GO),
    Case("a third party's script that pages wait for", scenarios.hanging_script(blocking=True),
         ("-k", "pages and not public"), INCONCLUSIVE, ("a third party that does not answer",)),
    Case("no alert, refusal or message but the banner and the help",
         together(scenarios.banner(), scenarios.help_text()),
         ("-k", "wrong_password_opens or an_empty_name_is_refused or new_venue_is_stored"), NO_GO,
         ("a wrong password shows no alert", "nothing says why", "nothing says 'Venue created'"),
         faults=("wrong-password-silent", "refusal-silent", "venue-toast-missing"), tier="smoke or e2e"),
    Case("a sign-in that navigates three times", scenarios.three_navigations(), PAGES, GO),
    Case("a message and a help with its words", scenarios.help_text(), ("-k", "new_venue_is_stored"), GO, tier="e2e"),
    Case("another field of the same name, other words beside a name, a refusal by the browser itself",
         together(scenarios.newsletter(), scenarios.one_line_lists(), scenarios.native_validation()),
         ("-k", "new_venue or new_menu or new_order or names or keyboard or empty_name"), GO, tier="e2e"),
    Case("a Sign out in a menu", scenarios.account_menu(),
         ("-k", "signs_in_and_out or keyboard_alone_signs"), GO, tier="e2e"),
    Case("orders under their status, rows that say created, a menu bar, one address in another",
         together(drawn.orders_under_their_status(), drawn.rows_that_say_created(), drawn.menu_bar(),
                  drawn.one_address_in_another()),
         ("-k", "new_order or new_venue_is or creates_a_menu or dashboard_of_one or signs_in_next"), GO, tier="e2e"),
    Case("sections that replace each other in the browser's history", drawn.replaced_entries(),
         ("-k", "back_forward and venues or back_and_reload"), GO, tier="e2e"),
    Case("an access gate", scenarios.access_gate(), QUICK, INCONCLUSIVE, ("Cloudflare Access",)),
    Case("basic authentication", scenarios.basic_gate(), QUICK, INCONCLUSIVE, ("a gate (basic",)),
    Case("a gate in the middle of the run", scenarios.late_gate(), ("-k", "venue or menus or orders", "--wait", "2"),
         INCONCLUSIVE, ("a gate (basic-authentication) wants a sign-in (401)", "set [basic_auth]")),
    Case("a challenge of one path", scenarios.own_gate(), ("-k", "venues", "--wait", "2"), NO_GO, ("answered 401",)),
    Case("a CDN's own limit", scenarios.cdn_limit(), ("-k", "venues", "--wait", "2"), INCONCLUSIVE,
         ("Cloudflare keeps this runner out (429)",)),
    Case("a health that leads elsewhere", scenarios.health_elsewhere(), ("-k", "health", "--wait", "1"), INCONCLUSIVE,
         ("something before Servio leads to sso.example.com (302)",)),
    Case("production behind a filter", scenarios.production_behind_filter(), ("-k", "health", "--wait", "0"),
         ("", 4), ("says that it is production",)),
    Case("nothing that says what it is", scenarios.silent_filter(), ("-k", "health", "--wait", "0"), INCONCLUSIVE,
         ("unclear whether it is production",)),
    Case("another application", scenarios.other_application(), (), INCONCLUSIVE,
         ("this is not the Servio that 'local' describes", "servio-verify doctor --env local")),
    Case("a kept connection that is closed", scenarios.drop_one(), ("-k", "resources or menu"), GO,
         ("1 request was sent again on a fresh connection",)),
    Case("a total of another moment", scenarios.miscounts(3), ("-k", "venues_are_listed"), GO),
    Case("a total that is always wrong", scenarios.miscounts(1000), ("-k", "venues_are_listed"), NO_GO,
         ("5 of 6 venues are listed",)),
    Case("sign-ins that are limited", scenarios.sign_in_lockout(0), ("-k", "sign_in or pages and dashboard"),
         INCONCLUSIVE, ("answered 429",)),
    Case("a CDN's 524 under way", scenarios.cdn_timeout_later(524), ("-k", "pages and dashboard"), INCONCLUSIVE,
         ("does not reach Servio (524)",)),
    Case("what a layer covers", scenarios.consent(), ("-k", "right_password"), NO_GO,
         ("TimeoutError: <button type=\"submit\" class=\"button\"> is covered by <div role=\"dialog\"",)),
    Case("a search that takes words apart, lists that are empty for others, a readiness that is closed",
         together(scenarios.words_apart(), scenarios.empty_lists_of_others(), scenarios.closed_readiness()),
         ("-k", "search or found_by_its_name or read_of_another or another_order or answered_to_one or readiness"), GO,
         ("not covered: /ready is closed to us (403)",)),
    Case("another word for the environment", scenarios.says_environment(), ("-k", "health", "--wait", "0"),
         ("", 4), ("says that it is production",)),
]  # fmt: skip


@pytest.mark.parametrize("case", [case.as_parameter() for case in CASES])
def test_a_run_through_a_front_ends_as_it_must(case: Case, verify: Verify, healthy: dict[str, str]) -> None:
    with ExitStack() as stack:
        on = [part for fault in case.faults for part in ("--fault", fault)]
        behind = settings_of(stack.enter_context(servio(*SANDBOX, *on))) if on else healthy
        settings = stack.enter_context(front(behind, case.scenario))
        hurry = ("-p", IMPATIENT) if case.ends != GO else ()
        ended = verify(*hurry, "--tracing", "off", "-m", case.tier, *case.arguments, **settings)
    word, code = case.ends
    assert ended.code == code, ended.output
    if word:
        assert ended.verdict["verdict"] == word, ended.output
    for part in case.says:
        assert part in ended.output


BEFORE = [
    ("a CDN's 522", scenarios.cdn_timeout(522), "Cloudflare does not reach"),
    ("a bot filter", scenarios.bot_filter(), "Cloudflare's bot filter"),
    ("a maintenance page with 200", scenarios.maintenance(200), "a maintenance page"),
    ("a maintenance page with 503", scenarios.maintenance(503), "a maintenance page"),
    ("a captive portal", scenarios.portal(511), "a captive portal"),
    ("a proxy that wants a password", scenarios.portal(407), "a proxy on the way"),
    ("a gate before the API alone", scenarios.api_gate(), "a gate .basic"),
    ("another application of one page", scenarios.other_application(page=True),
     "this is not the Servio that 'local' describes.*servio-verify doctor --env local"),
]  # fmt: skip


@pytest.mark.parametrize(("scenario", "says"), [pytest.param(*row, id=name) for name, *row in BEFORE])
def test_no_check_is_begun_behind_what_is_no_servio(scenario: Scenario, says: str, healthy: dict[str, str]) -> None:
    """The same as in a run that ends as INCONCLUSIVE, asked of what decides it."""
    with front(healthy, scenario) as settings:
        environment = Environment(name="local", web_url=settings["SERVIO_WEB_URL"], api_url=settings["SERVIO_API_URL"])
        with pytest.raises(InconclusiveError, match=says):
            await_target(environment, 1)


def test_a_word_of_production_is_believed_where_it_is_set(verify: Verify, healthy: dict[str, str]) -> None:
    with front(healthy, scenarios.says_environment()) as settings:
        ended = verify("-m", "smoke", "-k", "health", **settings, SERVIO_SAYS_ENVIRONMENT="production")
    assert ended.code == 0, ended.output


def test_a_run_asks_as_one_client(verify: Verify, healthy: dict[str, str]) -> None:
    scenario = Scenario()
    with front(healthy, scenario) as settings:
        ended = verify("-m", "smoke", "-k", "health or home_page_answers or venues_are_listed", **settings)
    run = ended.run.name
    assert ended.code == 0, ended.output
    named = {(asked.headers.get("user-agent", ""), asked.headers.get("x-servio-verify-run")) for asked in scenario.seen}
    parts = {"preflight", "guard", "probe", "checks"}
    assert {(re.sub(r"/\S+", "", who), whose) for who, whose in named} == {
        (f"servio-verify ({part}; run {run})", run) for part in parts
    }
