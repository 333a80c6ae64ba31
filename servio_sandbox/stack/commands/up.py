"""`stack up`: start what is not up, and nothing where all is."""

import shlex
from pathlib import Path

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack import state as states
from servio_sandbox.stack.clearing import clear
from servio_sandbox.stack.parts.programs import find_programs
from servio_sandbox.stack.parts.task import Start
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.progress import Progress
from servio_sandbox.stack.readiness import lacking
from servio_sandbox.stack.say import complain, say
from servio_sandbox.stack.starting import start_everything
from servio_sandbox.stack.state import State

LOCK_SECONDS = 60.0


def up(place: Place, project: Path, how: Start, *, as_asked: bool = False) -> int:
    """Start it where it is not up; with all of it up, change nothing.

    Return 1 where it is up and not well, or, with `as_asked`, where its tasks are others than these.
    """
    with place.lock(LOCK_SECONDS):
        found = states.read(place)
        if found and found.ready and not found.crashed:
            say("local staging is up already: nothing was changed", *greeting(found))
            wrong = lacking(place, found) or (_others(found, how) if as_asked else "")
            if wrong:
                complain(wrong)
            return int(bool(wrong))
        seconds, started = _start(place, project, how, found)
    say(f"local staging is up after {seconds:.1f} s", *greeting(started))
    return 0


def _others(found: State, how: Start) -> str:
    """Return that its tasks are others than asked for, and how to have these; empty where they are."""
    if all(each.build == how.build and each.arguments == how.arguments for each in found.tasks):
        return ""
    command = shlex.join(["servio-verify", "stack", "roll-out", how.build, *how.arguments])
    return f"its tasks are others than asked for: {command}"


def use(place: Place, project: Path, how: Start) -> tuple[State, bool]:
    """Return the stack that is up, in whatever state, or one that is started; and whether it was started now."""
    with place.lock(LOCK_SECONDS):
        found = states.read(place)
        if not (found and found.ready):
            return _start(place, project, how, found)[1], True
        if not Path(found.ca_file).is_file():
            raise SandboxError(f"local staging has lost {found.ca_file}: servio-verify stack down ends what is left")
        if how.arguments:
            raise SandboxError("local staging is up without that fault: servio-verify stack down, or leave --fault out")
        return found, False


def _start(place: Place, project: Path, how: Start, found: State | None) -> tuple[float, State]:
    """Start it and return the seconds that it took; SandboxError where it does not start, and nothing is left then."""
    programs = find_programs()
    if place.folder.exists():
        place.refuse_strange()
        if place.mark.exists():
            complain(_left(place, found))
        clear(place)
    progress = Progress()
    try:
        place.make()
        with progress.running():
            started = start_everything(place, project, how, programs, progress)
        return progress.seconds, started
    except BaseException as error:
        clear(place)
        if isinstance(error, KeyboardInterrupt):
            complain("stopped by hand: nothing of local staging is left")
        raise


def _left(place: Place, found: State | None) -> str:
    if found and found.ready:
        return f"{', '.join(part.name for part in found.crashed)} had crashed: everything is started anew"
    if found is None and place.state.exists():
        return "a stack of another version of this program is ended, and everything is started anew"
    return "an earlier start was cut off: what it left is cleared, and everything is started anew"


def greeting(state: State) -> list[str]:
    """Return where the stack is, and who may sign in."""
    told = state.addresses()
    return [
        f"  web app   {told['web_url']}, and {told['web_http_url']}, which redirects",
        f"  API       {told['api_url']}, and {told['api_http_url']}",
        f"  CA        {told['ca_file']}",
        f"  account   {told['email']} / {told['password']}",
        f"  account   {told['second_email']} / {told['second_password']}",
        "  verify it: servio-verify run -m smoke --env local-staging",
        "  stop it:   servio-verify stack down",
    ]
