"""What a route may ask of its request: the session behind it, the venue of its path, its query and its body."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from anyio import move_on_after, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from servio_sandbox.api.page_query import read_page_query
from servio_sandbox.app.services import Services
from servio_sandbox.store.accounts import Identity
from servio_sandbox.store.paging import Paging
from servio_sandbox.store.refusals import Forbidden, NotFound, Unauthorized, Unavailable

if TYPE_CHECKING:
    from servio_sandbox.api.bodies import Body

COOKIE = "servio_session"
Wanted = TypeVar("Wanted", bound="Body")


class Call:
    """One request of the API, read to its end; what is wrong with it is raised as a Refusal when it is asked for."""

    def __init__(self, request: Request, content: bytes) -> None:
        self.request = request
        self.services: Services = request.app.state.services
        self.path: dict[str, str] = request.path_params
        self._content = content
        if any("\x00" in value for value in self.path.values()):
            raise NotFound("no id holds a zero character")  # PostgreSQL could not even be asked

    @cached_property
    def bearer(self) -> str | None:
        """Token or API key of the Authorization header."""
        scheme, _, token = self.request.headers.get("authorization", "").partition(" ")
        return token.strip() or None if scheme.lower() == "bearer" else None

    @cached_property
    def visitor(self) -> Identity | None:
        """Account of the request, if any; a bearer token counts before the cookie."""
        credential = self.bearer or self.request.cookies.get(COOKIE)
        return self.services.accounts.identify(credential) if credential else None

    def signed_in(self) -> Identity:
        """Return the signed-in account, else Unauthorized; Forbidden when another site uses the visitor's cookie."""
        if not self.visitor:
            raise Unauthorized("sign in first")
        origin = self.request.headers.get("origin")
        if not self.bearer and self.request.method != "GET" and origin not in (None, self.request.app.state.web_origin):
            raise Forbidden(f"{origin} may not act with the cookie of this session")
        return self.visitor

    def own_venue(self) -> str:
        """Return the venue of the path, to be changed; NotFound when it is another account's."""
        self.services.venues.expect_owner(self.path["venue_id"], self.signed_in().id)
        return self.path["venue_id"]

    def readable_venue(self) -> str:
        """Return the venue of the path, whose orders are to be read; NotFound when it is another account's."""
        self.services.venues.expect_reader(self.path["venue_id"], self.signed_in().id)
        return self.path["venue_id"]

    def paging(self) -> Paging:
        """Return the page that the query asks for; who is signed in gets a list of their own."""
        asked = read_page_query(dict(self.request.query_params))
        owner = self.visitor.id if self.visitor else None
        return Paging(asked.page, asked.limit, asked.search.strip().replace("\x00", ""), owner)

    def body(self, kind: type[Wanted]) -> Wanted:
        """Return the body of the request."""
        from servio_sandbox.api.bodies import read_body  # slow to import, and many sandboxes are only read

        return read_body(kind, self.request.headers.get("content-type", ""), self._content)


def route(method: str, path: str, answer: Callable[[Call], Response]) -> Route:
    """Return the route of one method and path, answered in a worker thread where it stands on servers.

    Those make it wait; a file of this process does not, and a thread would cost more than the answer.
    """

    async def endpoint(request: Request) -> Response:
        call = Call(request, await request.body())
        if request.app.state.deadline is None:
            return answer(call)
        return await _in_time(answer, call, request.app.state.deadline)

    return Route(path, endpoint, methods=[method])


async def _in_time(answer: Callable[[Call], Response], call: Call, seconds: float) -> Response:
    """Answer within so many seconds, whatever hangs; its thread is left to the time-outs of the servers."""
    with move_on_after(seconds):
        return await to_thread.run_sync(answer, call, abandon_on_cancel=True)
    raise Unavailable("a server that this needs does not answer in time")
