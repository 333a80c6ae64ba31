"""Build that a page or an answer named, with an example and what it told of a cache."""

from pydantic import BaseModel, ConfigDict


class NamedBuild(BaseModel):
    """A build that pages or answers of an origin named while checks ran; times are seconds since the epoch.

    `cache` holds what the first of them told of a cache: `Age`, `X-Cache` and the like.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin: str
    build: str
    count: int
    url: str
    first: float
    last: float
    paths: tuple[str, ...] = ()
    cache: dict[str, str] = {}
