"""Ownership: one account is shown, or may change, what is another's."""

from functools import partial

from servio_verify.environments.tier import Tier
from servio_verify.proof.alteration import Alteration, Scene
from servio_verify.proof.exchange import Answer, Request, Side
from servio_verify.proof.fault import Fault, Need, register
from servio_verify.proof.parts.credentials import Accounts, as_another
from servio_verify.proof.parts.routes import OWN, Route, Routes

ACCOUNTS = "smoke/test_accounts.py::test_"
OPENAI = "OpenAI, post-mortem of the ChatGPT outage of 20 March 2023: users were shown what was others'"
BOLA = "OWASP API Security Top 10 2023, API1 Broken Object Level Authorization"

fault = partial(Fault, kind="ownership", needs=frozenset({Need.WRITES, Need.SECOND_ACCOUNT, Need.ORDERS}))


class Shared(Alteration):
    """Keeps what one account was answered, and gives it to every other that asks the same."""

    def __init__(self, scene: Scene, *routes: Route) -> None:
        self._asked = Routes(scene).asked(*routes)
        self._accounts = Accounts(scene)
        self._kept: dict[str, tuple[str, Answer]] = {}

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return another account's body and status, where there is one."""
        self._accounts.see(request, answer)
        owner = self._accounts.owner(request)
        if not owner or not self._asked(request):
            return answer
        whose, kept = self._kept.get(request.path, (owner, answer))
        if whose != owner:
            return answer.with_status(kept.status).with_body(kept.body)
        if answer.status == 200:
            self._kept[request.path] = owner, answer
        return answer


class SharedDashboard(Alteration):
    """Keeps what the first session was told of itself at an address, page or JSON, and gives it to every other."""

    def __init__(self, scene: Scene) -> None:
        self._routes, self._accounts = Routes(scene), Accounts(scene)
        self._kept: dict[str, Answer] = {}

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Return the body as it was kept."""
        self._accounts.see(request, answer)
        if request.method != "GET" or answer.status != 200 or self._routes.of(request) or request.side is Side.OTHER:
            return answer
        if (answer.is_page or answer.json is not None) and self._accounts.owner(request):
            return answer.with_body(self._kept.setdefault(request.path, answer).body)
        return answer


class TakenFor(Alteration):
    """Takes every other account for the environment's first, in what these methods ask."""

    def __init__(self, scene: Scene, *methods: str) -> None:
        self._routes, self._accounts = Routes(scene), Accounts(scene)
        self._methods = methods

    def forward(self, request: Request) -> Request:
        """Return the request as one of the first account's."""
        if request.side is not Side.API or request.method not in self._methods:
            return request
        concerned = self._routes.of(request) in (*OWN, Route.VENUE, Route.MENUS, Route.CANCEL)
        first = self._accounts.carried_by(self._accounts.first)
        other = self._accounts.owner(request) not in ("", self._accounts.first)
        return as_another(request, first) if concerned and other and first else request

    def alter(self, request: Request, answer: Answer) -> Answer:
        """Learn whose tokens are whose."""
        self._accounts.see(request, answer)
        return answer


register(
    fault(
        name="orders-given-to-another-account",
        title="what one account was answered of its orders is kept, and given to another",
        suffers="a restaurant reads another's orders, with the names of its guests",
        source=OPENAI,
        make=lambda scene: Shared(scene, *OWN),
        checks=(f"{ACCOUNTS}what_was_answered_to_one_account_is_not_given_to_another",),
    )
)
register(
    fault(
        name="venues-given-to-another-account",
        title="the list of venues that one account was answered is given to another",
        suffers="a restaurant does not find the venue that it has just made, and makes it again",
        source="RFC 9111, section 4.1: a cache that heeds no Vary",
        make=lambda scene: Shared(scene, Route.VENUES),
        checks=(f"{ACCOUNTS}each_account_finds_its_own_new_venue_in_the_list",),
    )
)
register(
    fault(
        name="other-accounts-read-orders",
        title="orders are shown to every account that asks for them",
        suffers="a restaurant reads another's orders by their address",
        source=BOLA,
        make=lambda scene: TakenFor(scene, "GET"),
        checks=(f"{ACCOUNTS}an_account_does_not_read_of_another",),
    )
)
register(
    fault(
        name="other-accounts-change-venues",
        title="every account may change another's venues, menus and orders",
        suffers="a competitor renames a restaurant, or cancels its orders",
        source=BOLA,
        make=lambda scene: TakenFor(scene, "PATCH", "POST", "DELETE"),
        checks=(f"{ACCOUNTS}an_account_changes_nothing_of_another_with",),
    )
)
register(
    fault(
        name="dashboard-given-to-another-account",
        title="the first dashboard that anybody was shown is shown to every account",
        suffers="a restaurant sees another's e-mail and venues on its own dashboard",
        source="Valve, statement on the Steam Store's caching of 25 December 2015",
        make=SharedDashboard,
        tier=Tier.E2E,
        checks=("e2e/test_accounts.py::test_the_dashboard_of_one_account_is_not_shown_to_another",),
    )
)
