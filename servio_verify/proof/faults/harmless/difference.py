"""Registration of a harmless difference by a decorator."""

from collections.abc import Callable

from servio_verify.environments.tier import Tier
from servio_verify.proof.alteration import Make
from servio_verify.proof.fault import Expected, Fault, register

SUFFERS = "nobody: a good build would be rolled back for it"


def difference(title: str, source: str, *, tier: Tier = Tier.SMOKE) -> Callable[[Make], Make]:
    """Register the decorated function as a harmless difference: `def in_gzip` is `in-gzip`, its kind the module.

    `tier` is the one that it could disturb most, and which must stay green.
    """

    def add(make: Make) -> Make:
        name, kind = make.__name__.replace("_", "-"), make.__module__.rpartition(".")[2]
        register(Fault(name, f"harmless: {kind}", title, SUFFERS, source, make, tier, Expected.HARMLESS))
        return make

    return add
