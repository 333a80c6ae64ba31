"""A first policy from a schema, or what an existing one lacks: each decision with its reason as a comment."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from servio_verify.data.policy.catalogue import Catalogue, Column, Table
from servio_verify.data.policy.kinds import TEXTS, suits
from servio_verify.data.policy.model import Action, Decision, Policy, Rows
from servio_verify.data.policy.proposal import PEOPLE, kind_by_name, kind_of_words, proposed
from servio_verify.data.policy.samples import Sample
from servio_verify.data.policy.writing import column_line, key
from servio_verify.infra.database.migrations import keeps_migrations

FEW = 12
"""Different values that are no free text, where many rows were seen."""

MANY = 100
HEAD = """\
# What becomes of production's data on their way to staging: docs/data.md. Proposed by `servio-verify data propose`;
# somebody who knows the data reads every line. Behind each stands why: type, name, and the form of samples.
"""
WORDS = {
    "email": "e-mail addresses",
    "ip": "IP addresses",
    "url": "URLs",
    "iban": "IBANs",
    "card": "card numbers",
    "uuid": "UUIDs",
    "phone": "phone numbers",
    "password": "hashes of passwords",
    "token": "tokens",
}

Samples = Mapping[str, Mapping[str, Sample]]


def first_policy(catalogue: Catalogue, samples: Samples) -> Iterator[str]:
    """Yield the lines of a policy."""
    yield from HEAD.splitlines()
    if catalogue.has_large_objects:
        yield 'large_objects = "empty"  # production\'s are not copied'
    for table in catalogue.tables.values():
        yield from _table(catalogue, table, samples, [column.name for column in table.columns])


def missing(policy: Policy, catalogue: Catalogue, samples: Samples) -> Iterator[str]:
    """Yield what a policy lacks, and, as comments, what it has and is gone."""
    if catalogue.has_large_objects and not policy.large_objects:
        yield 'large_objects = "empty"  # production\'s are not copied'
    for table in catalogue.tables.values():
        told = policy.tables.get(table.name)
        if told is not None and told.rows is not Rows.KEEP:
            continue
        lacking = [column.name for column in table.columns if told is None or column.name not in told.columns]
        if lacking:
            yield from _table(catalogue, table, samples, lacking, is_new=told is None)
    for name, told in policy.tables.items():
        there = catalogue.tables.get(name)
        if there is None:
            yield f"# gone: the table {name}; take out [tables.{key(name)}]"
            continue
        for column in told.columns:
            if there.column(column) is None:
                yield f"# gone: {name}.{column}; take out its line"


def _table(
    catalogue: Catalogue, table: Table, samples: Samples, names: list[str], *, is_new: bool = True
) -> Iterator[str]:
    decisions = {
        column.name: _referring(catalogue, table, column, samples) for column in table.columns if column.name in names
    }
    yield ""
    if table.kind == "f":
        yield from (f"[tables.{key(table.name)}]  # a foreign table: its rows are elsewhere", 'rows = "drop"')
        return
    person = next((decision.person for decision, _ in decisions.values() if decision.person), "")
    seen = max((sample.values for sample in samples.get(table.name, {}).values()), default=0)
    told = [f"person = {_text(person)}  # whose a row is: dates move alike"] if person else []
    told += [f"least = 1  # {seen} rows were looked at: staging without any is not as it should be"] * (seen >= MANY)
    if told and is_new:
        yield from (f"[tables.{key(table.name)}]", *told, "")
    yield f"[tables.{key(table.name)}.columns]"
    for name, (decision, reason) in decisions.items():
        shown = replace(decision, person="") if is_new else decision
        yield f"{column_line(name, shown)}  # {reason}"


def _referring(
    catalogue: Catalogue, table: Table, column: Column, samples: Samples, seen: frozenset[str] = frozenset()
) -> tuple[Decision, str]:
    """Return what is proposed: for a column that refers to another, the same as for that one."""
    for reference in catalogue.references:
        there = catalogue.tables[reference.to_table]
        other = there.column(reference.to_column)
        if (reference.table, reference.column) == (table.name, column.name) and other and there.name not in seen:
            decision, _ = _referring(catalogue, there, other, samples, seen | {table.name})
            return decision, f"{column.type}, as {there.name}.{other.name}, to which it refers"
    return _decided(table, column, samples.get(table.name, {}).get(column.name, Sample()))


def _decided(table: Table, column: Column, sample: Sample) -> tuple[Decision, str]:
    """Return what is proposed for a column, and why."""
    named, by_name = proposed(table, column), kind_by_name(table, column)
    seen = _seen(sample)
    about = f"{column.type}{', unique' if column.unique else ''}"
    if keeps_migrations(table.name):
        return named, column.type
    if column.generated:
        return named, f"{about}, generated"
    if sample.paths:
        return Decision(
            Action.REPLACE, kind="json", paths=_paths(sample)
        ), f"{about}{seen}; all other texts become text"
    form = sample.mostly
    if form and form != by_name and suits(form, column.base_type) and named.action is not Action.EMPTY:
        is_ours = form == "uuid" or (by_name and form in ("token", "card", "phone"))
        if not is_ours:
            return Decision(Action.REPLACE, kind=form), f"{about}{seen}"
    if form == "uuid" and named.kind == "full_name":
        return Decision(Action.KEEP, why="ids of ours"), f"{about}{seen}"
    few = sample.values >= MANY and sample.different <= FEW and sample.longest <= 30 and not sample.phrases
    if not by_name and few and column.base_type in TEXTS and not sample.forms and not sample.mentions:
        why = f"{sample.different} different value{'s' * (sample.different > 1)} in {sample.values} rows"
        return Decision(Action.KEEP, why=why), about
    return named, f"{about}{', by its name' if by_name and named.kind == by_name else ''}{seen}"


def _seen(sample: Sample) -> str:
    parts = [
        f"{count} of {sample.values} samples look like {WORDS[form]}" for form, count in sample.forms.most_common(1)
    ]
    parts += [f"{sample.mentions} of {sample.values} hold an e-mail address"] if sample.mentions else []
    return f"; {', '.join(parts)}" if parts else ("" if sample.values else "; no samples")


def _paths(sample: Sample) -> dict[str, str]:
    """Return the paths of a document and what each becomes."""
    found = {}
    for path, forms in sample.paths.items():
        form, count = forms.most_common(1)[0]
        words = next((step for step in reversed(path) if step not in ("*", "[*]", "*~")), "")
        is_key = path[-1].endswith("~")
        likely = form if form not in ("text", "uuid") and count * 2 > forms.total() else ""
        if is_key:  # keys that are data stand beside keys that are not
            likely = next((each for each in ("email", "phone", "ip") if forms[each]), likely)
        name = "" if is_key else _by_words(words, path)
        kind = likely or name or "text"
        found[_written(path)] = kind
    return found | {"$..*": "text"}


def _by_words(words: str, path: tuple[str, ...]) -> str:
    if words == "name" and re.search(PEOPLE, " ".join(path), re.IGNORECASE):
        return "full_name"
    return kind_of_words(words)


def _written(path: tuple[str, ...]) -> str:
    return "$" + "".join(step if step == "[*]" else f".{step}" for step in path)


def _text(value: str) -> str:
    return f'"{value}"'
