"""Fork server: each run of the suite is a fork of a process that has imported what all of them import.

A run is a process of its own all the same, with its own arguments, folder, environment, output and exit code; it is
spared the imports, which are a good part of a short one. The standard input is a socket, on which runs are asked for
(see `client`).
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path.cwd()
"""The project's folder, in which it is started."""

PLUGINS = (
    "allure_pytest",
    "anyio",
    "pytest_playwright",
    "pytest_rerunfailures",
    "pytest_timeout",
)
"""Plugins of a run; pytest complains of those that were not imported by its own hook, so that is used here too."""

MODULES = (
    "allure_pytest.plugin",
    "certifi",
    "httpcore",
    "playwright.sync_api",
    "pytest_playwright.pytest_playwright",
    "servio_verify.browser.driver",
    "servio_verify.browser.fixtures.smoke_pages",
    "servio_verify.browser.fixtures.strangers",
    "servio_verify.browser.fixtures.windows",
    "servio_verify.browser.patience",
    "servio_verify.browser.recording.artifacts",
    "servio_verify.cli.main",
    "servio_verify.load.fixtures",
    "servio_verify.pytest_plugin.browser_fixtures",
    "servio_verify.pytest_plugin.fixtures",
    "servio_verify.pytest_plugin.hooks",
    "servio_verify.pytest_plugin.second_account",
    "servio_verify.testing",
)
"""Whatever every run imports, some of it only when it is used: its requests, its summary."""

KEEPS_THE_PATH = "xdist"
"""It copies `sys.path` when it is imported, for its workers: so each run imports it anew."""


def import_all() -> None:
    """Import what runs import, as they do."""
    from _pytest.assertion import install_importhook
    from _pytest.config import get_config

    hook = install_importhook(get_config())
    hook.mark_rewrite(*PLUGINS)
    for name in (*PLUGINS, *MODULES):
        importlib.import_module(name)
    sys.meta_path.remove(hook)
    for name in [name for name in sys.modules if name.partition(".")[0] == KEEPS_THE_PATH]:
        del sys.modules[name]
    gc.collect()
    gc.freeze()


def asked_for() -> socket.socket:
    """Return the socket that was the standard input, in place of which there is nothing to read."""
    client = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return client


def next_run(client: socket.socket) -> dict[str, Any] | None:
    """Fork for each run that is asked for: return what was asked in the child, and None once nobody asks."""
    while True:
        asked, files, *_ = socket.recv_fds(client, 1 << 20, 2)
        if not asked:
            return None
        if threading.active_count() != 1:
            raise RuntimeError("a fork has one thread only: no other one may be running here")
        child = os.fork()
        if child == 0:
            for number, file in enumerate(files, start=1):
                os.dup2(file, number)
        for file in files:
            os.close(file)
        if child == 0:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            run: dict[str, Any] = json.loads(asked)
            return run
        client.send(str(child).encode())
        client.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def become(module: str, arguments: list[str], folder: str, environ: dict[str, str]) -> None:
    """Be the program `python -m module`, in this folder and this environment."""
    installed = [place for place in sys.path if place not in (str(Path.cwd()), *_added(os.environ))]
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    if Path(folder) != ROOT:
        # a test may write a file anew within the second by which bytecode is told old
        sys.dont_write_bytecode, os.environ["PYTHONDONTWRITEBYTECODE"] = True, "1"
    sys.path[:] = [folder, *_added(environ), *installed]
    importlib.invalidate_caches()
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if isinstance(ended.code, int):
            end(ended.code)
        raise


def end(code: int) -> NoReturn:
    """End as Python does, but leave the modules as they are: to take them down would first copy all their memory."""
    threading._shutdown()  # type: ignore[attr-defined] # waits for threads, as Python does before anything else
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def _added(environ: Any) -> list[str]:
    return [place for place in environ.get("PYTHONPATH", "").split(os.pathsep) if place]


def main() -> None:
    """Serve until the socket closes; in a child, be the run that was asked for."""
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for the runs
    import_all()
    signal.signal(signal.SIGINT, lambda *_: None)  # what was imported may have taken it
    with asked_for() as client:
        run = next_run(client)
    if run:
        become(**run)


if __name__ == "__main__":
    main()
