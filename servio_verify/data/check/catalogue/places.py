"""Places of a database, each with what its names say and what the policy decides for it."""

from collections.abc import Iterator
from dataclasses import replace

from servio_verify.data.check.catalogue.relations import Column, Relation
from servio_verify.data.check.detect.context import Context, context_of
from servio_verify.data.check.model import Place
from servio_verify.data.policy.model import Action, Decision, Policy

Derived = dict[tuple[str, str], list[tuple[str, str]]]
"""Table and column of what the database makes, and of what it may be made of."""


class Places:
    """Makes places. A partition is decided on where its table is."""

    def __init__(self, policy: Policy | None, derived: Derived | None = None) -> None:
        self._policy = policy
        self._derived = derived or {}
        self._columns: dict[tuple[str, str], Place] = {}

    def of_column(self, relation: Relation, column: Column) -> Place:
        """Return the place of a column."""
        context = context_of(relation.root.rpartition(".")[2], column.name)
        place = Place(
            f"{relation.name}.{column.name}",
            replace(context, goods=context.goods or _of_type(column.type).goods),
            self.decision(relation.root, column.name),
            is_derived=relation.kind == "m" or column.is_generated,
            made_of=tuple(self._made_of(relation.root, column.name)),
        )
        self._columns[relation.root, column.name] = place
        return place

    def of_statistics(self, name: str, table: str, column: str) -> Place:
        """Return the place of what the planner keeps of a column: what was decided for the column holds for it."""
        if known := self._columns.get((table, column)):
            is_derived = known.is_derived or known.decision is None
            return replace(known, name=name, is_column=False, is_derived=is_derived)
        decision = self.decision(table, column)
        context = context_of(table.rpartition(".")[2], column)
        return Place(name, context, decision, is_column=False, is_derived=decision is None)

    def of_text(self, name: str, *, is_name: bool) -> Place:
        """Return the place of a text of the catalogue."""
        is_label = not is_name and name.startswith("type ")
        context = _of_type(name.removeprefix("type ")) if is_label else Context(identifier=is_name)
        return Place(name, context, is_column=False)

    def _made_of(self, table: str, column: str, seen: frozenset[tuple[str, str]] = frozenset()) -> Iterator[Decision]:
        """Yield the decisions on the columns that one is made of, through views too."""
        for source in self._derived.get((table, column)) or self._derived.get((table, "*"), []):
            decision = self.decision(*source)
            if decision and decision.action is Action.REPLACE:
                yield decision
            elif source not in seen:
                yield from self._made_of(*source, seen | {source})

    def decision(self, table: str, column: str) -> Decision | None:
        """Return what the policy decides."""
        told = self._policy.tables.get(table) if self._policy else None
        return told.columns.get(column) if told else None

    @property
    def large_objects(self) -> Decision | None:
        """What the policy decides for them."""
        return Decision(Action.EMPTY) if self._policy and self._policy.large_objects else None


def _of_type(name: str) -> Context:
    """Return what the name of a type says of its values: those of a type of dishes are dishes."""
    return Context(goods=context_of(name.rpartition(".")[2], "label").goods)
