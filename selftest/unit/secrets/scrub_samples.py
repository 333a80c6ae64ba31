"""Secrets that are no secrets, and archives that hold them."""

import io
import zipfile

from servio_verify.secrets.scrub.cleaner import Cleaned, Cleaner
from servio_verify.secrets.scrub.search import Search

SECRET = 'c0rrect "hörse" & <battery>/?+😀 4'  # noqa: S105 - a canary

KEY = "sk_test_" + "51Canary0123456789"

CLEAN = b"got [scrubbed]"
DIRTY = f"got {KEY}".encode()


def clean(content: bytes) -> Cleaned:
    return Cleaner(Search([KEY])).clean(content)


def zipped(**members: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return archive.getvalue()


def archive(*members: tuple[str, bytes], comment: bytes = b"", note: bytes = b"", extra: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        opened.comment = comment
        for name, content in members:
            member = zipfile.ZipInfo(name)
            member.comment, member.extra = note, extra
            opened.writestr(member, content)
    return made.getvalue()
