"""Asking of AWS beside a run: the account of the infra tier, with less patience, and errors as gaps."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from servio_verify.environments.monitoring import SourceSettings
from servio_verify.infra.aws.account import Aws, Bounds, connect
from servio_verify.infra.aws.errors import CallError
from servio_verify.infra.source import Place, UnreachableError, UnreadableError
from servio_verify.monitoring.reading import GapError

CLOCKS_AGREE = timedelta(seconds=5)
"""Clocks that differ by less are taken for one: AWS tells its own in whole seconds, and its answer is read later."""


@contextmanager
def gaps() -> Iterator[None]:
    """Raise GapError for whatever keeps an answer of AWS from being read."""
    try:
        yield
    except (UnreachableError, UnreadableError, CallError) as error:
        raise GapError(str(error)) from None
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise GapError(f"AWS answered in another form than documented ({type(error).__name__}: {error})") from None


def signed_in(place: Place) -> Aws:
    """Return the account; all sources of a round sign in once, and share its clients. Raises GapError."""
    monitoring = place.environment.monitoring
    asking = filter(None, (monitoring.balancer, monitoring.tasks, monitoring.logs))
    seconds = max((each.seconds for each in asking), default=SourceSettings().seconds)
    with gaps():
        return connect(place, Bounds(connect=seconds, read=seconds, attempts=1))


def clock_of(place: Place, aws: Aws) -> timedelta:
    """Return how far AWS's clock is ahead of this machine's, as it was when the sources signed in. Raises GapError."""
    with gaps():
        return place.once.get("clock of AWS", lambda: _ahead(aws))


def _ahead(aws: Aws) -> timedelta:
    told = aws.ask("sts", "get_caller_identity")["ResponseMetadata"]["HTTPHeaders"].get("date")
    ahead = parsedate_to_datetime(told) - datetime.now(UTC) if told else timedelta()
    return ahead if abs(ahead) > CLOCKS_AGREE else timedelta()
