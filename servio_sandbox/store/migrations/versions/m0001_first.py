"""Create the tables.

Types stand here as they were, not as they are now: a migration that is applied never changes.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables, those first that others point to."""
    _create("accounts", _text("name", 120), _text("email", 254, unique=True), _text("password_hash", 255), *_dated())
    _create(
        "sessions",
        _text("token_digest", 64, primary_key=True),
        _parent("account_id", "accounts"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    _create_venues_and_menus()
    _create_orders()


def downgrade() -> None:
    """Drop every table."""
    for table in ("order_lines", "orders", "items", "categories", "menus", "venues", "sessions", "accounts"):
        op.drop_table(table)


def _create_venues_and_menus() -> None:
    _create(
        "venues",
        _parent("owner_id", "accounts", nullable=True),
        _text("name", 120),
        _text("address", 300),
        _text("city", 120, nullable=True),
        _text("country", 120, nullable=True),
        _text("timezone", 64),
        _text("currency", 3),
        *_dated(),
    )
    text = _text("description", 1000, nullable=True)
    _create("menus", _parent("venue_id", "venues"), _text("name", 120), text, _flag("is_active"), *_dated())
    _create("categories", _id(), _parent("menu_id", "menus"), _number("position"), _text("name", 120))
    price = (_number("pence"), _text("currency", 3), _flag("is_available"))
    _create("items", _id(), _parent("category_id", "categories"), _number("position"), _text("name", 120), *price)


def _create_orders() -> None:
    _create(
        "orders",
        _parent("venue_id", "venues"),
        _parent("menu_id", "menus"),
        _text("status", 20),
        _text("currency", 3),
        sa.Column("customer", sa.JSON()),
        *_dated(),
    )
    what = (_text("item_id", 36), _text("name", 120), _number("quantity"), _number("pence"))
    _create("order_lines", _id(), _parent("order_id", "orders"), _number("position"), *what)


def _create(table: str, *columns: sa.Column[Any]) -> None:
    op.create_table(table, *columns)
    for column in columns:
        if column.foreign_keys or column.name == "created_at":
            op.create_index(f"ix_{table}_{column.name}", table, [column.name])


def _id() -> sa.Column[Any]:
    return _text("id", 36, primary_key=True)


def _dated() -> tuple[sa.Column[Any], ...]:
    times = (sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("created_at", "updated_at"))
    return (_id(), *times)


def _text(name: str, length: int, *, nullable: bool = False, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=nullable, **more)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _parent(name: str, table: str, *, nullable: bool = False) -> sa.Column[Any]:
    points = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.String(36), points, nullable=nullable)
