"""The end of a proof by Ctrl-C, SIGTERM or a closed terminal: noted at once, acted on between two looks."""

import signal
import threading
from types import FrameType

from servio_verify.workflow.post_mortem import SHELL_SIGNAL

SIGNALS = {signal.SIGINT: "Ctrl-C", signal.SIGTERM: "SIGTERM", signal.SIGHUP: "the terminal was closed"}


class Stop:
    """Says whether the proof is to end, and by which signal; any thread may ask, and set it."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.signal: signal.Signals | None = None

    def __bool__(self) -> bool:
        return self._event.is_set()

    def set(self) -> None:
        """End it for a reason of its own."""
        self._event.set()

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until it is to end; return whether it is."""
        return self._event.wait(seconds)

    def heed(self) -> None:
        """Note the signals from now on; one that whoever started us has ignored (nohup) stays ignored."""
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._note)

    @property
    def exit_code(self) -> int:
        """The exit code that a shell gives to a process which this signal ended."""
        return SHELL_SIGNAL + (self.signal or 0)

    @property
    def word(self) -> str:
        """What ended it."""
        return SIGNALS.get(self.signal, "") if self.signal else ""

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.signal = self.signal or signal.Signals(number)
        self._event.set()
