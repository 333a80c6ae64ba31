"""Lists: limit, page, search and totals are not what was asked for."""

from functools import partial

from servio_verify.proof.fault import Expected, Fault, Need, register
from servio_verify.proof.parts.altering import on_routes
from servio_verify.proof.parts.envelopes import each_record, put, the_envelope, the_list, the_pagination, turn
from servio_verify.proof.parts.paging import (
    Overlapping,
    TotalOfAll,
    asking,
    counted_on_its_own,
    ignoring,
    rounded_down,
    shortened,
    twice,
    without_pagination,
)
from servio_verify.proof.parts.routes import LISTS, Route

LISTED = "smoke/test_venues.py::test_venues_are_listed_without_a_session"
LIMIT = "smoke/test_venues.py::test_a_limit_is_kept"
SECOND = "smoke/test_venues.py::test_the_second_page_continues_the_first"
NOBODY = "smoke/test_venues.py::test_a_search_for_what_nobody_has_finds_nothing"
FOUND = "smoke/test_venue_records.py::test_a_new_venue_is_found_by_its_name"
BELOW = "smoke/test_venue_records.py::test_"
LISTS_BELOW = (Route.MENUS, Route.ORDERS)

fault = partial(Fault, kind="lists", source="the platform's API reference: page, limit, search and pagination of lists")
below = partial(fault, needs=frozenset({Need.WRITES, Need.ORDERS}))

register(
    fault(
        name="limit-ignored",
        title="a list of venues ignores limit",
        suffers="a guest's telephone loads a page of everything, and waits",
        make=ignoring("limit", Route.VENUES),
        checks=(LIMIT,),
    )
)
register(
    fault(
        name="page-ignored",
        title="every page of the venues is the first",
        suffers="a guest never sees more than the first twenty restaurants",
        make=ignoring("page", Route.VENUES),
        checks=(SECOND,),
    )
)
register(
    fault(
        name="search-ignored",
        title="a search finds every venue",
        suffers="a guest who looks for one restaurant is shown all",
        make=ignoring("search", Route.VENUES),
        checks=(NOBODY,),
    )
)
register(
    fault(
        name="default-limit-of-ten",
        title="without a limit, a page holds ten venues",
        suffers="pages that count on twenty skip every other ten restaurants",
        make=asking(lambda request: {} if "limit" in request.query else {"limit": "10"}, Route.VENUES),
        checks=(LISTED,),
    )
)
register(
    fault(
        name="pages-overlap",
        title="each page begins with the last entry of the page before",
        suffers="a guest sees a restaurant twice, and never the last one",
        make=Overlapping,
        checks=(SECOND,),
    )
)
register(
    fault(
        name="last-entry-missing",
        title="the last entry of every page is missing",
        suffers="one restaurant in twenty is found by nobody",
        make=on_routes(the_list(shortened), Route.VENUES),
        checks=(LISTED,),
    )
)
register(
    fault(
        name="entries-listed-twice",
        title="each venue stands in the list twice, and half of them not at all",
        suffers="a guest sees every restaurant twice, and half of them never",
        make=on_routes(the_list(twice), Route.VENUES),
        checks=(LISTED,),
        source="SQL joins that multiply rows: a venue for each of its menus",
    )
)
register(
    fault(
        name="all-venues-of-one-id",
        title="all venues have the same id",
        suffers="whatever restaurant a guest chooses, the same one opens",
        make=on_routes(each_record(put(id=1)), Route.VENUES),
        checks=(SECOND,),
    )
)
register(
    fault(
        name="pagination-missing",
        title="lists carry no pagination",
        suffers="pages cannot offer more than they show first",
        make=on_routes(the_envelope(without_pagination), *LISTS),
        checks=(LISTED,),
    )
)
register(
    fault(
        name="pagination-as-text",
        title="totals of lists are texts",
        suffers="a page that adds 1 to page 2 asks for page 21",
        make=on_routes(the_pagination(turn("total", str)), *LISTS),
        checks=(LISTED,),
    )
)
register(
    fault(
        name="total-counts-the-page",
        title="the total of a list is what the page holds",
        suffers="pages offer no second page, and a guest never sees the rest",
        make=on_routes(the_envelope(counted_on_its_own), Route.VENUES),
        checks=(SECOND,),
    )
)
register(
    below(
        name="search-counts-all",
        title="a search counts all venues",
        suffers="a page says that it found hundreds, and shows one",
        make=TotalOfAll,
        checks=(
            FOUND,
            NOBODY,
        ),
    )
)
register(
    below(
        name="last-page-not-counted",
        title="a page that is not full is not counted",
        suffers="the orders that came first are on a page that nobody can open",
        make=on_routes(the_pagination(rounded_down), *LISTS_BELOW),
        checks=(f"{BELOW}a_limit_is_kept_in_a_venue_s_list_of",),
    )
)
register(
    below(
        name="orders-limit-ignored",
        title="a list of orders ignores limit",
        suffers="the kitchen's tablet loads every order since the opening, and stalls",
        make=ignoring("limit", Route.ORDERS),
        checks=(f"{BELOW}a_limit_is_kept_in_a_venue_s_list_of",),
    )
)
register(
    below(
        name="orders-page-ignored",
        title="every page of the orders is the first",
        suffers="a restaurant never sees its older orders",
        make=ignoring("page", Route.ORDERS),
        checks=(f"{BELOW}the_second_page_continues_the_first_in_a_venue_s_list_of",),
    )
)
register(
    below(
        name="menus-search-ignored",
        title="a search for a menu finds every menu",
        suffers="who looks for the lunch menu is shown all of them",
        make=ignoring("search", Route.MENUS),
        checks=(f"{BELOW}a_search_for_what_nobody_has_finds_nothing_in_a_venue_s_list_of",),
    )
)
register(
    fault(
        name="page-in-another-order",
        title="the entries of a page come in the opposite order",
        suffers="the newest restaurant stands at the end of the page",
        make=on_routes(the_list(list.reverse), Route.VENUES),
        expected=Expected.SURVIVES,
        reason="the contract wants the newest on the first page, and gives no order within it",
    )
)
