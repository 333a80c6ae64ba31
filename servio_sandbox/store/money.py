"""Money: whole pence inside, numbers with two decimals outside."""

from decimal import ROUND_HALF_UP, Decimal

TAX_RATE = Decimal("0.20")


def amount(pence: int) -> float:
    """Return what JSON shows for `pence`: 1250 is 12.5."""
    return pence / 100


def to_pence(value: object) -> int:
    """Return the pence of a price such as 12.5; ValueError unless it is a number from 0 with at most two decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a price is a number")
    pence = Decimal(str(value)) * 100
    if not pence.is_finite() or pence != int(pence) or not 0 <= pence <= 100_000_000:
        raise ValueError("a price is a number from 0 to 1000000 with at most two decimals")
    return int(pence)


def tax_on(subtotal: int) -> int:
    """Return the tax in pence, half a penny rounded up."""
    return int((subtotal * TAX_RATE).quantize(Decimal(1), ROUND_HALF_UP))
