"""Rules for the dotenv file as a whole."""

from collections.abc import Iterator

from servio_verify.infra.configuration.finding import Finding, found
from servio_verify.infra.configuration.subject import Subject


def check(it: Subject) -> Iterator[Finding]:
    """Yield what is wrong with the file as a whole."""
    file = it.file
    if file is None:
        return
    if file.tracked:
        yield found("file-tracked", file.name)
    if file.shared:
        yield found("file-mode", file.name)
    if file.text.startswith("\ufeff"):
        yield found("byte-order-mark", file.name)
    if "\r" in file.text:
        yield found("carriage-returns", file.name)
    if it.is_own_file:
        yield found("own-file", file.name)
