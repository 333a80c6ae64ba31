"""Pagination of lists."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from servio_sandbox.store.database import Connection, Row

Json = dict[str, Any]


@dataclass(frozen=True)
class Paging:
    """Requested page, limit and search of a list; pages count from 1. With an owner, only what is that account's."""

    page: int = 1
    limit: int = 20
    search: str = ""
    owner: str | None = None


@dataclass(frozen=True)
class Page:
    """Page of a list with its position in the whole."""

    rows: list[Json]
    paging: Paging
    total: int

    @property
    def pagination(self) -> Json:
        """Pagination as the contract shows it."""
        pages = -(-self.total // self.paging.limit)
        return {"page": self.paging.page, "limit": self.paging.limit, "total": self.total, "totalPages": pages}


@dataclass(frozen=True)
class Query:
    """Rows of a table, with what is joined to it; all conditions hold, and name their values `:so`."""

    table: str
    joins: str = ""
    columns: str = ""
    conditions: tuple[str, ...] = ()
    values: Row = field(default_factory=dict)

    def where(self, condition: str, **values: Any) -> "Query":
        """Return the query of those rows for which the condition holds, too."""
        return replace(self, conditions=(*self.conditions, f"({condition})"), values={**self.values, **values})

    def holding(self, text: str, *columns: str) -> "Query":
        """Return the query of those rows that hold a text in one of these columns, whatever its case."""
        if not text:
            return self
        found = " OR ".join(f"lower({column}) LIKE '%' || lower(:text) || '%' ESCAPE '/'" for column in columns)
        return self.where(found, text=text.replace("/", "//").replace("%", "/%").replace("_", "/_"))

    @property
    def source(self) -> str:
        """What follows the columns in a SELECT."""
        return f"FROM {self.table} {self.joins}" + (
            f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""
        )


def read_page(
    db: Connection, query: Query, paging: Paging, views: Callable[[Connection, list[Row]], list[Json]]
) -> Page:
    """Read one page, newest first; the id decides between rows of the same moment."""
    table, source, values = query.table, query.source, query.values
    counted = db.row(f"SELECT count(*) AS total {source}", **values)
    rows = db.rows(
        f"SELECT {table}.*{query.columns} {source}"
        f" ORDER BY {table}.created_at DESC, {table}.id DESC LIMIT :limit OFFSET :offset",
        **values,
        limit=paging.limit,
        offset=(paging.page - 1) * paging.limit,
    )
    return Page(views(db, rows), paging, counted["total"] if counted else 0)
