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


_BROKEN = ("unparsable-line", "unclosed-quote", "quotes-in-value")
_OF_VALUES = (Family.VALUES, Family.ADDRESSES, Family.SECRETS)


def findings(it: Subject) -> tuple[Finding, ...]:
    """Return all mistakes and notes, mistakes first, then by line; of a line that is broken no value is judged."""
    every = dict.fromkeys(each for check in CHECKS.values() for each in check(it))
    broken = {each.lines for each in every if each.rule in _BROKEN}
    kept = (each for each in every if not (each.lines in broken and each.kind.family in _OF_VALUES))
    return tuple(sorted(kept, key=lambda each: (not each.decides, each.lines or (0,), each.source)))
