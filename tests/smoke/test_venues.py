import httpx
import pytest

from servio_verify.api.subjects import expect_no_such
from servio_verify.run.identity import NAME_PATTERN
from servio_verify.testing import (
    CRITICAL,
    Api,
    Environment,
    Run,
    Venue,
    area,
    ensure,
    expect_decided,
    expect_error,
    expect_list,
    expect_meta,
    expect_success,
    nobodys_words,
    unknown_id_like,
    wait_until,
)

pytestmark = area("API", "Venues", CRITICAL)

DEFAULT_LIMIT = 20


def test_venues_are_listed_without_a_session(anonymous_api: Api) -> None:
    answer = anonymous_api.get("/venues")
    venues, place = expect_list(answer, Venue)
    repeated = len(venues) - len({venue.key for venue in venues})
    ensure(not repeated, f"a list of {len(venues)} venues names {repeated} of them again", answer)
    wrong = f"a list starts with page {place.page} and limit {place.limit}, not with 1 and {DEFAULT_LIMIT}"
    ensure((place.page, place.limit) == (1, DEFAULT_LIMIT), wrong, answer)
    # Rows and total may be of two moments, and others create venues in between: one more look is fair.
    whole = _lists_all(answer) or wait_until(lambda: _lists_all(anonymous_api.get("/venues")), timeout=1)
    ensure(whole, f"{len(venues)} of {place.total} venues are listed", answer)


@pytest.mark.usefixtures("_two_venues_exist")
def test_a_limit_is_kept(reading_api: Api) -> None:
    answer = reading_api.get("/venues", limit=2)
    venues, place = expect_list(answer, Venue)
    ensure((len(venues), place.limit) == (2, 2), f"a list with limit=2 holds {len(venues)} venues", answer)
    counted = f"with limit=2, {place.total} venues are counted as {place.total_pages} pages"
    ensure(place.total_pages == -(-place.total // 2), counted, answer)
    beyond = place.total_pages + 9
    expect_decided(reading_api.get("/venues", limit=2, page=beyond), f"page {beyond} of {place.total_pages}")


@pytest.mark.usefixtures("_two_venues_exist")
def test_the_second_page_continues_the_first(reading_api: Api) -> None:
    answer = reading_api.get("/venues", page=2, limit=1)
    _, place = expect_list(answer, Venue)
    ensure(place.page == 2, f"asked for page 2, the list gives page {place.page}", answer)
    counted = f"of two venues or more, a list with limit=1 counts {place.total} on {place.total_pages} pages"
    ensure(place.total_pages == place.total >= 2, counted, answer)
    # Other users create venues too: what is first may change between two answers, so one more look is fair.
    continues = wait_until(lambda: _different(_ids(reading_api, 1), _ids(reading_api, 2)), timeout=1)
    assert continues, "page 2 of GET /api/v1/venues?limit=1 is empty or holds what page 1 holds"


@pytest.mark.usefixtures("_two_venues_exist")
def test_a_search_finds_what_it_names(reading_api: Api) -> None:
    name, answer = _search_for_one(reading_api)
    if not expect_list(answer, Venue)[0]:  # others delete what they made, perhaps just now: one more look is fair
        name, answer = _search_for_one(reading_api)
    ensure(expect_list(answer, Venue)[0], f"a search for the name of a venue finds nothing\n{name!r}", answer)


def test_a_search_for_what_nobody_has_finds_nothing(anonymous_api: Api) -> None:
    answer = anonymous_api.get("/venues", search=nobodys_words())
    found, place = expect_list(answer, Venue)
    ensure((len(found), place.total) == (0, 0), "a search for a name that nobody has finds venues", answer)


@pytest.mark.parametrize(("name", "value"), [("page", "abc"), ("page", "0"), ("limit", "0"), ("limit", "-1")])
def test_a_page_that_is_no_number_is_refused_or_passed_over(anonymous_api: Api, name: str, value: str) -> None:
    """Whether what is no number from 1 is refused, and how, is not promised: that Servio decides is."""
    answer = anonymous_api.get("/venues", **{name: value})
    if answer.is_success:
        expect_success(answer, object)  # what a limit of -1 is told as, is not promised either
    else:
        expect_decided(answer, f"a list of venues with {name}={value}")
        expect_meta(answer)  # a router's 404 is no word of the list


@pytest.mark.usefixtures("_two_venues_exist")
def test_the_second_page_of_a_search_is_of_that_search(shared_api: Api, run: Run) -> None:
    own = f"{run.id}-{run.worker}-"  # other workers make and delete venues meanwhile

    def counted(page: int) -> tuple[int, httpx.Response]:
        answer = shared_api.get("/venues", search=own, limit=1, page=page)
        return expect_list(answer, Venue)[1].total, answer

    if (first := counted(1)[0]) < 2:  # then there need be no second page
        pytest.skip("the second page of a search: a search finds no part of a name")
    second, answer = counted(2)
    if first != second:  # a search may take words for themselves, and others make venues: one more look is fair
        (first, _), (second, answer) = counted(1), counted(2)
    ensure(first == second, f"of a search that finds {first} venues, page 2 counts {second}", answer)


@pytest.mark.usefixtures("_two_venues_exist")
def test_an_unknown_venue_is_not_found(reading_api: Api, environment: Environment) -> None:
    venue = _some(reading_api.get("/venues", limit=1))[0]
    answer = reading_api.get(f"/venues/{unknown_id_like(venue.id)}")
    if answer.status_code == httpx.codes.UNAUTHORIZED and not environment.writes:
        expect_error(answer, 401, "UNAUTHORIZED")
        pytest.skip("a venue that does not exist: without a session the API shows no venue by itself")
    expect_no_such(answer, "a request for a venue that does not exist", venue.id, closed=True)


def _lists_all(answer: httpx.Response) -> bool:
    venues, place = expect_list(answer, Venue)
    return len(venues) == min(place.total, DEFAULT_LIMIT)


def _some(answer: httpx.Response) -> list[Venue]:
    venues, _ = expect_list(answer, Venue)
    ensure(venues, "there are two venues at least, and none is listed", answer)
    return venues


def _search_for_one(api: Api) -> tuple[str, httpx.Response]:
    """Search for the name of a listed venue: an old one, and none that another worker is going to delete."""
    venues = _some(api.get("/venues"))[::-1]
    name = next((venue.name for venue in venues if not NAME_PATTERN.search(venue.name)), venues[0].name)
    return name, api.get("/venues", search=name)


def _ids(api: Api, page: int) -> list[str]:
    return [venue.key for venue in expect_list(api.get("/venues", page=page, limit=1), Venue)[0]]


def _different(first: list[str], second: list[str]) -> bool:
    return len(first) == len(second) == 1 and first != second
