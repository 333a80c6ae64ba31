"""What waits for Slack: the newest, and how many older ones were dropped, also after a restart."""

from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from selftest.support.inbox import Inbox, receiving
from servio_verify.watching.memory import Memory
from servio_verify.watching.outbox import MOST_WAITING, Outbox


def test_of_many_that_wait_the_oldest_are_dropped_and_counted(tmp_path: Path) -> None:
    said: list[str] = []
    with receiving(Inbox(500)) as slack:
        webhook = SecretStr(slack.url)
        outbox = Outbox(webhook, [], said.append)
        for number in range(MOST_WAITING + 5):
            outbox.add({"text": f"{number}"})
            outbox.deliver()
        Memory(waiting=outbox.waiting, dropped=outbox.dropped).write(tmp_path)
        kept = Memory.read(tmp_path, datetime.now(UTC), 300)
        slack.status = 200
        slack.messages.clear()
        again = Outbox(webhook, kept.waiting, said.append, kept.dropped)
        again.deliver()
        again.add({"text": "next"})
        again.deliver()
    first, *others = [message["text"] for message in slack.messages]
    assert first.startswith("5 older changes of the verdict were not told ")
    assert others == [*(f"{number}" for number in range(5, MOST_WAITING + 5)), "next"]
    assert said == ["Slack was not told: answered 500; it is tried again after each round"]
