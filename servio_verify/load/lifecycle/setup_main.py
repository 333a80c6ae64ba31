"""The process that sets a load run up, `python -m servio_verify.load.lifecycle.setup_main`; see `SetupProcess`.

It reads what was asked for from standard input and answers what was prepared. It cleans up when it is told to, and when
its input ends.
"""

import gc
import json
import os
import signal
import sys
import traceback
from contextlib import ExitStack, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import IO

gc.disable()  # it is gone, or waits, before there is any garbage; to look for some costs a tenth of its start
sys.modules["httpx._main"] = None  # type: ignore[assignment] # httpx's own command line, with all that it colours

from servio_verify import process  # noqa: E402
from servio_verify.errors import InconclusiveError, InvalidError, ServioVerifyError  # noqa: E402
from servio_verify.load.lifecycle.errors import NotStartedError  # noqa: E402
from servio_verify.load.lifecycle.setup import prepare  # noqa: E402
from servio_verify.load.lifecycle.setup_process import COUNT_ORDERS  # noqa: E402


def main() -> None:
    """Prepare a run, tell it, and undo it; a mistake of the user is one line, and an exit code."""
    wire = os.fdopen(os.dup(1), "w", encoding="utf-8")
    shown = int(sys.argv[1])
    os.dup2(shown, 1)  # what is said is for whoever looks at the run
    os.close(shown)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    process.hang_up_like_sigterm()
    try:
        _serve(sys.stdin, wire)
    except KeyboardInterrupt:  # who sent it says so
        sys.exit(InconclusiveError.exit_code)
    except ServioVerifyError as error:
        sys.stderr.write(f"{error.line}\n")
        sys.exit(error.exit_code)


def _serve(commands: IO[str], wire: IO[str]) -> None:
    asked = SimpleNamespace(**json.loads(commands.readline()))
    with ExitStack() as undo:
        try:
            it = prepare(asked, Path.cwd(), undo)
        except OSError as error:
            raise NotStartedError(str(error)) from None
        except ServioVerifyError:
            raise
        except Exception as error:
            traceback.print_exc()
            raise InvalidError(f"an error of our own: {error}") from error
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # from here on the run says when: who stops it may tell all of us
        _tell(wire, it.prepared.to_wire())
        if it.prepared.to_undo:
            while command := commands.readline():
                if command.startswith(COUNT_ORDERS):
                    _tell(wire, vars(it.stored(int(command.removeprefix(COUNT_ORDERS)))))
                else:
                    _tell(wire, it.clean_up())
            it.clean_up()


def _tell(wire: IO[str], what: object) -> None:
    with suppress(BrokenPipeError):
        wire.write(f"{json.dumps(what)}\n")
        wire.flush()


if __name__ == "__main__":
    main()
