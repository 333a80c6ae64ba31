"""A policy held against a schema: what it does not decide on, what it decides on and is gone, what cannot be done."""

from collections.abc import Iterator

from servio_verify.data.policy.catalogue import Catalogue, Column, Reference, Table
from servio_verify.data.policy.file import meant
from servio_verify.data.policy.kinds import suits
from servio_verify.data.policy.model import Action, Decision, Policy, PolicyError, Rows, TablePolicy
from servio_verify.data.policy.proposal import proposed
from servio_verify.data.policy.writing import column_line, key

MANY = 20
"""Mistakes that are shown."""


def refuse_undecided(policy: Policy, catalogue: Catalogue, where: str) -> None:
    """Raise PolicyError where something of the schema is not decided on, or a decision cannot be followed."""
    found = list(mistakes(policy, catalogue))
    if not found:
        return
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    rest = "".join(f"\n  {line}" for line in found[1:MANY]) + ("\n  …" if len(found) > MANY else "")
    raise PolicyError(f"{where}: {found[0]}{more}{rest}")


def mistakes(policy: Policy, catalogue: Catalogue) -> Iterator[str]:
    """Yield one line for each."""
    for name, table in catalogue.tables.items():
        if name not in policy.tables:
            yield f'table {name} has no decision; `servio-verify data propose` proposes them, or rows = "empty"'
            continue
        yield from _of_table(table, policy.tables[name])
    for name in policy.tables.keys() - catalogue.tables.keys():
        if name in catalogue.partitions:
            yield f"{name} is a partition: what is decided for {catalogue.partitions[name]} holds for it; take it out"
        elif policy.tables[name].rows not in (Rows.DROP, Rows.OWN):
            yield f"[tables.{key(name)}]: there is no such table; {meant(name, catalogue.tables)}"
    for reference in catalogue.references:
        yield from _of_reference(reference, policy)
    if catalogue.has_large_objects and not policy.large_objects:
        yield 'there are large objects, and nothing is decided on them: large_objects = "empty"'


def _of_table(table: Table, told: TablePolicy) -> Iterator[str]:
    known = [column.name for column in table.columns]
    for column in table.columns:
        if column.name in told.columns:
            yield from _of_column(table, column, told.columns[column.name], told)
        elif told.rows is Rows.KEEP:
            line = column_line(column.name, proposed(table, column))
            yield f"{table.name}.{column.name} has no decision; proposed: {line}"
    for name, decision in told.columns.items():
        if name not in known and decision.action is not Action.DROP:
            yield f"{table.name}.{name} is decided on and is not there; {meant(name, known)}"
    for name in filter(None, (told.person, *told.quasi_identifiers)):
        if name not in known:
            yield f"[tables.{key(table.name)}] names the column {name}, which is not there; {meant(name, known)}"
    if told.rows is Rows.KEEP and table.kind == "f":
        yield f'[tables.{key(table.name)}]: it is a foreign table, whose rows are elsewhere: rows = "empty" or "drop"'


def _of_column(table: Table, column: Column, decision: Decision, told: TablePolicy) -> Iterator[str]:
    where = f"{table.name}.{column.name}"
    if told.rows is not Rows.KEEP or column.generated:
        return
    if decision.action is Action.REPLACE and not suits(decision.kind, column.base_type):
        yield f'{where}: a column of type {column.type} cannot be replaced with "{decision.kind}"'
    person = decision.person or told.person
    dated = "date" in (decision.kind, *decision.paths.values())
    if decision.action is Action.REPLACE and dated and not table.column(person):
        yield f'{where}: a date needs the person whose it is: person = "COLUMN" in [tables.{key(table.name)}]'
    if decision.action is Action.DROP and column.not_null and not column.has_default:
        yield f'{where}: it is NOT NULL without a default: "drop" gives it no value; "empty" or a replacement does'


def _of_reference(reference: Reference, policy: Policy) -> Iterator[str]:
    here, there = (
        (told.columns.get(column) if (told := policy.tables.get(table)) and told.rows is Rows.KEEP else None)
        for table, column in ((reference.table, reference.column), (reference.to_table, reference.to_column))
    )
    if here is None or here.action in (Action.EMPTY, Action.DROP):
        return
    where = f"{reference.table}.{reference.column} refers to {reference.to_table}.{reference.to_column}"
    if there is None:
        return  # its rows are not copied: whether any refers to them is seen when the constraint is made again
    if (here.action, here.kind) != (there.action, there.kind):
        yield f"{where}, which is decided otherwise: both must be the same"
