import httpx
import pytest

from servio_verify.run.identity import NAME_PATTERN
from servio_verify.testing import (
    CRITICAL,
    Api,
    Run,
    Venue,
    area,
    describe,
    listing,
    refusal,
    unknown_id_like,
    wait_until,
)

pytestmark = area("API", "Venues", CRITICAL)

DEFAULT_LIMIT = 20


def test_venues_are_listed_without_a_session(anonymous_api: Api) -> None:
    answer = anonymous_api.get("/venues")
    venues, place = listing(answer, Venue)
    assert (place.page, place.limit) == (1, DEFAULT_LIMIT), (
        f"page {place.page}, limit {place.limit}: {describe(answer)}"
    )
    assert len(venues) == min(place.total, DEFAULT_LIMIT), f"{len(venues)} of {place.total} listed: {describe(answer)}"


@pytest.mark.usefixtures("_two_venues_exist")
def test_a_limit_is_kept(reading_api: Api) -> None:
    answer = reading_api.get("/venues", limit=2)
    venues, place = listing(answer, Venue)
    assert (len(venues), place.limit) == (2, 2), f"limit=2 gave {len(venues)} venues: {describe(answer)}"
    assert place.total_pages == -(-place.total // 2), f"{place}: {describe(answer)}"


@pytest.mark.usefixtures("_two_venues_exist")
def test_the_second_page_continues_the_first(reading_api: Api) -> None:
    answer = reading_api.get("/venues", page=2, limit=1)
    _, place = listing(answer, Venue)
    assert place.page == 2, f"asked for page 2, got page {place.page}: {describe(answer)}"
    assert place.total_pages == place.total >= 2, f"of two venues or more, one a page: {place}: {describe(answer)}"
    # Other users create venues too: what is first may change between two answers, so one more look is fair.
    continues = wait_until(lambda: _different(_ids(reading_api, 1), _ids(reading_api, 2)), timeout=1)
    assert continues, "page 2 of GET /api/v1/venues?limit=1 is empty or holds what page 1 holds"


@pytest.mark.usefixtures("_two_venues_exist")
def test_a_search_finds_what_it_names(reading_api: Api) -> None:
    venues = _some(reading_api.get("/venues"))
    # Another worker deletes what it made, perhaps just now: the restaurant's own venues stay.
    venue = next((venue for venue in venues if not NAME_PATTERN.search(venue.name)), venues[-1])
    answer = reading_api.get("/venues", search=venue.name)
    found, _ = listing(answer, Venue)
    assert found, f"searching for {venue.name!r} finds nothing: {describe(answer)}"


def test_a_search_for_what_nobody_has_finds_nothing(anonymous_api: Api, run: Run) -> None:
    answer = anonymous_api.get("/venues", search=f"nobody's-{run.id}")
    found, place = listing(answer, Venue)
    assert (len(found), place.total) == (0, 0), f"a name that nobody has was found: {describe(answer)}"


@pytest.mark.usefixtures("_two_venues_exist")
def test_an_unknown_venue_is_not_found(reading_api: Api) -> None:
    venue = _some(reading_api.get("/venues", limit=1))[0]
    refusal(reading_api.get(f"/venues/{unknown_id_like(venue.id)}"), 404, "NOT_FOUND")


def _some(answer: httpx.Response) -> list[Venue]:
    venues, _ = listing(answer, Venue)
    assert venues, f"there are two venues at least, and none is listed: {describe(answer)}"
    return venues


def _ids(api: Api, page: int) -> list[object]:
    return [venue.id for venue in listing(api.get("/venues", page=page, limit=1), Venue)[0]]


def _different(first: list[object], second: list[object]) -> bool:
    return len(first) == len(second) == 1 and first != second
