"""Build that a page or an answer named, with an example and what it told of a cache."""

from pydantic import BaseModel

from servio_verify.secrets.printable import PrintableModel


class NamedBuild(PrintableModel, BaseModel):
    """A build that pages or answers of an origin named while checks ran; times are seconds since the epoch.

    `cache` holds what the first of them told of a cache: `Age`, `X-Cache` and the like.
    """

    origin: str
    build: str
    count: int
    url: str
    first: float
    last: float
    paths: tuple[str, ...] = ()
    cache: dict[str, str] = {}
