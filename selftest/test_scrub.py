"""No secret stays in what a run leaves behind."""

import json
import zipfile
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

from servio_verify.scrub import scrub

SECRET = 'c0rrect "horse" & <battery>/?'  # noqa: S105 - a canary


def test_a_secret_is_found_however_it_is_written(tmp_path: Path) -> None:
    ways = [SECRET, quote(SECRET), quote_plus(SECRET), escape(SECRET), json.dumps(SECRET)[1:-1]]
    (tmp_path / "log.txt").write_text("\n".join(ways))
    assert scrub(tmp_path, [SECRET]) == len(ways)
    assert "rrect" not in (tmp_path / "log.txt").read_text()


def test_tokens_cookies_and_headers_are_known_by_their_form(tmp_path: Path) -> None:
    told = {"token": "abc123abc", "cookies": [{"name": "session", "value": "s3ssion"}], "kept": "yes"}
    header = {"name": "Authorization", "value": "Bearer t0kent0kent0kent0ken"}
    text = json.dumps([told, header, json.dumps({"password": "hunter22"})])
    (tmp_path / "a.json").write_text(text)
    scrub(tmp_path, [])
    clean = (tmp_path / "a.json").read_text()
    assert json.loads(clean)[0]["kept"] == "yes"
    for secret in ("abc123abc", "s3ssion", "t0ken", "hunter22"):
        assert secret not in clean


def test_a_trace_is_scrubbed_inside_and_still_opens(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "trace.zip", "w") as archive:
        archive.writestr("trace.trace", json.dumps({"params": {"value": SECRET}}))
        archive.writestr("resources/1.png", b"\x89PNG")
    assert scrub(tmp_path, [SECRET]) == 1
    with zipfile.ZipFile(tmp_path / "trace.zip") as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read("trace.trace")) == {"params": {"value": "[scrubbed]"}}
        assert archive.read("resources/1.png") == b"\x89PNG"


def test_what_holds_no_secret_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing to see")
    before = (tmp_path / "a.txt").stat().st_mtime_ns
    assert scrub(tmp_path, [SECRET]) == 0
    assert (tmp_path / "a.txt").stat().st_mtime_ns == before
