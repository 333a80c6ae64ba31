"""Rows in COPY's text format, changed a block at a time."""

from collections.abc import Sequence

from servio_verify.data.anonymise.cells import Cell, Maker
from servio_verify.data.policy.catalogue import Table
from servio_verify.data.policy.model import Action, TablePolicy


class Changer:
    """Changes the rows of one table. `names` are the columns as they come, `columns` those that go on."""

    def __init__(self, table: Table, told: TablePolicy, names: Sequence[str], maker: Maker) -> None:
        self._maker = maker
        dropped = {
            name
            for name in names
            if told.columns[name].action is Action.DROP or ((column := table.column(name)) and column.generated)
        }
        self.columns = [name for name in names if name not in dropped]
        self._left_out = [at for at, name in enumerate(names) if name in dropped]
        cells = [
            maker.cell(at, column, told.columns[name])
            for at, name in enumerate(names)
            if name not in dropped and (column := table.column(name))
        ]
        self._cells = [cell for cell in cells if cell is not None]
        self._accounts = maker.accounts_at(names, told)
        self._person = self._person_at(told, names)
        self.passes = not self._cells and not self._left_out
        """Whether rows go through as they are."""

    def _person_at(self, told: TablePolicy, names: Sequence[str]) -> int:
        if not any(cell.dates for cell in self._cells):
            return -1
        own = [decision.person for decision in told.columns.values() if decision.person]
        return list(names).index(told.person or own[0])

    def change(self, block: bytes) -> bytes:
        """Return a block of whole rows, changed."""
        if self.passes:
            return block
        plain = [(cell.at, cell.known, cell.make) for cell in self._cells if not cell.dates]
        dated = [cell for cell in self._cells if cell.dates]
        special = bool(dated or self._accounts or self._left_out)
        lines = block.split(b"\n")
        lines.pop()
        changed = []
        for line in lines:
            fields = line.split(b"\t")
            if special and not self._prepare(fields, dated):
                changed.append(self._joined(fields))
                continue
            for at, known, make in plain:
                field = fields[at]
                found = known.get(field)
                if found is None:
                    found = known[field] = make(field)
                fields[at] = found
            changed.append(self._joined(fields) if self._left_out else b"\t".join(fields))
        for cell in self._cells:
            cell.forget()
        changed.append(b"")
        return b"\n".join(changed)

    def _prepare(self, fields: list[bytes], dated: list[Cell]) -> bool:
        """Change what depends on the row; return whether the other fields are changed too."""
        if self._accounts and self._maker.is_kept(fields, self._accounts):
            return False
        if dated:
            self._maker.person = fields[self._person].decode("utf-8", "replace")
        for cell in dated:
            if fields[cell.at] not in cell.known:
                fields[cell.at] = cell.make(fields[cell.at])
        return True

    def _joined(self, fields: list[bytes]) -> bytes:
        if self._left_out:
            fields = [field for at, field in enumerate(fields) if at not in self._left_out]
        return b"\t".join(fields)
