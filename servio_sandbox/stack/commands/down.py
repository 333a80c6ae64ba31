"""`stack down`: no process, port or folder is left."""

from servio_sandbox.stack.clearing import clear
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.say import say

LOCK_SECONDS = 60.0


def down(place: Place) -> int:
    """End the stack; harmless where there is none."""
    with place.lock(LOCK_SECONDS):
        there = place.folder.exists()
        clear(place)
    say("local staging is down" if there else "local staging is not up: nothing was changed")
    return 0
