"""Venues: storage and search."""

from typing import Any

from sqlalchemy import Select, bindparam, or_, select

from servio_sandbox.store.database import Database, Transaction
from servio_sandbox.store.models import Venue
from servio_sandbox.store.paging import Json, Page, Paging, read_page
from servio_sandbox.store.refusals import NotFound
from servio_sandbox.store.times import iso

OWNER = select(Venue.owner_id).where(Venue.id == bindparam("venue"))


class Venues:
    """Venues of the platform, as JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, paging: Paging) -> Page:
        """Read a page, newest first; the search looks into name, address and city."""
        query = owned(select(Venue), paging)
        if paging.search:
            columns = (Venue.name, Venue.address, Venue.city)
            query = query.where(or_(*(column.icontains(paging.search, autoescape=True) for column in columns)))
        with self._database.begin() as db:
            return read_page(db, query, Venue, paging, venue_view)

    def get(self, venue_id: str) -> Json:
        """Read one; NotFound when there is none."""
        with self._database.begin() as db:
            return venue_view(find_venue(db, venue_id))

    def create(self, fields: Json) -> Json:
        """Store a new one."""
        with self._database.begin() as db:
            venue = Venue(**fields)
            db.add(venue)
            db.flush()
            return venue_view(venue)

    def change(self, venue_id: str, fields: Json) -> Json:
        """Store what is given and leave the rest."""
        with self._database.begin() as db:
            venue = find_venue(db, venue_id)
            for name, value in fields.items():
                setattr(venue, name, value)
            db.flush()
            return venue_view(venue)

    def delete(self, venue_id: str) -> None:
        """Delete one; the database takes its menus and orders along."""
        with self._database.begin() as db:
            db.delete(find_venue(db, venue_id))

    def expect_owner(self, venue_id: str, account_id: str) -> None:
        """Raise NotFound where the venue is another account's; whether there is one at all is not asked here."""
        with self._database.connect() as connection:
            owner = connection.execute(OWNER, {"venue": venue_id}).scalar()
        if owner not in (None, account_id):
            raise NotFound(f"there is no venue {venue_id}")

    def expect_reader(self, venue_id: str, account_id: str) -> None:
        """Raise NotFound where the account may not read the venue's orders: they are its owner's."""
        self.expect_owner(venue_id, account_id)


def owned(query: Select[Any], paging: Paging) -> Select[Any]:
    """Return the query of what belongs to the owner that is asked for."""
    return query.where(or_(Venue.owner_id == paging.owner, Venue.owner_id.is_(None))) if paging.owner else query


def find_venue(db: Transaction, venue_id: str) -> Venue:
    """Return the venue; NotFound when there is none."""
    venue = db.get(Venue, venue_id)
    if not venue:
        raise NotFound(f"there is no venue {venue_id}")
    return venue


def venue_view(venue: Venue) -> Json:
    """Return a venue as the API shows it."""
    return {
        "id": venue.id,
        "name": venue.name,
        "address": venue.address,
        "city": venue.city,
        "country": venue.country,
        "timezone": venue.timezone,
        "currency": venue.currency,
        "createdAt": iso(venue.created_at),
        "updatedAt": iso(venue.updated_at),
    }
