"""The venue that an ordering load orders at: made before it, deleted after it with everything ordered."""

from dataclasses import replace

import httpx

from servio_verify.api import sessions
from servio_verify.api.assertions import expect_list
from servio_verify.api.client import Api
from servio_verify.environments.model import Environment
from servio_verify.load.plan.work_order import WorkOrder
from servio_verify.run import files
from servio_verify.run.identity import Run
from servio_verify.run.journal import Journal
from servio_verify.run.polling import wait_until
from servio_verify.secrets import second_factor
from servio_verify.traffic import lateness
from servio_verify.traffic.http import open_client

SECONDS_UNTIL_COUNTED = 5.0
"""How long a total may be late after a load, beyond what the environment allows after each write."""

SECONDS_BETWEEN_COUNTS = 0.5


class Catalogue:
    """One venue with one menu of one item, in the run's journal before it is on the target."""

    def __init__(self, environment: Environment, run: Run) -> None:
        self._environment = environment
        second_factor.keep(environment)
        self._http = open_client(environment, run, environment.api_url)
        self._journal = Journal.of(run, files.LOAD)
        self._api = Api(self._http, self._journal, run)

    def complete(self, work_order: WorkOrder) -> WorkOrder:
        """Sign in, make the venue and return the work order with what its users need of it."""
        email, password = self._environment.credentials
        token = self._api.sign_in(email, password)
        venue = self._api.make_venue()
        self._venue = venue.id
        menu = self._api.make_menu(venue, "12.50")
        return replace(
            work_order,
            venue=venue.id,
            menu=menu.id,
            item=menu.categories[0].items[0].id,
            session=next(iter(sessions.headers(token).items())),
            email=email,
            password=password,
        )

    def count_orders(self, least: int) -> int:
        """Return how many orders the venue holds by its own total, which may be late: while too low, it is asked again.

        Raises AssertionError or httpx.HTTPError where it cannot be had.
        """
        lateness.note_write()
        totals: list[int] = []
        problems: list[Exception] = []

        def enough() -> bool:
            try:
                _, place = expect_list(self._api.get(f"/venues/{self._venue}/orders"), object)
            except (AssertionError, httpx.HTTPError) as error:
                problems.append(error)
                return False
            totals.append(place.total)
            return place.total >= least

        wait_until(enough, SECONDS_UNTIL_COUNTED, SECONDS_BETWEEN_COUNTS)
        if not totals:
            raise problems[-1]
        return max(totals)

    def delete(self) -> list[str]:
        """Delete what was made; return what could not be."""
        self._api.clean_up()
        self._http.close()
        return [*self._journal.made, *self._journal.intended]
