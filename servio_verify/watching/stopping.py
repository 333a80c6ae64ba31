"""The end of a watch by Ctrl-C, SIGTERM or a closed terminal: noted at once, acted on in the loop."""

import signal
from types import FrameType

from servio_verify.workflow.post_mortem import SHELL_SIGNAL

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
WORDS = {signal.SIGINT: "Ctrl-C", signal.SIGTERM: "SIGTERM", signal.SIGHUP: "the terminal was closed"}


class Stop:
    """Says whether somebody ended the watch, and with which signal."""

    def __init__(self) -> None:
        self._signal: signal.Signals | None = None

    def __bool__(self) -> bool:
        return self._signal is not None

    def heed(self) -> None:
        """Note the signals from now on; one that whoever started us has ignored (nohup) stays ignored."""
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._note)

    @property
    def exit_code(self) -> int:
        """The exit code that a shell gives to a process which this signal ended."""
        return SHELL_SIGNAL + (self._signal or 0)

    @property
    def word(self) -> str:
        """What ended it."""
        return WORDS[self._signal] if self._signal else ""

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._signal = self._signal or signal.Signals(number)
