"""No secret stays in what a run leaves behind, however it is written, and formats stay valid."""

import base64
import errno
import gzip
import html
import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus
from xml.etree import ElementTree as Xml

import pytest

from servio_verify.secrets import obtained
from servio_verify.secrets.scrub import encodings, files, folder, worker
from servio_verify.secrets.scrub.cleaner import Cleaner
from servio_verify.secrets.scrub.search import Search

SECRET = 'c0rrect "hörse" & <battery>/?+😀 4'  # noqa: S105 - a canary
KEY = "sk_test_" + "51Canary0123456789"


def utf16(text: str) -> list[int]:
    return list(memoryview(text.encode("utf-16-le")).cast("H"))


def percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def escaped(text: str) -> str:
    return "".join(f"\\u{code:04x}" for code in utf16(text))


def mixed(text: str) -> str:
    ways = (percent, escaped, lambda sign: f"&#{ord(sign)};", str)
    return "".join(ways[place % 4](sign) for place, sign in enumerate(text))


def base64_of(text: str, before: int = 0, *, safe: bool = False) -> str:
    encode = base64.urlsafe_b64encode if safe else base64.b64encode
    return encode(b"x" * before + text.encode() + b"tail").decode()


def token(payload: str) -> str:
    body = base64.urlsafe_b64encode(payload.encode()).rstrip(b"=").decode()
    return f"eyJhbGciOiJIUzI1NiJ9.{body}.c2lnbmF0dXJlLW9mLWl0"


WAYS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "as a URL": quote,
    "as a form": quote_plus,
    "every byte of a URL": percent,
    "a URL in a URL": lambda text: quote(percent(text)),
    "HTML": html.escape,
    "HTML in HTML": lambda text: html.escape(html.escape(text)),
    "HTML numbers": lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    "HTML hex numbers": lambda text: "".join(f"&#x00{ord(sign):X};" for sign in text),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, not ASCII": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON, every sign": escaped,
    "JSON with slashes": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    "JSON in JSON in JSON": lambda text: json.dumps(json.dumps(json.dumps(text)[1:-1])[1:-1])[1:-1],
    "Python": lambda text: repr(text)[1:-1],
    "Python, ASCII": lambda text: ascii(text)[1:-1],
    "Python's bytes": lambda text: repr(text.encode())[2:-1],
    "in two colours": lambda text: f"{text[:5]}\x1b[33m{text[5:]}",
    "a mixture": mixed,
    "base64": base64_of,
    "base64, 1 on": lambda text: base64_of(text, 1),
    "base64, 2 on": lambda text: base64_of(text, 2),
    "base64 for URLs": lambda text: base64_of(text, 1, safe=True).rstrip("="),
    "base64 in a URL": lambda text: quote(base64_of(text), safe=""),
    "base64 in JSON": lambda text: base64_of(text).replace("/", "\\/").replace("+", "\\u002b"),
    "base64 in lines": lambda text: base64.encodebytes(b"A" * 50 + text.encode() + b"B" * 70).decode().strip(),
    "base64 of base64": lambda text: base64_of(base64_of(text)),
    "base64 of JSON": lambda text: base64_of(json.dumps({"a": text})),
    "a token": lambda text: token(json.dumps({"sub": 1, "key": text})),
    "a token with escapes": lambda text: token(f'{{"key":"{escaped(text)}"}}'),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", range(2))
def test_a_secret_is_found_however_it_is_written(way: str, number: int) -> None:
    secrets = (SECRET, KEY)
    cleaned = Cleaner(Search(secrets)).clean(f"<< {WAYS[way](secrets[number])} >>".encode())
    assert (cleaned.content, cleaned.count) == (b"<< [scrubbed] >>", 1)


def test_what_shortens_a_secret_leaves_nothing_of_it() -> None:
    cut = f"got {KEY[:14]}... and ...{KEY[-9:]} and {KEY[:12]}…"
    assert Cleaner(Search([KEY])).clean(cut.encode()).content.decode() == (
        "got [scrubbed]... and ...[scrubbed] and [scrubbed]…"
    )


def test_the_password_in_an_address_is_a_secret_too() -> None:
    search = Search(["postgresql://till:b%40ttery-staple@db/servio"])
    assert Cleaner(search).clean(b"as till with b@ttery-staple").content == b"as till with [scrubbed]"


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


def zipped(**members: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return archive.getvalue()


def test_archives_in_archives_are_scrubbed_and_still_open(tmp_path: Path) -> None:
    line = json.dumps({"params": {"value": SECRET}}).encode()
    (tmp_path / "outer").write_bytes(zipped(inner=zipped(trace=line, picture=b"\x89PNG"), log=gzip.compress(line)))
    assert folder.scrub(tmp_path, [SECRET]).count == 2
    with zipfile.ZipFile(tmp_path / "outer") as outer, zipfile.ZipFile(io.BytesIO(outer.read("inner"))) as inner:
        assert outer.testzip() is inner.testzip() is None
        assert json.loads(inner.read("trace")) == {"params": {"value": "[scrubbed]"}}
        assert inner.read("picture") == b"\x89PNG"
        assert json.loads(gzip.decompress(outer.read("log"))) == {"params": {"value": "[scrubbed]"}}


def png(kind: bytes, body: bytes) -> bytes:
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return b"\x89PNG\r\n\x1a\n" + chunk


CANNOT_BE_CLEANED = {
    "picture.png": png(b"tEXt", b"Comment\0" + KEY.encode()),
    "packed.png": png(b"zTXt", b"Comment\0\0" + zlib.compress(KEY.encode())),
    "core": b"\x7fELF\0\0" + KEY.encode() + b"\0",
    "base64.bin": b"\0\1" + base64.b64encode(b"x" + KEY.encode()),
    "wide.txt": KEY.encode("utf-16"),
    "broken.zip": zipped(a=KEY.encode())[:-30],
}


@pytest.mark.parametrize("name", CANNOT_BE_CLEANED)
def test_what_cannot_be_cleaned_is_dropped_and_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(CANNOT_BE_CLEANED[name])
    (tmp_path / "good.png").write_bytes(png(b"tEXt", b"Comment\0nothing"))
    done = folder.scrub(tmp_path, [KEY])
    assert [path.name for path in tmp_path.iterdir()] == ["good.png"]
    assert done.dropped == [f"dropped {name}: a secret in it could not be taken out"]


def test_a_file_that_cannot_be_written_is_dropped_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "a.txt").write_text(KEY)
    monkeypatch.setattr(files, "_replace", full)
    done = folder.scrub(tmp_path, [KEY])
    assert not list(tmp_path.iterdir())
    assert done.dropped == ["dropped a.txt: it could not be scrubbed (No space left on device)"]


def test_where_scrubbing_breaks_nothing_stays_but_the_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("journal-main.jsonl", "a.txt"):
        (tmp_path / name).write_text(KEY)

    def broken(_secrets: object) -> Search:
        raise KeyError(KEY)

    monkeypatch.setattr(folder, "Search", broken)
    done = folder.scrub_or_drop(tmp_path, [KEY], keep="journal-*.jsonl")
    assert [path.name for path in tmp_path.iterdir()] == ["journal-main.jsonl"]
    assert len(done.dropped) == 1
    assert KEY not in done.dropped[0]


def test_names_of_files_are_scrubbed(tmp_path: Path) -> None:
    (tmp_path / f"test-{KEY}").mkdir()
    (tmp_path / f"test-{KEY}" / f"{KEY}.txt").write_text("nothing")
    folder.scrub(tmp_path, [KEY])
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.txt")] == ["test-[scrubbed]/[scrubbed].txt"]


def test_what_holds_no_secret_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing to see")
    before = (tmp_path / "a.txt").stat().st_mtime_ns
    assert folder.scrub(tmp_path, [SECRET]).count == 0
    assert (tmp_path / "a.txt").stat().st_mtime_ns == before


def test_a_secret_that_is_too_short_is_named_without_its_value() -> None:
    assert encodings.too_short({"SERVIO_PASSWORD": "a1b2c", "KEY": KEY}) == [
        "SERVIO_PASSWORD has fewer than 6 characters: it is not looked for in artifacts"
    ]


def test_what_a_run_comes_to_know_is_for_its_owner_only(tmp_path: Path) -> None:
    obtained.keep_in(tmp_path, "gw0")
    obtained.note("a-session-token-of-some-length", "dark")
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "a-session-token-of-some-length" in obtained.all_of(tmp_path)
    assert "dark" not in obtained.all_of(tmp_path)
    obtained.forget(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("python", ["itself", "broken"])
def test_many_files_are_cleaned_by_two_processes(python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "MANY", 0)
    if python != "itself":
        monkeypatch.setattr(worker, "NAME", "servio_verify.scrub.nothing_of_the_kind")
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text(KEY * (number + 1))
    assert folder.scrub(tmp_path, [KEY]).count == 210
    assert {path.read_text().replace("[scrubbed]", "") for path in tmp_path.iterdir()} == {""}
