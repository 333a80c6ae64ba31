"""Source of LaunchDarkly's flags: what its server-side SDKs fetch, which is all flags of the key's environment.

https://launchdarkly.com/docs/sdk (`GET /sdk/latest-all`).
"""

from servio_verify.infra.flags.asking import document
from servio_verify.infra.flags.flag import TOLD, Flag, listed
from servio_verify.infra.flags.flag import read as read_flags
from servio_verify.infra.source import Place, Read, Source, UnreadableError

RULES = ("variations", "offVariation", "fallthrough", "rules", "targets", "contextTargets", "prerequisites")


def read(place: Place) -> Read:
    """Return the facts. Raises UnreachableError, UnreadableError."""
    told = document(place, "launchdarkly", "/sdk/latest-all", "LAUNCHDARKLY_SDK_KEY").get("flags")
    try:
        return read_flags(
            Flag(name, each["on"], {key: each.get(key) for key in RULES})
            for name, each in listed(told, dict).items()
            if not each.get("deleted")
        )
    except (AttributeError, KeyError, TypeError, RecursionError):
        raise UnreadableError("it answers in another form than its SDKs take") from None


SOURCE = Source("launchdarkly", "LaunchDarkly", TOLD, read)
