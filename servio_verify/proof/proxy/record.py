"""Record of a proxy: what passed, and which answers each fault changed before the run received them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from servio_verify.proof.exchange import Answer, Request


@dataclass(frozen=True)
class Change:
    """One answer that was received otherwise than the target gave it."""

    fault: str
    request: str
    what: str


@dataclass
class Record:
    """What passed; the proxy writes it, anybody may read it once the proxy has ended."""

    answered: int = 0
    changes: list[Change] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    """What the target did not answer, by why."""

    def add(self, changes: Iterable[Change]) -> None:
        """Note what an answer that was received had changed."""
        self.answered += 1
        self.changes += changes

    def of(self, fault: str) -> list[Change]:
        """Return what a fault changed."""
        return [change for change in self.changes if change.fault == fault]


def difference(was: Answer | None, became: Answer) -> str:
    """Return in a few words how an answer differs; empty where it does not. Without `was`, it is the fault's own."""
    if was is None:
        return f"answered {became.status} in the target's place"
    if was == became:
        return ""
    told = [f"status {was.status} -> {became.status}"] if was.status != became.status else []
    told += [_headers(was, became)] if was.headers != became.headers else []
    told += [f"body {len(was.body)} -> {len(became.body)} bytes"] if was.body != became.body else []
    told += [_delivery(became)] if was.delivery != became.delivery else []
    return "; ".join(told)


def changed(fault: str, request: Request, what: str) -> Change:
    """Return the note of a change."""
    return Change(fault, str(request), what)


def _headers(was: Answer, became: Answer) -> str:
    before, after = Counter(was.headers), Counter(became.headers)
    gone, new = [{name.lower() for name, _ in difference} for difference in (before - after, after - before)]
    told = [("without", gone - new), ("with", new - gone), ("another", gone & new)]
    return ", ".join(f"{word} {' '.join(sorted(names))}" for word, names in told if names) or "headers in another order"


def _delivery(became: Answer) -> str:
    how = became.delivery
    told = [f"{how.delay:g} s late"] if how.delay else []
    told += [f"{how.bytes_per_second:g} bytes a second"] if how.bytes_per_second else []
    told += [f"cut after {how.cut_after} bytes"] if how.cut_after is not None else []
    return ", ".join(told)
