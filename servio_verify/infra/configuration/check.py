"""The check of a configuration: every rule over what is known of it."""

from servio_verify.infra.configuration.catalogue import Family
from servio_verify.infra.configuration.finding import Finding
from servio_verify.infra.configuration.rules import (
    of_addresses,
    of_file,
    of_keys,
    of_lines,
    of_secrets,
    of_task,
    of_values,
)
from servio_verify.infra.configuration.subject import Subject

CHECKS = {
    Family.FILE: of_file.check,
    Family.LINES: of_lines.check,
    Family.KEYS: of_keys.check,
    Family.VALUES: of_values.check,
    Family.ADDRESSES: of_addresses.check,
    Family.SECRETS: of_secrets.check,
    Family.TASK: of_task.check,
}
"""By family."""


def findings(it: Subject) -> tuple[Finding, ...]:
    """Return all mistakes and notes: mistakes first, then by line; what the task shares with the file is told once."""
    every = dict.fromkeys(each for check in CHECKS.values() for each in check(it))
    return tuple(sorted(every, key=lambda each: (not each.decides, each.lines or (0,), each.source)))
