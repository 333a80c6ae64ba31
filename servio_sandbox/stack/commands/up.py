"""`stack up`: start what is not up, and nothing where all is."""

import json
from pathlib import Path

from servio_sandbox.stack import state as states
from servio_sandbox.stack.clearing import clear
from servio_sandbox.stack.parts.programs import find_programs
from servio_sandbox.stack.parts.task import Start
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.progress import Progress
from servio_sandbox.stack.say import complain, say
from servio_sandbox.stack.starting import start_everything
from servio_sandbox.stack.state import State

LOCK_SECONDS = 60.0


def up(place: Place, project: Path, how: Start, *, as_json: bool = False) -> State:
    """Return the stack that is up, or start one; SandboxError where it cannot be started, and nothing is left then."""
    programs = find_programs()
    with place.lock(LOCK_SECONDS):
        found = states.read(place)
        if found and found.ready and not found.crashed:
            _tell(found, "local staging is up already: nothing was changed", as_json)
            return found
        if place.folder.exists():
            complain(_left(found))
            clear(place)
        progress = Progress()
        try:
            place.make()
            with progress.running():
                started = start_everything(place, project, how, programs, progress)
        except BaseException:
            complain(*_last_lines(place))
            clear(place)
            raise
        _tell(started, f"local staging is up after {progress.seconds:.1f} s", as_json)
        return started


def _left(found: State | None) -> str:
    if found and found.ready:
        return f"{', '.join(part.name for part in found.crashed)} had crashed: everything is started anew"
    return "an earlier start was cut off: what it left is cleared, and everything is started anew"


def _last_lines(place: Place) -> list[str]:
    """Return the last words of each part that did not start: its log goes with the folder."""
    logs = sorted(place.folder.glob("logs/*.log"))
    return [f"  {log.stem}: {line}" for log in logs for line in states.tail(log, 2)]


def _tell(state: State, line: str, as_json: bool) -> None:
    if as_json:
        complain(line)
        say(json.dumps(state.addresses()))
    else:
        say(line, *greeting(state))


def greeting(state: State) -> list[str]:
    """Return where the stack is, and who may sign in."""
    told = state.addresses()
    return [
        f"  web app   {told['web_url']} (and {told['web_http_url']}, which redirects)",
        f"  API       {told['api_url']} (and {told['api_http_url']})",
        f"  CA        {told['ca_file']}",
        f"  account   {told['email']} / {told['password']}",
        f"  account   {told['second_email']} / {told['second_password']}",
        "  verify it servio-verify run -m smoke --env local-staging",
        "  stop it   servio-verify stack down",
    ]
