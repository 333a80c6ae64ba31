"""`stack logs`: what the parts have said, and say."""

from collections.abc import Iterator
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path

from servio_sandbox.settings import SandboxError
from servio_sandbox.stack.place import Place
from servio_sandbox.stack.say import say
from servio_sandbox.stack.waiting import pause


def logs(place: Place, part: str | None, *, follow: bool = False) -> int:
    """Print the log of a part or of all; with `follow` go on until Ctrl-C or until the stack is gone."""
    files = {log.stem: log for log in sorted((place.folder / "logs").glob("*.log"))}
    if not files:
        raise SandboxError("local staging is not up, and so has no logs: servio-verify stack up")
    if part and part not in files:
        raise SandboxError(f"there is no part {part}: {', '.join(files)}")
    chosen = {part: files[part]} if part else files
    with ExitStack() as opened:
        readers = {name: opened.enter_context(_open(path)) for name, path in chosen.items()}
        while True:
            said = [line for name, reader in readers.items() for line in _new_lines(name, reader, bare=bool(part))]
            if said:
                say(*said)
            if not follow or not place.folder.exists():
                return 0
            pause(0.2)


def _open(path: Path) -> TextIOWrapper:
    return path.open(encoding="utf-8", errors="replace")


def _new_lines(name: str, reader: TextIOWrapper, *, bare: bool) -> Iterator[str]:
    for line in reader.read().splitlines():
        yield line if bare else f"{name:<12} | {line}"
