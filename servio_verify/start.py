"""Start of a run: the first plugin of all, which makes the imports after it cheaper by a fifth.

What is imported is not searched for garbage until the checks begin (`pytest_plugin.hooks`). What nothing here uses is
not imported. And pytest, which asks for each module whether to rewrite its assertions, is asked for those of checks
and plugins alone.
"""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType, TracebackType

from servio_verify import process

UNUSED = ("httpcore._async.http2", "httpcore._sync.http2", "httpx._main")
"""HTTP/2, which no client of ours asks for, and httpx's own command: without them httpx does without."""

ASSERT_NOTHING = frozenset(
    {"allure_commons", "asyncio", "attr", "click", "concurrent", "email", "execnet", "filelock", "h11", "html", "http"}
    | {"httpcore", "httpx", "jinja2", "playwright", "pydantic", "pydantic_core", "servio_verify", "xml"}
)
"""Packages in which no assertion is to be explained."""


class AsItIs:
    """Finder of modules below these packages, past that of pytest's rewriting."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Find a module; None where others may look for it: importlib calls this."""
        inside = path is not None and name.partition(".")[0] in ASSERT_NOTHING
        return PathFinder.find_spec(name, path, target) if inside else None


def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say in one line that a run was interrupted before it began; pytest has ended what was started until then."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    sys.stdout.flush()
    sys.stderr.write(f"\n{process.STOPPED}\n")
    sys.stderr.flush()
    os._exit(process.INTERRUPTED)


sys.excepthook = tell
process.keep_streams()
process.heed(signal.default_int_handler)
gc.disable()
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # it would search every installed package for some
sys.modules.update(dict.fromkeys(UNUSED))  # type: ignore[arg-type] # None: importlib says that there is none
sys.meta_path.insert(0, AsItIs)
