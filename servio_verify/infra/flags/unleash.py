"""Source of Unleash's flags: the client API, which tells all flags of the key's environment.

https://docs.getunleash.io/reference/api/unleash (client API, `GET /api/client/features`). A key of the front end is
refused there; it would tell enabled flags only.
"""

from servio_verify.infra.flags.asking import document
from servio_verify.infra.flags.flag import TOLD, Flag, listed
from servio_verify.infra.flags.flag import read as read_flags
from servio_verify.infra.source import Place, Read, Source, UnreadableError

RULES = ("strategies", "variants", "dependencies")


def read(place: Place) -> Read:
    """Return the facts. Raises UnreachableError, UnreadableError."""
    told = document(place, "unleash", "/client/features", "UNLEASH_API_KEY").get("features")
    try:
        return read_flags(
            Flag(each["name"], each["enabled"], {key: each.get(key) for key in RULES})
            for each in listed(told, list)
            if not each.get("archived")
        )
    except (AttributeError, KeyError, TypeError, RecursionError):
        raise UnreadableError("it answers in another form than that of its client API") from None


SOURCE = Source("unleash", "Unleash", TOLD, read)
