"""Builds that pages and answers named: how often in a look, by how many tasks, and what they told of a cache."""

from datetime import UTC, datetime

from pydantic import Field

from servio_verify.secrets.printable import PrintableModel


class Part(PrintableModel):
    """A frozen part of what was seen or of the result; nothing in it that the schema does not name."""


class NamedBuild(Part):
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


class Tasks(Part):
    """How many tasks answers came from, and what told them apart."""

    count: int
    by: str


class Pinned(Part):
    """The build that an origin still shows to whom a cookie of an earlier answer pins."""

    origin: str
    build: str
    cookie: str


class Look(Part):
    """How many answers of each origin named which build; an origin that names none has no shares."""

    when: str
    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    web: dict[str, int]
    api: dict[str, int]
    tasks: dict[str, Tasks] = Field({}, exclude=True)  # by origin, where something tells them apart
    pinned: tuple[Pinned, ...] = Field((), exclude=True)
    clocks: float = Field(0.0, exclude=True)  # seconds that the clocks behind these answers are apart
