"""Money: whole pence inside, JSON floats outside."""

from collections.abc import Sequence
from decimal import Decimal

from selftest.other_servio.store.records import OrderLine

TAX_PER_MILLE = 135


class Prices:
    """Adds up orders; every step is a method of its own."""

    def pence(self, price: Decimal) -> int:
        """A price of at most two decimals, in pence."""
        return int(price * 100)

    def amount(self, pence: int) -> float:
        """Pence as the number that JSON carries."""
        return pence / 100

    def line_total(self, line: OrderLine) -> int:
        """Pence for one line."""
        return line.price * line.quantity

    def subtotal(self, lines: Sequence[OrderLine]) -> int:
        """Pence for all lines."""
        return sum(self.line_total(line) for line in lines)

    def tax(self, subtotal: int) -> int:
        """Pence of tax, rounded half up."""
        return (subtotal * TAX_PER_MILLE + 500) // 1000

    def total(self, subtotal: int) -> int:
        """Pence to pay."""
        return subtotal + self.tax(subtotal)
