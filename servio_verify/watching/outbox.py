"""Outbox for Slack: what could not be told waits, and goes out in its order with a later round."""

from collections.abc import Callable

from pydantic import SecretStr

from servio_verify.reporting.post import post_json

Message = dict[str, object]

MOST_WAITING = 20
"""How many messages wait; of more, the oldest are dropped."""


class Outbox:
    """Without a webhook, nobody is told. `complain` takes a line when Slack is not reached, once until it is again."""

    def __init__(
        self, webhook: SecretStr | None, waiting: list[Message], complain: Callable[[str], None], dropped: int = 0
    ) -> None:
        self.waiting = waiting
        self.dropped = dropped
        """How many messages were dropped since Slack was told last."""
        self._webhook = webhook
        self._complain = complain
        self._is_down = False

    def add(self, message: Message) -> None:
        """Put a message behind those that wait."""
        if self._webhook:
            self.waiting.append(message)
            self.dropped += max(0, len(self.waiting) - MOST_WAITING)
            del self.waiting[:-MOST_WAITING]

    def deliver(self) -> None:
        """Send what waits, the oldest first, until one is not taken; before that, how many are lacking."""
        while self._webhook and (self.dropped or self.waiting):
            message = _lacking(self.dropped) if self.dropped else self.waiting[0]
            wrong = post_json(self._webhook.get_secret_value(), message).wrong
            if wrong:
                if not self._is_down:
                    self._complain(f"Slack was not told: {wrong}; it is tried again after each round")
                self._is_down = True
                return
            if self.dropped:
                self.dropped = 0
            else:
                del self.waiting[0]
        self._is_down = False


def _lacking(count: int) -> Message:
    changes = "1 older change of the verdict was" if count == 1 else f"{count} older changes of the verdict were"
    return {"text": f"{changes} not told while Slack could not be reached: only the newest {MOST_WAITING} wait"}
