"""Documents that name addresses and other files: nothing is fetched on a document's word."""

import io
import socket
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from index.article import Article
from index.errors import ReadError
from index.readers import IsolatedReader
from tests.unit.index.readers.samples import packed

PRIVATE = "the private key of the server"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Whoever fetches anything comes here."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


@pytest.fixture
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader(seconds=60.0) as opened:
        yield opened


def page(address: str, file: str) -> bytes:
    return (
        f'<!doctype html><html><head><base href="{address}"><link href="{address}s">'
        f'<meta http-equiv="refresh" content="0;url={address}r"><script src="{address}x"></script>'
        f"</head><body><article><h1>Harbour</h1><p>The harbour opened in 1901, with piers.</p>"
        f'<img src="{address}i"><iframe src="{file}"></iframe><object data="{file}"></object>'
        f'<svg><image href="{address}v"/></svg></article></body></html>'
    ).encode()


def document(address: str, file: str) -> str:
    return (
        f'<?xml version="1.0"?><?xml-stylesheet href="{address}s"?>'
        f'<!DOCTYPE html SYSTEM "{address}d" [<!ENTITY own SYSTEM "{file}">'
        f'<!ENTITY far SYSTEM "{address}e"><!ENTITY % more SYSTEM "{address}p"> %more;]>'
        f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:xi="http://www.w3.org/2001/XInclude">'
        f"<body><h1>Harbour</h1><p>The harbour opened in 1901. &own; &far;</p>"
        f'<xi:include href="{file}" parse="text"/><xi:include href="{address}i"/></body></html>'
    )


def word(address: str, file: str) -> bytes:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    body = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default '
            'Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{relation}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="t" Type="{relation}/attachedTemplate" Target="{address}t" '
            f'TargetMode="External"/><Relationship Id="i" Type="{relation}/image" '
            f'Target="{file}" TargetMode="External"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{body}" xmlns:r="{relation}" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body><w:p><w:r>'
            "<w:t>The harbour opened in 1901, with three piers.</w:t></w:r></w:p><w:p><w:r>"
            '<w:drawing><a:blip r:link="i"/></w:drawing></w:r></w:p></w:body></w:document>',
        }
    )


def book(address: str, file: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="b.opf" media-type="application/oebps-package+xml"/></rootfiles>'
            "</container>",
        )
        archive.writestr(
            "b.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>'
            '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
            f'<item id="b" href="{address}b.xhtml" media-type="application/xhtml+xml"/>'
            f'<item id="c" href="{file}" media-type="application/xhtml+xml"/>'
            '<item id="d" href="../../../../../../private.md" media-type="application/xhtml+xml"/>'
            '</manifest><spine><itemref idref="a"/><itemref idref="b"/><itemref idref="c"/>'
            '<itemref idref="d"/></spine></package>',
        )
        archive.writestr("a.xhtml", page(address, file).decode())
    return made.getvalue()


@pytest.mark.parametrize("kind", ["html", "xhtml", "xml", "docx", "epub", "md", "txt"])
def test_document_makes_nobody_fetch_or_read_what_it_names(
    listener: socket.socket, reader: IsolatedReader, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "private.md").write_text(PRIVATE, encoding="utf-8")
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    file = (tmp_path / "private.md").as_uri()
    markdown = (
        f"# Harbour\n\n![i]({address}i) <img src='{address}j'> opened in 1901\n\n![f]({file})\n"
    )
    contents = {
        "html": page(address, file),
        "xhtml": document(address, file).encode(),
        "xml": document(address, file).encode(),
        "docx": word(address, file),
        "epub": book(address, file),
        "md": markdown.encode(),
        "txt": page(address, file),
    }
    folder = tmp_path / "articles"
    folder.mkdir()
    path = folder / f"hostile.{kind}"
    path.write_bytes(contents[kind])
    with suppress(ReadError):
        for found in reader.read(path, folder):
            assert isinstance(found, Article)
            assert PRIVATE not in found.text
    with pytest.raises(BlockingIOError):  # nobody has come
        listener.accept()


def test_listener_sees_who_comes(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()):
        listener.setblocking(True)
        listener.accept()[0].close()
