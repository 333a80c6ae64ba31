"""Age: what is answered was true once, and is no more."""

from functools import partial

from servio_verify.environments.tier import Tier
from servio_verify.proof.fault import Fault, Need, register
from servio_verify.proof.parts.ageing import KeptForBrowsers, KeptRecords, Late, OneMeta, Undead, kept_lists
from servio_verify.proof.parts.routes import Route

OWN_META = "smoke/test_headers.py::test_every_answer_has_a_meta_of_its_own"
RECORD = "smoke/test_venue_records.py::test_"
NEWEST = f"{RECORD}a_new_venue_is_among_the_newest"
DELETED = f"{RECORD}a_deleted_venue_takes_its_menus_and_orders_along"
CACHING = "RFC 9111, HTTP Caching, section 4.4: what a write makes invalid"

fault = partial(Fault, kind="age")
written = partial(fault, needs=frozenset({Need.WRITES}))

register(
    written(
        name="venues-kept-for-ever",
        title="the list of venues is kept, and given for ever",
        suffers="a restaurant makes a venue, does not find it, and makes it again",
        source="seen on a Servio of real components: a page framework that caches what it fetches",
        make=kept_lists(),
        checks=(NEWEST, OWN_META),
    )
)
register(
    written(
        name="venues-kept-in-new-envelopes",
        title="the list of venues is kept, and given in new envelopes",
        suffers="a restaurant makes a venue, does not find it, and makes it again",
        source=CACHING,
        make=kept_lists("meta", "pagination"),
        checks=(NEWEST,),
    )
)
register(
    written(
        name="new-venues-listed-late",
        title="a new venue is in no list for some seconds",
        suffers="who has just saved a venue is shown a list without it",
        source="PostgreSQL manual, hot standby: a replica may be behind what was written",
        make=Late,
        checks=(NEWEST, f"{RECORD}a_new_venue_is_found_by_its_name"),
    )
)
register(
    written(
        name="changed-venue-shown-as-before",
        title="a venue that was changed is shown as it was",
        suffers="guests are led to the address that the restaurant has left",
        source=CACHING,
        make=lambda scene: KeptRecords(scene, Route.VENUES, Route.VENUE),
        checks=(f"{RECORD}a_venue_keeps_what_a_change_does_not_name",),
    )
)
register(
    written(
        name="cancelled-order-shown-as-before",
        needs=frozenset({Need.WRITES, Need.ORDERS}),
        title="an order that was cancelled is shown as pending",
        suffers="the kitchen cooks what nobody wants any more",
        source=CACHING,
        make=lambda scene: KeptRecords(scene, Route.ORDERS, Route.ORDER),
        checks=("smoke/test_orders.py::test_an_order_can_be_cancelled",),
    )
)
register(
    written(
        name="deleted-venue-still-answers",
        title="a venue that was deleted is still shown by its address",
        suffers="guests order from a restaurant that is no more",
        source=CACHING,
        make=partial(Undead, listed=False),
        checks=(DELETED,),
    )
)
register(
    written(
        name="deleted-venue-still-listed",
        title="a venue that was deleted is still in the list",
        suffers="guests choose a restaurant that is no more, and are shown an error",
        source=CACHING,
        make=partial(Undead, listed=True),
        checks=(DELETED,),
    )
)
register(
    written(
        name="lists-kept-for-browsers",
        title="a browser is shown the lists as they were when it came",
        suffers="who has just saved a venue does not see it, loads the page again, and still does not",
        source=CACHING,
        make=KeptForBrowsers,
        tier=Tier.E2E,
        checks=("e2e/test_venues.py::test_a_new_venue_is_stored_and_listed",),
    )
)
register(
    fault(
        name="meta-request-id-repeats",
        title="meta.requestId of an address is always the same",
        suffers="a search in the logs for one failed request finds another",
        source="the platform's API reference: meta.requestId",
        make=partial(OneMeta, name="requestId"),
        checks=(OWN_META,),
    )
)
register(
    fault(
        name="meta-timestamp-stands-still",
        title="meta.timestamp of an address stands still",
        suffers="nobody can tell from an answer that it is a day old",
        source="the platform's API reference: meta.timestamp",
        make=partial(OneMeta, name="timestamp"),
        checks=(OWN_META,),
    )
)
