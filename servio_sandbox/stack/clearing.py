"""End of a stack: its processes, then its folder."""

import shutil
import signal

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack import processes
from servio_sandbox.stack.parts import postgresql
from servio_sandbox.stack.place import Place

END_SECONDS = 5.0


def clear(place: Place) -> None:
    """End every process that the stack's folder knows, and delete it; SandboxError where something stays."""
    if not place.folder.exists():
        return
    place.refuse_strange()
    found = processes.recorded(place)
    # PostgreSQL ends at once on SIGQUIT, and takes its children along; the others on SIGTERM.
    servers = [each for each in found if processes.works_in(each, postgresql.folder(place))]
    processes.send(servers, postgresql.STOP)
    processes.send([each for each in found if each not in servers], signal.SIGTERM)
    if stubborn := processes.await_end(found, END_SECONDS):
        raise SandboxError(f"processes {', '.join(str(each.pid) for each in stubborn)} of local staging do not end")
    for each in place.folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        elif each != place.mark:
            each.unlink()
    shutil.rmtree(place.folder)  # the mark goes last: whoever finds the rest must know what it is
