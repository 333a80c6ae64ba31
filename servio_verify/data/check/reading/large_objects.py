"""Large objects, each read in parts."""

from servio_verify.data.check.detect.forms import LARGEST
from servio_verify.data.check.errors import NotLookedError
from servio_verify.data.check.looking import Look
from servio_verify.data.check.reading.session import Session

PART = 1024 * 1024


def read(session: Session, look: Look) -> None:
    """Look at all of them. Raises NotLookedError where one may not be read, or is too long."""
    refused = ""
    for (oid,) in session.rows("SELECT oid::int8 FROM pg_largeobject_metadata ORDER BY 1"):
        try:
            _read_one(session, oid, look)
        except NotLookedError as error:
            refused = refused or str(error)
    if refused:
        raise NotLookedError(refused)


def _read_one(session: Session, oid: int, look: Look) -> None:
    whole = b""
    while len(whole) <= LARGEST:
        part: bytes = session.rows("SELECT lo_get(%s::int8::oid, %s, %s)", [oid, len(whole), PART])[0][0]
        whole += part
        if len(part) < PART:
            break
    look.take_bytes(whole)
    if len(whole) > LARGEST:
        raise NotLookedError(f"of some only the first {LARGEST // PART} MiB")
