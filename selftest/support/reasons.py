"""What a person must understand of a verdict's reasons who knows Servio and not this suite."""

from typing import Any

from servio_verify.failures.headline import LONGEST
from servio_verify.results.model import Cause


def understood(verdict: dict[str, Any]) -> list[Cause]:
    """Return the causes; each is one reason: a short sentence without node ids and JSON, its evidence behind it."""
    causes = [Cause.model_validate(cause) for cause in verdict["causes"]]
    assert verdict["reasons"] == [str(cause) for cause in causes]
    for reason in verdict["reasons"]:
        assert len(reason) <= LONGEST, reason
        assert not [sign for sign in ("test_", '{"', "::", "\n") if sign in reason], reason
    return causes
