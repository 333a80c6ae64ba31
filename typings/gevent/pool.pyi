# The part of gevent that we use: it ships no types.
from collections.abc import Callable
from typing import Any

from gevent import Greenlet

class Group:
    def spawn(self, function: Callable[..., Any], *args: Any) -> Greenlet: ...
    def join(self, timeout: float | None = ...) -> bool: ...
    def kill(self) -> None: ...
