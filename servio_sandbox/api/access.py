"""Dependencies of the routes: services, authentication, pagination."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.requests import Request

from servio_sandbox.app.services import Services
from servio_sandbox.store.accounts import Identity
from servio_sandbox.store.paging import Paging
from servio_sandbox.store.refusals import Forbidden, Unauthorized

COOKIE = "servio_session"


async def services_of(request: Request) -> Services:
    """Return the services behind the API."""
    services: Services = request.app.state.services
    return services


def bearer(request: Request) -> str | None:
    """Return the token or API key of the Authorization header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


ApiServices = Annotated[Services, Depends(services_of)]


def visitor(request: Request, services: ApiServices) -> Identity | None:
    """Return the account of the request, if any; a bearer token counts before the cookie."""
    credential = bearer(request) or request.cookies.get(COOKIE)
    return services.accounts.identify(credential) if credential else None


def signed_in(request: Request, services: ApiServices) -> Identity:
    """Return the signed-in account, else Unauthorized; Forbidden when another site uses the visitor's cookie."""
    identity = visitor(request, services)
    if not identity:
        raise Unauthorized("sign in first")
    origin = request.headers.get("origin")
    if not bearer(request) and request.method != "GET" and origin not in (None, request.app.state.web_origin):
        raise Forbidden(f"{origin} may not act with the cookie of this session")
    return identity


def own_venue(venue_id: str, services: ApiServices, identity: Annotated[Identity, Depends(signed_in)]) -> str:
    """Return the venue of the path, to be changed; NotFound when it is another account's."""
    services.venues.expect_owner(venue_id, identity.id)
    return venue_id


def readable_venue(venue_id: str, services: ApiServices, identity: Annotated[Identity, Depends(signed_in)]) -> str:
    """Return the venue of the path, whose orders are to be read; NotFound when it is another account's."""
    services.venues.expect_reader(venue_id, identity.id)
    return venue_id


async def paging_of(
    identity: Annotated[Identity | None, Depends(visitor)],
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    search: Annotated[str, Query(max_length=200)] = "",
) -> Paging:
    """Return the page that the query asks for; who is signed in gets a list of their own."""
    return Paging(page, limit, search.strip().replace("\x00", ""), identity.id if identity else None)


Visitor = Annotated[Identity | None, Depends(visitor)]
SignedIn = Annotated[Identity, Depends(signed_in)]
OwnVenue = Annotated[str, Depends(own_venue)]
ReadableVenue = Annotated[str, Depends(readable_venue)]
PageQuery = Annotated[Paging, Depends(paging_of)]
