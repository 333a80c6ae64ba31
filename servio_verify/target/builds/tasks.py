"""Tasks behind a balancer: how many were met, and what that proves (docs/verdict.md, Tasks).

Fresh connections meet every task only where the balancer spreads them. One that pins by the client's address, or by
the path, leads all of ours to one task, and from one address nothing but the answers themselves can tell.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import httpx

from servio_verify.results.model import Attestation
from servio_verify.results.named_build import Look, Tasks
from servio_verify.target.builds.task_marks import marks

LEAST = 4
"""Fewer answers than this tell nothing of who is behind."""

IN_TURN = 2
"""Looks at which two builds answered: one may be the very moment in which the only task was replaced."""

_ORIGINS = {"web": "the web app", "api": "the API"}


def told_apart(answers: Sequence[httpx.Response]) -> Tasks | None:
    """Return how many tasks these answers came from, and what tells; None where nothing does."""
    values: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for answer in answers:
        for name, value in marks(answer).items():
            values[name][value] += 1
    # What not every answer has is another hop's, and what is new in nearly every one is the request's own.
    found = [
        Tasks(count=len(each), by=name)
        for name, each in values.items()
        if each.total() == len(answers) >= LEAST and len(each) <= len(answers) // 2
    ]
    return max(found, key=lambda tasks: tasks.count, default=None)


def most(looks: Iterable[Look]) -> dict[str, Tasks]:
    """Return the most tasks that one look told apart, by origin: of two looks, the task may have been replaced."""
    found: dict[str, Tasks] = {}
    for name, tasks in ((name, tasks) for look in looks for name, tasks in look.tasks.items()):
        if name not in found or tasks.count > found[name].count:
            found[name] = tasks
    return found


def in_turn(looks: Sequence[Look]) -> tuple[str, ...]:
    """Return the origins of which several builds answered in turn for a while: what spreads them, spreads tasks."""
    return tuple(name for name in _ORIGINS if sum(_is_mixed(getattr(look, name)) for look in looks) >= IN_TURN)


def _is_mixed(shares: dict[str, int]) -> bool:
    return len(shares) > 1 and min(shares.values()) > 1


def note(proof: Attestation) -> str:
    """Return how many tasks the answers came from, as the end of the note on the build; empty where nobody asked."""
    if not proof.origins:
        return ""
    counts = {name: proof.tasks[name].count for name in proof.origins if name in proof.tasks}
    told = {name: f"{count} tasks" for name, count in counts.items() if count > 1}
    if len(told) == len(proof.origins):
        if len(set(told.values())) == 1:
            return f", of {next(iter(told.values()))}"
        return ", of " + " and ".join(f"{count} of {_ORIGINS[name]}" for name, count in told.items())
    if set(proof.origins) <= {*told, *proof.spread}:
        return ", spread over tasks"
    return "; tasks not told apart" if proof.expected and not counts else ""


def unproven(proof: Attestation) -> Iterator[str]:
    """Yield that all answers of an origin may be one task's, where they could tell and a build is expected.

    And that of several tasks each request met one: what one alone gets wrong is seen with luck.
    """
    several = max((proof.tasks[name].count for name in proof.origins if name in proof.tasks), default=1)
    if several > 1:
        yield f"what one of {several} tasks alone gets wrong: each request of a check meets one of them"
    met = {name: proof.tasks[name] for name in proof.origins if name in proof.tasks and name not in proof.spread}
    alone = [name for name, tasks in met.items() if tasks.count == 1]
    if proof.expected and proof.proven and alone:
        where = f" of {_ORIGINS[alone[0]]}" if len(alone) < len(proof.origins) else ""
        same, build = met[alone[0]].by, proof.expected[:12]
        yield f"every answer{where} has the same {same}: that another task runs {build} too is not proven"
