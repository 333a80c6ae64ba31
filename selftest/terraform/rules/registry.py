"""The rules, by the name of their function."""

from collections.abc import Callable, Iterator

from selftest.terraform.plan import Plan

Rule = Callable[[Plan], Iterator[str]]

RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    """Register a rule. Its name is the promise."""
    RULES[function.__name__] = function
    return function


def broken(plan: Plan) -> dict[str, list[str]]:
    """The promises that a plan breaks, and how."""
    findings = {name: list(find(plan)) for name, find in RULES.items()}
    return {name: found for name, found in findings.items() if found}
