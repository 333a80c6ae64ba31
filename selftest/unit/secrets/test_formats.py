"""What is scrubbed stays valid: JSON, XML, archives."""

import base64
import gzip
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from selftest.unit.secrets.scrub_samples import SECRET, zipped
from servio_verify.secrets.scrub import folder
from servio_verify.secrets.scrub.cleaner import Cleaner, LeftError, replaced
from servio_verify.secrets.scrub.search import Search


def token(payload: str) -> str:
    body = base64.urlsafe_b64encode(payload.encode()).rstrip(b"=").decode()
    return f"eyJhbGciOiJIUzI1NiJ9.{body}.c2lnbmF0dXJlLW9mLWl0"


def test_tokens_cookies_and_headers_are_known_by_their_form(tmp_path: Path) -> None:
    told = {"token": "abc123abc", "cookies": [{"name": "session", "value": "s3ssion", "path": "/"}], "kept": "yes"}
    header = {"name": "Authorization", "value": "Bearer t0kent0kent0kent0ken"}
    lines = ["Set-Cookie: sid=0123456789abcdef; Path=/; SameSite=Lax", "authorization: Basic dXNlcjpodW50ZXIyMg=="]
    typed = {"params": {"selector": 'input[name="password"]', "value": "hunter23", "strict": True}}
    text = json.dumps([told, header, json.dumps({"password": "hunter22"}), lines, typed], separators=(",", ":"))
    (tmp_path / "a.json").write_text(text)
    folder.scrub(tmp_path, [])
    clean = (tmp_path / "a.json").read_text()
    assert json.loads(clean)[0] == told | {
        "token": "[scrubbed]",
        "cookies": [{"name": "session", "value": "[scrubbed]", "path": "/"}],
    }
    assert "Path=/; SameSite=Lax" in clean
    for secret in ("abc123abc", "s3ssion", "t0ken", "hunter22", "hunter23", "0123456789abcdef", "dXNlcjpo"):
        assert secret not in clean


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"a": 8675309123, "b": "x 8675309123"}', '{"a": 0, "b": "x [scrubbed]"}'),
        ('{"8675309123": [1, -8675309123.5]}', '{"[scrubbed]": [1, 0]}'),
        ('{"a": 8675309123}\n\n{"b": 1}\n', '{"a": 0}\n\n{"b": 1}\n'),
        ('{"a": "\\nsecret12"}', '{"a": "[scrubbed]"}'),
    ],
)
def test_json_stays_json(before: str, after: str) -> None:
    assert Cleaner(Search(["8675309123", "nsecret12"])).clean(before.encode()).content.decode() == after


def test_xml_stays_xml() -> None:
    tree = Xml.Element("testcase", message=SECRET)
    tree.text = SECRET
    clean = Xml.fromstring(Cleaner(Search([SECRET])).clean(Xml.tostring(tree)).content)  # noqa: S314 - our own
    assert (clean.attrib, clean.text) == ({"message": "[scrubbed]"}, "[scrubbed]")


def test_xml_that_would_not_stay_xml_is_not_kept() -> None:
    with pytest.raises(LeftError):
        Cleaner(Search(['hunter22"/>'])).clean(b'<?xml version="1.0"?><a x="hunter22"/>')


def test_a_value_that_comes_to_be_by_the_cleaning_is_not_kept() -> None:
    with pytest.raises(LeftError):
        Cleaner(Search(["before [scrubbed] behind", "hunter22"])).clean(b"before hunter22 behind")


@pytest.mark.parametrize("count", range(6))
def test_no_lonely_backslash_stays_before_what_is_replaced(count: int) -> None:
    before = b"aX" + b"\\" * count
    assert (
        replaced(before + b"key", [(len(before), len(before) + 3)]) == b"aX" + b"\\" * (count // 2 * 2) + b"[scrubbed]"
    )


def test_archives_in_archives_are_scrubbed_and_still_open(tmp_path: Path) -> None:
    line = json.dumps({"params": {"value": SECRET}}).encode()
    (tmp_path / "outer").write_bytes(zipped(inner=zipped(trace=line, picture=b"\x89PNG"), log=gzip.compress(line)))
    assert folder.scrub(tmp_path, [SECRET]).count == 2
    with zipfile.ZipFile(tmp_path / "outer") as outer, zipfile.ZipFile(io.BytesIO(outer.read("inner"))) as inner:
        assert outer.testzip() is inner.testzip() is None
        assert json.loads(inner.read("trace")) == {"params": {"value": "[scrubbed]"}}
        assert inner.read("picture") == b"\x89PNG"
        assert json.loads(gzip.decompress(outer.read("log"))) == {"params": {"value": "[scrubbed]"}}
