"""Every way in which this Servio can break the contract, by name; the healthy code knows none of them."""

from selftest.other_servio.defects import (
    doors,
    envelopes,
    headers,
    journeys,
    lists,
    money,
    pages,
    stored,
)
from selftest.other_servio.defects.registry import REGISTRY

# Importing a module registers its defects.
MODULES = (
    headers,
    envelopes,
    lists,
    stored,
    money,
    doors,
    pages,
    journeys,
)

__all__ = ["MODULES", "REGISTRY"]
