"""Secrets that a run comes to know."""

import base64
from pathlib import Path

from servio_verify.secrets import obtained


def token(payload: str) -> str:
    body = base64.urlsafe_b64encode(payload.encode()).rstrip(b"=").decode()
    return f"eyJhbGciOiJIUzI1NiJ9.{body}.c2lnbmF0dXJlLW9mLWl0"


def test_what_a_run_comes_to_know_is_for_its_owner_only(tmp_path: Path) -> None:
    obtained.keep_in(tmp_path, "gw0")
    obtained.remember("a-session-token-of-some-length", "dark")
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "a-session-token-of-some-length" in obtained.all_obtained(tmp_path)
    assert "dark" not in obtained.all_obtained(tmp_path)
    obtained.forget(tmp_path)
    assert not list(tmp_path.iterdir())
