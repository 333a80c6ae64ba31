"""Outbox for Slack: what could not be told waits, and goes out in its order with a later round."""

from collections.abc import Callable

from pydantic import SecretStr

from servio_verify.reporting.post import post_json

Message = dict[str, object]


class Outbox:
    """Without a webhook, nobody is told. `complain` takes a line when Slack is not reached, once until it is again."""

    def __init__(self, webhook: SecretStr | None, waiting: list[Message], complain: Callable[[str], None]) -> None:
        self.waiting = waiting
        self._webhook = webhook
        self._complain = complain
        self._is_down = False

    def add(self, message: Message) -> None:
        """Put a message behind those that wait."""
        if self._webhook:
            self.waiting.append(message)

    def deliver(self) -> None:
        """Send what waits, the oldest first, until one is not taken."""
        while self._webhook and self.waiting:
            wrong = post_json(self._webhook.get_secret_value(), self.waiting[0]).wrong
            if wrong:
                if not self._is_down:
                    self._complain(f"Slack was not told: {wrong}; it is tried again after each round")
                self._is_down = True
                return
            del self.waiting[0]
        self._is_down = False
