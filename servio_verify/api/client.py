"""API client, on httpx. A status is never raised: judging an answer is for `assertions`."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from servio_verify.api import assertions, sessions, sign_in_answers
from servio_verify.api.models import Menu, Order, Venue
from servio_verify.environments.layout import current, tables
from servio_verify.failures.resources import need
from servio_verify.run.identity import NAME_PATTERN, Run
from servio_verify.run.journal import Journal
from servio_verify.secrets import second_factor
from servio_verify.traffic import lateness

Body = Mapping[str, Any]
PAGE_SIZE, NEWEST_PAGES, SEARCH_PAGES = 20, 3, 10  # no list promises more entries than its default


class Api:
    """Client with one user's session. What it creates is in the journal before it is created."""

    def __init__(self, http: httpx.Client, journal: Journal, run: Run) -> None:
        self.http = http
        self._journal, self._run = journal, run

    def get(self, path: str, **params: str | int) -> httpx.Response:
        """Return the answer to `GET /api/v1…`."""
        return self._send("GET", path, params=params or None)  # an empty one would drop the path's own query

    def request(self, method: str, path: str, body: Body | None = None, headers: Body | None = None) -> httpx.Response:
        """Return the answer to a request of any method below `/api/v1`; what it makes is for the caller to note."""
        return self._send(method, path, json=body, headers=headers)

    def post(
        self, path: str, body: Body | None = None, *, content: bytes | None = None, token: str | None = None
    ) -> httpx.Response:
        """Return the answer to `POST /api/v1…`; `content` is sent as it is, and called JSON."""
        headers = {} if content is None else {"Content-Type": "application/json"}
        carried = {} if token is None else sessions.headers(token)
        return self._send("POST", path, json=body, content=content, headers=headers | carried)

    def _send(self, method: str, path: str, **parts: Any) -> httpx.Response:
        need(path)
        return self.http.request(method, current.at(f"{tables.API}{path}"), **parts)

    def post_login(self, email: str, password: str, code: str = "") -> httpx.Response:
        """Return the answer to an attempt at signing in, with the code of a second factor where one is given."""
        return self.post("/auth/login", sign_in_answers.body(email, password, code))

    def sign_in(self, email: str, password: str) -> str:
        """Sign in and use that session from now on; return the token. Raises what `obtain_token` does."""
        self.use(token := self.obtain_token(email, password))
        return token

    def use(self, token: str) -> None:
        """Use the session of this token from now on."""
        self.http.headers.update(sessions.headers(token))

    def obtain_token(self, email: str, password: str) -> str:
        """Sign in and return the token, without using it.

        For the test user's own credentials: SignInRefusedError where they are refused, DoubtError where more is asked.
        """
        answer = self.post_login(email, password)
        if second_factor.is_kept(email) and sign_in_answers.asks_for_code(answer):
            answer = self.post_login(email, password, second_factor.next_code(email))
        return sign_in_answers.token_in(answer, email)

    def still_counts(self, token: str) -> bool:
        """Return whether the session of this token still counts, by a write that must be refused for its body only.

        AssertionError where the answer tells neither: a 404 or a 500 is nobody's session.
        """
        answer = self.post_venue({}, token=token)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            return False
        if not (answer.is_success or answer.status_code == httpx.codes.BAD_REQUEST):
            raise AssertionError(f"whether the session still counts cannot be told: {assertions.describe(answer)}")
        return True

    def post_venue(
        self, body: Body | None = None, *, content: bytes | None = None, token: str | None = None
    ) -> httpx.Response:
        """Return the answer to an attempt at making a venue; what it made, wanted or not, is deleted later."""
        need("/venues")
        name = str((body or {}).get("name", ""))
        self._journal.intend(name)
        answer = self.post("/venues", body, content=content, token=token)
        if answer.is_success and (made := assertions.made_id(answer)):
            self._journal.note_made(name, f"/venues/{made}")
        elif answer.is_client_error:
            self._journal.note_absent(name)
        return answer

    def announce_venue(self, name: str) -> None:
        """Note that a browser is going to make a venue of this name; it is looked for and deleted later."""
        need("/venues")
        self._journal.intend(name)

    def adopt(self, name: str, path: str) -> None:
        """Note what a browser has made, and where; it is deleted later."""
        self._journal.intend(name)
        self._journal.note_made(name, path)

    def new_venue(self) -> dict[str, Any]:
        """Return what a venue of this run's would be made of."""
        name = self._run.name()
        return {"name": name, "address": f"1 {name} Street"}

    def make_venue(self) -> Venue:
        """Return a new venue."""
        return assertions.expect_success(self.post_venue(self.new_venue()), Venue)

    def make_menu(self, venue: Venue, *prices: str, name: str = "") -> Menu:
        """Return a new active menu with one dish for each price: two dishes, three desserts, then drinks."""
        every = {"currency": venue.currency, "isAvailable": True}
        dishes = [{"name": f"Dish {number}", "price": float(price)} | every for number, price in enumerate(prices, 1)]
        parts = (("Dishes", dishes[:2]), ("Desserts", dishes[2:5]), ("Drinks", dishes[5:]))
        categories = [{"name": part, "items": some} for part, some in parts if some]
        body = {"name": name or self._run.name(), "isActive": True, "categories": categories}
        return assertions.expect_success(self.post(f"/venues/{venue.id}/menus", body), Menu)

    def post_order(self, menu: Menu, *quantities: float, **more: str) -> httpx.Response:
        """Return the answer to an attempt at ordering the menu's dishes in these quantities, each saying `more`."""
        return self.post(f"/venues/{menu.venue_id}/orders", menu.order(*quantities, **more))

    def make_order(self, menu: Menu, *quantities: int, **more: str) -> Order:
        """Return a new order of the menu's dishes in these quantities, each line saying `more`."""
        return assertions.expect_success(self.post_order(menu, *quantities, **more), Order)

    def delete(self, path: str) -> httpx.Response:
        """Return the answer to a deletion, noted in the journal where the thing is gone."""
        answer = self._delete(path)
        lateness.note_write()
        return answer

    def _delete(self, path: str) -> httpx.Response:
        answer = self._send("DELETE", path)
        if answer.is_success or assertions.says_not_found(answer):
            self._journal.note_deleted(path)
        return answer

    def clean_up(self) -> None:
        """Delete everything that the journal holds, the newest first; what cannot be deleted stays in it."""
        if self._journal.intended:
            lateness.note_write()  # a browser may have made it just now
        for name in self._journal.intended[::-1]:
            self._find_again(name)
        for path in self._journal.made[::-1]:
            self._delete(path)

    def venues_named(self, name: str) -> list[Venue]:
        """Return the venues of exactly this name, also where a browser made them just now.

        They are looked for by search and among the newest entries: either may lack what the other has.
        """
        lateness.note_write()
        return self._named(name)

    def search_venues(self, text: str, pages: int = SEARCH_PAGES) -> Iterator[Venue]:
        """Yield what a search finds, up to so many pages."""
        return self._pages(pages, search=text)

    def _named(self, name: str) -> list[Venue]:
        ours = NAME_PATTERN.search(name)
        found = [*self.search_venues(ours[0] if ours else name), *self.newest_venues()]
        return list({venue.key: venue for venue in found if venue.name == name}.values())

    def lists(self, venue: Venue) -> bool:
        """Return whether the venue is among the newest entries of the plain list: no search is asked."""
        return any(each.key == venue.key for each in self.newest_venues())

    def newest_venues(self) -> Iterator[Venue]:
        """Yield the newest venues; others make some too, so a few pages are looked at."""
        return self._pages(NEWEST_PAGES)

    def _pages(self, most: int, **query: str) -> Iterator[Venue]:
        for page in range(1, most + 1):
            # The first page is asked for as everybody asks for it: what is kept of that is looked at too.
            numbered = {"page": page} if page > 1 else {}
            venues, place = assertions.expect_list(self.get("/venues", **query, **numbered), Venue)
            yield from venues
            if page >= place.total_pages:
                return

    def _find_again(self, name: str) -> None:
        """Find what was meant to be made under a name of ours; where there are several, none is touched, all count."""
        found = self._named(name) if NAME_PATTERN.search(name) else []
        for _ in found[self._journal.intended.count(name) :] if found[1:] else ():
            self._journal.intend(name)
        if len(found) == 1:
            self._journal.note_made(name, f"/venues/{found[0].id}")
        elif not found:
            self._journal.note_absent(name)
