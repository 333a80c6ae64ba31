"""Secrets that are no secrets, and archives that hold them."""

import io
import zipfile

SECRET = 'c0rrect "hörse" & <battery>/?+😀 4'  # noqa: S105 - a canary

KEY = "sk_test_" + "51Canary0123456789"


def zipped(**members: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return archive.getvalue()
