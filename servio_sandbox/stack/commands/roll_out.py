"""`stack roll-out`: another build, one task after the other, with never fewer healthy tasks than before."""

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack import state, tasks
from servio_sandbox.stack.part import Task
from servio_sandbox.stack.parts import task
from servio_sandbox.stack.parts.task import Start
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.say import complain, say

LOCK_SECONDS = 60.0


def roll_out(place: Place, how: Start, *, patience: float, stuck: bool = False) -> int:
    """Replace every task; return 1 where a new one is not well within `patience` seconds: the old ones stay then.

    With `stuck` it stops after the first one: both builds answer in turn.
    """
    with place.lock(LOCK_SECONDS):
        found = state.read(place)
        if not found or not found.ready:
            raise SandboxError("local staging is not up, and so nothing can be rolled out: servio-verify stack up")
        try:
            return _replace_all(place, how, patience, stuck=stuck)
        except KeyboardInterrupt:
            left = ", ".join(f"{each.name} ({each.build})" for each in tasks.tidy(place).tasks)
            complain(f"stopped by hand: these answer: {left}; servio-verify stack roll-out BUILD makes them one build")
            raise


def _replace_all(place: Place, how: Start, patience: float, *, stuck: bool) -> int:
    found = tasks.tidy(place)
    task.migrate(place, found)
    for position, old in enumerate(found.tasks):
        try:
            new = tasks.replace_one(place, old.name, how, patience)
        except SandboxError as error:
            rest = ", ".join(f"{each.name} ({each.build})" for each in _tasks(place))
            say(f"the roll-out of {how.build} failed: {error}", f"these answer: {rest}")
            return 1
        complain(f"  {old.name} ({old.build}) -> {new.name} ({new.build})")
        if stuck and position == 0:
            rest = " and ".join(f"{each.name} ({each.build})" for each in _tasks(place))
            say(f"the roll-out is stuck half way, as asked: {rest} answer in turn")
            return 1
    say(f"{how.build} is rolled out: {len(found.tasks)} tasks answer")
    return 0


def _tasks(place: Place) -> tuple[Task, ...]:
    found = tasks.tidy(place)
    return found.tasks if found else ()
