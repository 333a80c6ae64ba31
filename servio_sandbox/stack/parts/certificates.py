"""Certificate authority of a stack, and the certificates that it signs."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from servio_sandbox.stack.place import Place

if TYPE_CHECKING:
    import trustme

LIFETIME = datetime.timedelta(days=90)
HOSTS = ("127.0.0.1", "localhost")


def now() -> datetime.datetime:
    """Return the time."""
    return datetime.datetime.now(datetime.UTC)


def make_certificates(place: Place, names: tuple[str, ...]) -> None:
    """Make the authority, and for each name NAME.pem: a certificate for this machine with its key.

    The authority's own key is kept (authority.pem), so that certificates can be renewed.
    """
    import trustme  # slow to import, and most commands need none

    authority = trustme.CA(organization_name="Servio local staging")
    _write(place.ca_file, authority.cert_pem.bytes())
    _write(place.certificates / "authority.pem", authority.private_key_pem.bytes())
    for name in names:
        sign(place, authority, name)


def authority(place: Place) -> "trustme.CA":
    """Return the stack's authority."""
    import trustme

    key = (place.certificates / "authority.pem").read_bytes()
    return trustme.CA.from_pem(place.ca_file.read_bytes(), key)


def sign(
    place: Place,
    authority: "trustme.CA",
    name: str,
    *hosts: str,
    not_before: datetime.datetime | None = None,
    not_after: datetime.datetime | None = None,
) -> Path:
    """Sign a certificate for these hosts (default: this machine) and keep it with its key as NAME.pem."""
    until = not_after or now() + LIFETIME
    signed = authority.issue_cert(*(hosts or HOSTS), not_before=not_before, not_after=until)
    file = place.certificates / f"{name}.pem"
    _write(file, signed.private_key_and_cert_chain_pem.bytes())
    return file


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
