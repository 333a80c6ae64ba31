"""Rules for what a running task gets, against what is expected and what the dotenv file has."""

from collections import Counter
from collections.abc import Collection, Iterator

from servio_verify.infra.configuration.digests import secret_part
from servio_verify.infra.configuration.finding import Finding, found, printable
from servio_verify.infra.configuration.rules.plain_values import is_readable
from servio_verify.infra.configuration.rules.secret_values import looks_secret
from servio_verify.infra.configuration.subject import OWN, PUBLIC, Setting, Subject, place_of
from servio_verify.infra.configuration.task import Task


def check(it: Subject) -> Iterator[Finding]:
    """Yield what is wrong with the task."""
    if it.task is None:
        return
    of_file = {secret_part(each) for each in it.in_file.values() if not each.key.startswith(PUBLIC)} - {""}
    yield from (each.found("plain-secret") for each in it.in_task if _is_plain_secret(each, of_file))
    yield from _twice(it.task, it)
    name = it.expected.table.container
    if name and name not in it.task.containers:
        yield found("task-no-container", "task", "", (), name=name, facts=it.expected.facts)
        return
    yield from _missing(it.task, it, name)
    yield from _against_file(it.task, it, name)


def _is_plain_secret(it: Setting, of_file: Collection[str]) -> bool:
    """Return whether this shows a secret: by its name or its form, or one of the dotenv file under another name."""
    named, is_public = it.expected.is_secret(it.key), it.key in it.expected.table.public
    is_known = it.value in of_file and not (is_public or is_readable(it.value))
    return is_known or looks_secret("" if is_public else it.key, it.value, named)


def _twice(task: Task, it: Subject) -> Iterator[Finding]:
    counted = Counter((each.container, each.name) for each in task.variables)
    for each in dict.fromkeys((each.container, each.name) for each in task.variables):
        if counted[each] > 1:
            yield found("task-duplicate", place_of(each[0]), printable(each[1], it.expected.keys))


def _missing(task: Task, it: Subject, container: str) -> Iterator[Finding]:
    if _reads_files(task, container):
        return
    given = {each.name for each in task.of_container(container)}
    for key in it.expected.table.required:
        if key not in given:
            yield found("task-missing-key", place_of(container), key)


def _reads_files(task: Task, container: str) -> bool:
    return any(not container or each == container for each in task.reading_files)


def _against_file(task: Task, it: Subject, container: str) -> Iterator[Finding]:
    if it.file is None or it.is_own_file:
        return
    given = task.of_container(container)
    names = {each.name for each in given}
    told = {} if _reads_files(task, container) else it.in_file
    for key, setting in told.items():
        if key not in names and key not in it.expected.table.required and not key.startswith(OWN):
            yield setting.found("only-in-file", file=it.file.name)
    for each in given:
        shown = printable(each.name, it.expected.keys)
        own = it.in_file.get(each.name)
        if own is None:
            yield found("only-in-task", place_of(each.container), shown, file=it.file.name)
        elif each.value is not None and each.value != own.value and not each.name.startswith(PUBLIC):
            yield found("task-differs", place_of(each.container), shown, file=it.file.name)
