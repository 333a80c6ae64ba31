"""Defects of prices and sums."""

from selftest.other_servio.app.site import Site
from selftest.other_servio.defects.registry import Tier, defect, swap


# "`subtotal` is the sum of the items' totals"
@defect("subtotal-ignores-quantity", Tier.SMOKE, "The subtotal counts each line once, whatever its quantity")
def subtotal_ignores_quantity(site: Site) -> None:
    swap(site.prices, "subtotal", lambda _, lines: sum(line.price for line in lines))


# "`subtotal` is the sum of the items' totals"
@defect("subtotal-loses-the-third-line", Tier.SMOKE, "The subtotal adds up the first two lines only")
def subtotal_loses_the_third_line(site: Site) -> None:
    swap(site.prices, "subtotal", lambda subtotal, lines: subtotal(lines[:2]))


# "`total = subtotal + tax`, to the penny"
@defect("total-a-penny-short", Tier.SMOKE, "The total is a penny short of subtotal + tax when the subtotal is odd")
def total_a_penny_short(site: Site) -> None:
    swap(site.prices, "total", lambda total, subtotal: total(subtotal) - subtotal % 2)


# menu: "items[] {id, name, price, …}": the price that was sent; money is right "to the penny"
@defect("price-loses-a-penny", Tier.SMOKE, "Prices go through binary floats and are cut: 19.99 is stored as 19.98")
def price_loses_a_penny(site: Site) -> None:
    swap(site.prices, "pence", lambda _, price: int(float(price) * 100))
