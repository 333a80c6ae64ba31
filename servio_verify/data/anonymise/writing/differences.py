"""Differences between the schemas of source and target: rows of the one must fit the other."""

from collections.abc import Iterator, Mapping

import psycopg

from servio_verify.data.anonymise.errors import SchemaError
from servio_verify.data.policy.catalogue import Catalogue, Column, Table
from servio_verify.data.policy.model import Action, Policy, Rows
from servio_verify.infra.database.migrations import BY_TABLE, FIND

MANY = 20


def refuse_differences(source: Catalogue, target: Catalogue, policy: Policy) -> None:
    """Raise SchemaError where rows of the source do not fit the target."""
    found = list(differences(source, target, policy))
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        rest = "".join(f"\n  {line}" for line in found[1:MANY])
        raise SchemaError(f"{found[0]}{more}: bring both to the same migration{rest}")


def differences(source: Catalogue, target: Catalogue, policy: Policy) -> Iterator[str]:
    """Yield one line for each."""
    for name, table in source.tables.items():
        told = policy.tables[name]
        if name in target.tables:
            yield from _columns(table, target.tables[name], policy)
        elif told.rows not in (Rows.DROP, Rows.OWN):
            yield f"the target has no table {name}"
    own = {name for name, told in policy.tables.items() if told.rows is Rows.OWN}
    for name in target.tables.keys() - source.tables.keys() - own:
        yield f"the source has no table {name}, which the target has"


def _columns(table: Table, other: Table, policy: Policy) -> Iterator[str]:
    told = policy.tables[table.name]
    if told.rows is not Rows.KEEP:
        return
    for column in table.columns:
        there = other.column(column.name)
        if there is None:
            decision = told.columns[column.name]
            if decision.action is not Action.DROP:
                yield f"the target has no column {table.name}.{column.name}"
        elif unlike := _unlike(column, there):
            yield f"{table.name}.{column.name} is {unlike[0]} in the source and {unlike[1]} in the target"
    for column in other.columns:
        if table.column(column.name) is None and not column.has_default and not column.generated:
            yield f"the source has no column {table.name}.{column.name}, which the target has"


def _unlike(here: Column, there: Column) -> tuple[str, str] | None:
    if here.type != there.type:
        return here.type, there.type
    if here.generated != there.generated:
        return ("generated", "not generated") if here.generated else ("not generated", "generated")
    return ("nullable", "NOT NULL") if there.not_null and not here.not_null else None


def refuse_other_head(source: Mapping[str, str], target: Mapping[str, str]) -> None:
    """Raise SchemaError where both are not at the same migration."""
    for tool, there in source.items():
        here = target.get(tool, "none")
        if here != there:
            raise SchemaError(f"the source is at {tool}'s migration {there[:60]}, the target at {here[:60]}")


def heads(connection: psycopg.Connection) -> dict[str, str]:
    """Return the newest migration that was applied, by the tool that keeps it."""
    found = {}
    for name, quoted in connection.execute(FIND.encode()).fetchall():
        row = connection.execute(BY_TABLE[name].sql(quoted).encode()).fetchone()
        if row and row[0]:
            found[BY_TABLE[name].name] = str(row[0])
    return found
