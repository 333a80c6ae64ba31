"""Attribution of a failed assertion to who answered last, where that was not Servio."""

from servio_verify.api import assertions
from servio_verify.failures.failure_kinds import EXCHANGE, decisive, exchange_of
from servio_verify.traffic.exchanges import EXCHANGES, NOTED


def attach_last(error: BaseException, since: float) -> None:
    """Let a failed assertion without an exchange carry the last one of its check, where it was not Servio's answer.

    `since` is when the check's phase began, in seconds since the epoch.
    """
    error = decisive(error)
    if not EXCHANGES or NOTED[-1] < since or not isinstance(error, AssertionError) or exchange_of(error):
        return
    last = assertions.exchange_of(EXCHANGES[-1])
    if last.answered_by:
        setattr(error, EXCHANGE, last)
