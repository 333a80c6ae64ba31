"""Every way in which this Servio can break the contract, by name; the healthy code knows none of them."""

from . import (
    broken_doors,
    broken_envelopes,
    broken_headers,
    broken_journeys,
    broken_lists,
    broken_money,
    broken_pages,
    broken_stored,
)
from .defect import REGISTRY

# Importing a module registers its defects.
MODULES = (
    broken_headers,
    broken_envelopes,
    broken_lists,
    broken_stored,
    broken_money,
    broken_doors,
    broken_pages,
    broken_journeys,
)

__all__ = ["MODULES", "REGISTRY"]
