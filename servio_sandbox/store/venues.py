"""Venues: storage and search."""

from sqlalchemy import or_, select

from servio_sandbox.store.database import Database, Transaction
from servio_sandbox.store.models import Venue
from servio_sandbox.store.paging import Json, Page, Paging, read_page
from servio_sandbox.store.refusals import NotFound
from servio_sandbox.store.times import iso


class Venues:
    """Venues of the platform, as JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, paging: Paging) -> Page:
        """Read a page, newest first; the search looks into name, address and city."""
        query = select(Venue)
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
