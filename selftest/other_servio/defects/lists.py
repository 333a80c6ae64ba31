"""Defects of paging and search."""

from collections.abc import Sequence

from starlette.requests import Request

from selftest.other_servio.app.site import Site
from selftest.other_servio.defects.registry import Answer, Tier, defect, editing, swap


# "Lists take `page`, `limit`"
@defect("page-two-repeats-an-entry", Tier.SMOKE, "From page 2 on, a page begins with the last entry of the one before")
def page_two_repeats_an_entry(site: Site) -> None:
    def listing(_listing: object, request: Request, found: Sequence[object]) -> Sequence[object]:
        page = site.api.page(request)
        start = (page.number - 1) * page.limit - (page.number > 1)
        return found[start : start + page.limit]

    swap(site.api, "listing", listing)


# "Lists take `page`, `limit` (20 by default)"
@defect("limit-off-by-one", Tier.SMOKE, "A page holds one entry more than its limit")
def limit_off_by_one(site: Site) -> None:
    def listing(_listing: object, request: Request, found: Sequence[object]) -> Sequence[object]:
        page = site.api.page(request)
        start = (page.number - 1) * page.limit
        return found[start : start + page.limit + 1]

    swap(site.api, "listing", listing)


# "and carry `pagination {page, limit, total, totalPages}`"
@defect("total-pages-one-too-many", Tier.SMOKE, "totalPages is one too many when the total is a multiple of the limit")
def total_pages_one_too_many(site: Site) -> None:
    def count(_request: Request, answer: Answer) -> None:
        envelope = answer.json
        if envelope and "pagination" in envelope["meta"]:
            pagination = envelope["meta"]["pagination"]
            pagination["totalPages"] = pagination["total"] // pagination["limit"] + 1
            answer.put(envelope)

    site.api_layers.append(editing(count))


# "Lists take …, `search`, and carry `pagination {…, total, …}`": the total of what was searched for
@defect(
    "search-total-counts-all", Tier.SMOKE, "A search for venues finds the right ones, but its total counts all venues"
)
def search_total_counts_all(site: Site) -> None:
    def count(request: Request, answer: Answer) -> None:
        envelope = answer.json
        if request.query_params.get("search") and request.url.path == "/api/v1/venues" and answer.status == 200:
            pagination = envelope["meta"]["pagination"]
            pagination["total"] = len(site.shop.venues)
            pagination["totalPages"] = -(-pagination["total"] // pagination["limit"])
            answer.put(envelope)

    site.api_layers.append(editing(count))


# "Lists take `page`, `limit` (20 by default), `search`"
@defect(
    "search-ignored-for-menus", Tier.SMOKE, "The list of a venue's menus ignores search; the list of venues does not"
)
def search_ignored_for_menus(site: Site) -> None:
    swap(site.shop, "find_menus", lambda find, venue_id, _search="": find(venue_id))
