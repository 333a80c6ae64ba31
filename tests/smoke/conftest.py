"""Shared fixtures of the smoke tier: pages that are visited once, one sign-in by hand."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import BrowserContext, StorageState

from servio_verify.browser.ahead import begin_marked
from servio_verify.browser.fixtures.smoke_pages import NOT_THERE, still_signed_in
from servio_verify.run.journal import Journal
from servio_verify.target.own_answers import expect_own_answers
from servio_verify.testing import (
    Ahead,
    Api,
    BrowserSignIn,
    Environment,
    Menu,
    Order,
    Run,
    Venue,
    Visit,
    at_dashboard,
    expect_arrival,
    expect_closed,
    expect_list,
    need,
    open_client,
    unknown_id_like,
)
from servio_verify.traffic.hang_ups import answer_unless_refused


@pytest.fixture(scope="session")
def shared_api(signed_in: Api, run: Run) -> Iterator[Api]:
    """The API for making what several checks look at and none changes; deleted at the end."""
    api = Api(signed_in.http, Journal(run.folder / f"journal-{run.worker}-shared.jsonl"), run)
    yield api
    api.clean_up()


@pytest.fixture(scope="session")
def menu(shared_api: Api) -> Menu:
    """A menu of one dish, to order from; its sum is odd where that of `full_order` is even."""
    return shared_api.make_menu(shared_api.make_venue(), "2.05")


@pytest.fixture(scope="session")
def order(shared_api: Api, menu: Menu) -> Order:
    """An order of that dish, as it was when it was new."""
    return shared_api.make_order(menu, 1)


@pytest.fixture(scope="session")
def _three(shared_api: Api) -> tuple[Venue, dict[str, list[Any]]]:
    venue = shared_api.make_venue()
    menus, orders = list[Menu](), list[Order]()
    for _ in range(3):
        menus.append(shared_api.make_menu(venue, "2.00"))
        orders.append(shared_api.make_order(menus[-1], 1))
    return venue, {"menus": menus, "orders": orders}


@pytest.fixture(scope="session")
def venue_of_three(_three: tuple[Venue, object]) -> Venue:
    """A venue with three menus, and an order of each."""
    return _three[0]


@pytest.fixture(scope="session")
def made_in_three(_three: tuple[object, dict[str, list[Any]]]) -> dict[str, list[Any]]:
    """The menus and the orders of that venue as the answers told them, the oldest first."""
    return _three[1]


@pytest.fixture
def readiness(anonymous_api: Api, environment: Environment) -> httpx.Response:
    """What the API says of its readiness; a server may hang up on who asks from outside."""
    path, beside = environment.paths.ready, environment.paths.health
    answer = answer_unless_refused(lambda: nullcontext(anonymous_api.http), path, beside)
    if answer is None:
        pytest.skip(f"{path} is closed to us (the API hangs up)")
    return answer


@pytest.fixture(scope="session")
def list_of_venues(anonymous_api: Api, environment: Environment) -> httpx.Response:
    """The answer to who asks for venues, whatever it is."""
    return anonymous_api.http.get(environment.paths.at("/api/v1/venues"))


@pytest.fixture(scope="session")
def listed_id(list_of_venues: httpx.Response) -> str:
    """The id of a listed venue, or one that nothing has where there is none; what else is wrong, others say."""
    try:
        return str(list_of_venues.json()["data"][0]["id"])
    except (ValueError, KeyError, IndexError, TypeError):
        return str(uuid4())


@pytest.fixture(scope="session")
def located(request: pytest.FixtureRequest, environment: Environment) -> Callable[[str], str]:
    """Where the environment has what the contract has at a path; skip what its API does not have.

    An unknown id in it is like those that there are: a router may refuse another in words of its own.
    """

    def at(path: str) -> str:
        need(path)
        unknown = unknown_id_like(request.getfixturevalue("listed_id")) if "{unknown}" in path else ""
        return environment.paths.at(path.format(unknown=unknown))

    return at


@pytest.fixture(scope="module")
def answers_so_far(request: pytest.FixtureRequest, environment: Environment) -> Sequence[httpx.Response]:
    """All that the API has answered the checks so far; of writes one of each kind at least, where one may write."""
    anonymous_api: Api = request.getfixturevalue("anonymous_api")
    asked = anonymous_api.get("/venues")
    if environment.writes:
        request.getfixturevalue("_writes")
    return expect_own_answers(environment.api_url, asked)


@pytest.fixture(scope="module")
def _writes(request: pytest.FixtureRequest, shared_api: Api, environment: Environment) -> None:
    """A refusal, creations, a change, a deletion, and where there are any the orders of a venue."""
    shared_api.post_venue({})
    venue = f"/venues/{shared_api.make_venue().id}"
    shared_api.request("PATCH", venue, {"address": "2 Other Street"})
    shared_api.delete(venue)
    if not environment.resources.missing("/orders"):
        order: Order = request.getfixturevalue("order")
        shared_api.get(f"/venues/{order.venue_id}/orders")


@pytest.fixture(scope="session")
def _two_venues_exist(request: pytest.FixtureRequest, environment: Environment, anonymous_api: Api) -> None:
    """Two venues at least, made where one may write."""
    if environment.writes:
        shared_api: Api = request.getfixturevalue("shared_api")
        shared_api.make_venue()
        shared_api.make_venue()
    elif expect_list(anonymous_api.get("/venues"), Venue)[1].total < 2:
        pytest.skip(f"{environment.name} has fewer than two venues, and is read-only")


@pytest.fixture
def another_sign_in(account: tuple[str, str], environment: Environment, run: Run, journal: Journal) -> Iterator[Api]:
    """The API with a session that a check may end."""
    with open_client(environment, run, environment.api_url) as client:
        api = Api(client, journal, run)
        api.sign_in(*account)
        yield api


@pytest.fixture
def closing_orders(
    request: pytest.FixtureRequest, environment: Environment, anonymous_api: Api
) -> Callable[[BrowserContext], AbstractContextManager[None]]:
    """See that the API lists no orders to the cookies that a browser held before it signed out, where it has orders."""
    order: Order | None = None if environment.resources.missing("/orders") else request.getfixturevalue("order")

    @contextmanager
    def closing(context: BrowserContext) -> Iterator[None]:
        held = "; ".join(f"{each['name']}={each['value']}" for each in context.cookies(environment.api_url))
        yield
        if order:
            sent = {"Cookie": held.encode()} if held else {}  # as a browser sends it
            answer = anonymous_api.request("GET", f"/venues/{order.venue_id}/orders", headers=sent)
            wrong = "an order read with a browser's cookie after Sign out"
            expect_closed(answer, wrong, to_nobody=True, is_list=True)

    return closing


@pytest.fixture
def play_money(environment: Environment) -> None:
    """Skip where real money is taken: a live key is right there."""
    if environment.live_payments:
        pytest.skip(f"{environment.name} takes live payments")


@pytest.fixture(scope="session", autouse=True)
def _ahead(request: pytest.FixtureRequest, environment: Environment) -> None:
    """Begin what the browser can do beside the checks before those that need it."""
    begin_marked(request, environment.session)


@pytest.fixture(scope="session")
def visits(request: pytest.FixtureRequest, browser_name: str) -> Callable[[str], Visit]:  # noqa: ARG001 - in that
    """Visit a page without a session; each is opened once in a run, also where that fails."""

    def visited(name: str) -> Visit:
        ahead: Ahead[Visit] = request.getfixturevalue(f"{name}_ahead")
        return ahead.result().settle()

    return visited


@pytest.fixture
def visit(request: pytest.FixtureRequest, visits: Callable[[str], Visit]) -> Visit:
    """The page that a check names, once it has been listened to."""
    signed_in = {"dashboard": "dashboard", "dashboard-loaded-directly": "dashboard_loaded_directly"}
    if fixture := signed_in.get(request.param):
        visited: Visit = request.getfixturevalue(fixture)
        return visited.listen()
    return visits(request.param).listen()


@pytest.fixture(scope="session")
def sign_in_by_hand(sign_in_ahead: Ahead[Visit]) -> Visit:
    """The right password, typed into the form; whether it led anywhere is for the checks to say.

    Where it was refused as a wrong one, that is the one cause of all that needs it.
    """
    return sign_in_ahead.result().settle()


@pytest.fixture(scope="session")
def dashboard(sign_in_by_hand: Visit) -> Visit:
    """The dashboard, where the right password led to it; else one error, with one cause, for all that needs it."""
    expect_arrival(sign_in_by_hand.page, at_dashboard(), NOT_THERE)
    return sign_in_by_hand


@pytest.fixture(scope="session")
def dashboard_loaded_directly(dashboard: Visit, load_ahead: Ahead[Visit]) -> Visit:  # noqa: ARG001 - it must be there
    """The dashboard, loaded by its address in a new window: signing in may lead there without loading a page."""
    return load_ahead.result().settle()


@pytest.fixture
def signed_in_state(
    _session_turn: None, dashboard: Visit, browser_sign_in: BrowserSignIn, environment: Environment
) -> StorageState:
    """What a signed-in browser holds."""
    return still_signed_in(dashboard, browser_sign_in, environment)
