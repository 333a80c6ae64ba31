"""Places of a database, each with what its names say and what the policy decides for it."""

from servio_verify.data.check.catalogue.relations import Column, Relation
from servio_verify.data.check.detect.context import Context, context_of
from servio_verify.data.check.model import Place
from servio_verify.data.policy.model import Action, Decision, Policy


class Places:
    """Makes places. A partition is decided on where its table is."""

    def __init__(self, policy: Policy | None) -> None:
        self._policy = policy

    def of_column(self, relation: Relation, column: Column) -> Place:
        """Return the place of a column."""
        return Place(
            f"{relation.name}.{column.name}",
            context_of(relation.root.rpartition(".")[2], column.name),
            self.decision(relation.root, column.name),
            is_derived=relation.kind == "m" or column.is_generated,
        )

    def of_statistics(self, name: str, table: str, column: str) -> Place:
        """Return the place of what the planner keeps of a column: what was decided for the column holds for it."""
        decision = self.decision(table, column)
        context = context_of(table.rpartition(".")[2], column)
        return Place(name, context, decision, is_column=False, is_derived=decision is None)

    def of_text(self, name: str, *, is_name: bool) -> Place:
        """Return the place of a text of the catalogue."""
        return Place(name, Context(identifier=is_name), is_column=False)

    def decision(self, table: str, column: str) -> Decision | None:
        """Return what the policy decides."""
        told = self._policy.tables.get(table) if self._policy else None
        return told.columns.get(column) if told else None

    @property
    def large_objects(self) -> Decision | None:
        """What the policy decides for them."""
        return Decision(Action.EMPTY) if self._policy and self._policy.large_objects else None
