"""Files mutated at random: whatever they hold, reading ends in articles or a reason."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article
from index.errors import ReadError
from index.readers import IsolatedReader
from index.readers.formats import SUFFIXES
from index.report import Failure
from tests.unit.index.readers.samples import SAMPLES, packed

_EXAMPLES = 40
_TRICKY = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\xc3", b"<", b">", b"&", b"]]>", b"<!--",
    b"{", b"[", b'"', b"\\", b"\\u0000", b"\\ud800", b"PK\x03\x04", b"endobj", b"stream\r\n",
    b"/Length 99999999", b"<<", b"(", b"\\bin99999999 ", b"---\n", b"&#xD800;", b"&#0;", b"A" * 999,
)  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader(seconds=20.0) as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


def check(reader: IsolatedReader, folder: Path, name: str, raw: bytes) -> None:
    """Read a file, and hold what comes of it to what is promised of every article."""
    path = folder / name
    path.write_bytes(raw)
    try:
        found = list(reader.read(path, folder))
    except ReadError as error:
        told = str(error)
    else:
        _check_articles(name, found)
        return
    assert told.startswith(f"{name}: ")
    assert "\n" not in told
    assert "crash" not in told
    assert "takes more than" not in told


def _check_articles(name: str, found: list[Article | Failure]) -> None:
    articles = [each for each in found if isinstance(each, Article)]
    assert articles
    assert len({article.id for article in articles}) == len(articles)
    for article in articles:
        assert article.id == name or article.id.startswith(f"{name}#")
        assert article.text.strip()
        assert article.title.strip()
        article.model_dump_json().encode()  # no halves of letters anywhere
        starts = (0, *article.page_starts, len(article.text))
        assert list(starts) == sorted(starts)


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    raw = bytearray(original)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(0, len(raw) - 1)))
        match draw(st.sampled_from(("cut", "flip", "insert", "drop", "repeat", "tricky"))):
            case "cut":
                del raw[place:]
            case "flip":
                raw[place : place + 1] = bytes([draw(st.integers(0, 255))])
            case "insert":
                raw[place:place] = draw(st.binary(max_size=40))
            case "drop":
                del raw[place : place + draw(st.integers(1, 200))]
            case "repeat":
                raw[place:place] = raw[place : place + 100] * draw(st.integers(1, 30))
            case _:
                raw[place:place] = draw(st.sampled_from(_TRICKY)) * draw(st.integers(1, 20))
    return bytes(raw)


@st.composite
def mutated_part(draw: st.DrawFn, original: bytes) -> bytes:
    """An archive that is sound itself, and holds a mutated part."""
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(each for each in parts if each.endswith("ml"))))
    return packed(parts | {name: draw(mutated(parts[name]))})


_BOUNDED = settings(
    max_examples=_EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large,
                           HealthCheck.function_scoped_fixture],
)  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
@_BOUNDED
@given(data=st.data())
def test_a_mutated_file_is_read_or_refused(
    reader: IsolatedReader, folder: Path, name: str, data: st.DataObject
) -> None:
    check(reader, folder, name, data.draw(mutated(SAMPLES[name])))


@pytest.mark.parametrize("name", ["bridge.docx", "bridge.odt", "bridge.epub"])
@_BOUNDED
@given(data=st.data())
def test_a_document_with_a_mutated_part_is_read_or_refused(
    reader: IsolatedReader, folder: Path, name: str, data: st.DataObject
) -> None:
    check(reader, folder, name, data.draw(mutated_part(SAMPLES[name])))


@pytest.mark.parametrize("suffix", sorted(suffix for suffix in SUFFIXES if suffix[-3:] != ".gz"))
@settings(parent=_BOUNDED, max_examples=15)
@given(raw=st.binary(max_size=400), packing=st.booleans())
def test_any_bytes_are_read_or_refused(
    reader: IsolatedReader, folder: Path, suffix: str, raw: bytes, packing: bool
) -> None:
    if packing:
        check(reader, folder, f"noise{suffix}.gz", gzip.compress(raw))
    else:
        check(reader, folder, f"noise{suffix}", raw)


@_BOUNDED
@given(
    text=st.text(max_size=200),
    encoding=st.sampled_from(
        ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "mac_roman", "cp850")
    ),
    claimed=st.sampled_from(
        ("utf-8", "utf-16", "iso-8859-1", "idna", "punycode", "unicode_escape", "utf-7", "rot13",
         "hex", "nonsense", "undefined", "")
    ),
)  # fmt: skip
def test_a_page_that_lies_about_its_encoding_is_read_or_refused(
    reader: IsolatedReader, folder: Path, text: str, encoding: str, claimed: str
) -> None:
    page = f"<html><head><meta charset='{claimed}'></head><body><p>{text}</p></body></html>"
    raw = page.encode(encoding, "replace")
    check(reader, folder, "page.html", raw)
    declared = f"<?xml version='1.0' encoding='{claimed}'?><nitf><body><body.content>"
    xml = f"{declared}<p>{text}</p></body.content></body></nitf>".encode(encoding, "replace")
    check(reader, folder, "page.xml", xml)
