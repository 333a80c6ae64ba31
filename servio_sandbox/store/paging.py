"""Pagination of lists."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, func, select

from servio_sandbox.store.database import Transaction
from servio_sandbox.store.models import Timestamped

Json = dict[str, Any]
Row = TypeVar("Row", bound=Timestamped)


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


def read_page(
    db: Transaction, query: Select[Any], table: type[Row], paging: Paging, view: Callable[[Row], Json]
) -> Page:
    """Read one page, newest first; the id decides between rows of the same moment."""
    total = db.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    newest_first = query.order_by(table.created_at.desc(), table.id.desc())
    rows = db.scalars(newest_first.limit(paging.limit).offset((paging.page - 1) * paging.limit))
    return Page([view(row) for row in rows], paging, total)
