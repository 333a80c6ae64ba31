"""Database tables. Money is kept in whole pence, times in UTC, ids as UUID text: portable to any SQL database."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, DateTime, ForeignKey, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from servio_sandbox.store.times import now


class UtcDateTime(TypeDecorator[datetime]):
    """Timestamp that keeps its zone, also where the database forgets it (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Restore the zone of the stored time."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON}  # noqa: RUF012 (SQLAlchemy's own way)


def new_id() -> str:
    """Return an id for a row."""
    return str(uuid4())


class Timestamped:
    """Columns of id, creation and last change."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Account(Timestamped, Base):
    """Account that can sign in."""

    __tablename__ = "accounts"
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))


class Session(Base):
    """A signed-in session; only the digest of its token is stored."""

    __tablename__ = "sessions"
    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]


class Venue(Timestamped, Base):
    """A restaurant; without an owner it is everybody's."""

    __tablename__ = "venues"
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(300), default="")
    city: Mapped[str | None] = mapped_column(String(120))
    country: Mapped[str | None] = mapped_column(String(120))
    timezone: Mapped[str] = mapped_column(String(64), default="Europe/London")
    currency: Mapped[str] = mapped_column(String(3), default="GBP")


class Menu(Timestamped, Base):
    """A menu of a venue."""

    __tablename__ = "menus"
    venue_id: Mapped[str] = mapped_column(ForeignKey("venues.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str | None] = mapped_column(String(1000))
    is_active: Mapped[bool] = mapped_column(default=True)
    venue: Mapped[Venue] = relationship()
    categories: Mapped[list["Category"]] = relationship(
        order_by="Category.position", cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )


class Category(Base):
    """A part of a menu."""

    __tablename__ = "categories"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    menu_id: Mapped[str] = mapped_column(ForeignKey("menus.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    items: Mapped[list["Item"]] = relationship(
        order_by="Item.position", cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )


class Item(Base):
    """Dish or drink of a menu; `pence` is its price."""

    __tablename__ = "items"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    category_id: Mapped[str] = mapped_column(ForeignKey("categories.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    pence: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    is_available: Mapped[bool] = mapped_column(default=True)


class Order(Timestamped, Base):
    """A guest's order; it keeps the prices it was made at."""

    __tablename__ = "orders"
    venue_id: Mapped[str] = mapped_column(ForeignKey("venues.id", ondelete="CASCADE"), index=True)
    menu_id: Mapped[str] = mapped_column(ForeignKey("menus.id", ondelete="CASCADE"), index=True)
    status: Mapped[str] = mapped_column(String(20), default="pending")
    currency: Mapped[str] = mapped_column(String(3))
    customer: Mapped[dict[str, Any] | None]
    venue: Mapped[Venue] = relationship()
    menu: Mapped[Menu] = relationship()
    lines: Mapped[list["OrderLine"]] = relationship(
        order_by="OrderLine.position", cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )


class OrderLine(Base):
    """One item of an order, copied: a later change of the menu does not change it."""

    __tablename__ = "order_lines"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    item_id: Mapped[str] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(120))
    quantity: Mapped[int]
    pence: Mapped[int]
    notes: Mapped[str | None] = mapped_column(String(500))
