"""Venues: storage and search."""

from servio_sandbox.store.database import Connection, Database, Row
from servio_sandbox.store.paging import Json, Page, Paging, Query, read_page
from servio_sandbox.store.refusals import NotFound
from servio_sandbox.store.rows import changed, dated
from servio_sandbox.store.times import iso

OWNER = "SELECT owner_id FROM venues WHERE id = :venue"


class Venues:
    """Venues of the platform, as JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, paging: Paging) -> Page:
        """Read a page, newest first; the search looks into name, address and city."""
        query = owned(Query("venues"), paging).holding(paging.search, "name", "address", "city")
        with self._database.connect() as db:
            return read_page(db, query, paging, lambda _db, rows: [venue_view(row) for row in rows])

    def get(self, venue_id: str) -> Json:
        """Read one; NotFound when there is none."""
        with self._database.connect() as db:
            return venue_view(find_venue(db, venue_id))

    def create(self, fields: Json) -> Json:
        """Store a new one."""
        venue = {**fields, **dated()}
        with self._database.begin() as db:
            db.insert("venues", venue)
        return venue_view(venue)

    def change(self, venue_id: str, fields: Json) -> Json:
        """Store what is given and leave the rest."""
        with self._database.begin() as db:
            return venue_view(changed(db, "venues", find_venue(db, venue_id), fields))

    def delete(self, venue_id: str) -> None:
        """Delete one; the database takes its menus and orders along."""
        with self._database.begin() as db:
            find_venue(db, venue_id)
            db.write("DELETE FROM venues WHERE id = :id", {"id": venue_id})

    def expect_owner(self, venue_id: str, account_id: str) -> None:
        """Raise NotFound where the venue is another account's; whether there is one at all is not asked here."""
        with self._database.connect() as db:
            venue = db.row(OWNER, venue=venue_id)
        if venue and venue["owner_id"] not in (None, account_id):
            raise NotFound(f"there is no venue {venue_id}")

    def expect_reader(self, venue_id: str, account_id: str) -> None:
        """Raise NotFound where the account may not read the venue's orders: they are its owner's."""
        self.expect_owner(venue_id, account_id)


def owned(query: Query, paging: Paging) -> Query:
    """Return the query of what belongs to the owner that is asked for."""
    condition = "venues.owner_id = :owner OR venues.owner_id IS NULL"
    return query.where(condition, owner=paging.owner) if paging.owner else query


def find_venue(db: Connection, venue_id: str) -> Row:
    """Return the venue; NotFound when there is none."""
    venue = db.row("SELECT * FROM venues WHERE id = :id", id=venue_id)
    if not venue:
        raise NotFound(f"there is no venue {venue_id}")
    return venue


def venue_view(venue: Row) -> Json:
    """Return a venue as the API shows it."""
    return {
        "id": venue["id"],
        "name": venue["name"],
        "address": venue["address"],
        "city": venue["city"],
        "country": venue["country"],
        "timezone": venue["timezone"],
        "currency": venue["currency"],
        "createdAt": iso(venue["created_at"]),
        "updatedAt": iso(venue["updated_at"]),
    }
