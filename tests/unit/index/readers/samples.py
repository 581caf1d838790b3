"""Files of every kind, made by other programs' libraries or by hand, all telling of one bridge."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence

TITLE = "Ein Jahr neue Brücke"
AUTHOR = "Anna Beispiel"
SENTENCE = "Täglich queren zwölftausend Autos und hundert Busse den Fluss über die neue Brücke."
SECOND = "Die Anwohner klagen über den Lärm und verlangen höhere Wände aus Glas."

_CORE = '<?xml version="1.0" encoding="UTF-8"?>'


def packed(parts: Mapping[str, str | bytes], first: str = "") -> bytes:
    """Return a ZIP archive of parts; `first` is stored unpacked, as its kind of document asks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            stored = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, stored)
    return buffer.getvalue()


def repacked(raw: bytes, changed: Mapping[str, str | bytes]) -> bytes:
    """Return an archive with some of its parts changed or added."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return packed(parts | dict(changed))


def pdf(
    pages: Sequence[Sequence[tuple[float, float, float, str]]] = (),
    *,
    title: str = TITLE,
    author: str = AUTHOR,
    password: str = "",
    turned: int = 0,
    drawings: Sequence[str] = (),
) -> bytes:
    """Return a PDF.

    Args:
        pages: for each, its lines: points from the left, points from below, size, text.
        title: as the document states it.
        author: the same.
        password: that opens it.
        turned: degrees by which pages are turned.
        drawings: text to draw upwards on the edge of each page.
    """
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    locked = StandardEncryption(password) if password else None
    canvas = Canvas(buffer, pagesize=(595, 842), encrypt=locked, lang="de-DE", invariant=1)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for page in pages or [lines(SENTENCE, SECOND)]:
        canvas.setPageRotation(turned)
        for left, bottom, size, text in page:
            canvas.setFont("Helvetica", size)
            canvas.drawString(left, bottom, text)
        for text in drawings:
            canvas.rotate(90)
            canvas.drawString(100, -20, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def lines(
    *texts: str, left: float = 60, top: float = 760, size: float = 11
) -> list[tuple[float, float, float, str]]:
    """Return the lines of one column for `pdf`; an empty one leaves its place free."""
    return [
        (left, top - number * size * 1.25, size, text) for number, text in enumerate(texts) if text
    ]


def docx() -> bytes:
    """Return a Word document with headings, lists, a table and what is around the text."""
    from docx import Document

    document = Document()
    document.core_properties.title = TITLE
    document.core_properties.author = AUTHOR
    document.add_heading(TITLE, 0)
    document.add_paragraph(SENTENCE)
    document.add_heading("Der Lärm", 1)
    document.add_paragraph(SECOND)
    document.add_paragraph("höhere Wände", style="List Bullet")
    document.add_paragraph("leisere Busse", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for row, values in zip(table.rows, (("Jahr", "Autos"), ("2024", "12.000")), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.sections[0].header.paragraphs[0].text = "Stadtblatt"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("meta", "meta"),
        ("style", "style"),
    )
)  # fmt: skip
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def odt_content(body: str) -> str:
    """Return the part of an OpenDocument text that holds what is written."""
    return (
        f"{_CORE}<office:document-content {_ODF} {_DC}><office:body><office:text>{body}"
        "</office:text></office:body></office:document-content>"
    )


def odt(body: str = "") -> bytes:
    """Return an OpenDocument text."""
    body = body or (
        '<text:h text:outline-level="1">Der Lärm</text:h>'
        f"<text:p>{SENTENCE}<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Zählung im Mai.</text:p></text:note-body></text:note></text:p>"
        f"<text:p>Anna<text:s/>sagt:<text:tab/>{SECOND}</text:p>"
        "<text:tracked-changes><text:p>Gelöschtes</text:p></text:tracked-changes>"
        "<text:list><text:list-item><text:p>höhere Wände</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>2024</text:p></table:table-cell>"
        "<table:table-cell><text:p>12.000</text:p></table:table-cell></table:table-row>"
        "</table:table>"
    )
    meta = (
        f"{_CORE}<office:document-meta {_ODF} {_DC}><office:meta><dc:title>{TITLE}</dc:title>"
        f"<dc:creator>{AUTHOR}</dc:creator><meta:creation-date>2024-05-02T10:00:00"
        "</meta:creation-date></office:meta></office:document-meta>"
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": odt_content(body),
            "meta.xml": meta,
        },
        first="mimetype",
    )


def epub(chapters: Mapping[str, str] | None = None, spine: Sequence[str] = ()) -> bytes:
    """Return an e-book of chapters by name, read in the order of `spine`."""
    chapters = chapters or {
        "one.xhtml": f"<html><head><title/></head><body><h1>Der Bau</h1><p>{SENTENCE}</p></body>"
        "</html>",
        "two.xhtml": f"<html><body><h1>Der Lärm</h1><p>{SECOND}</p></body></html>",
    }
    items = "".join(
        f'<item id="i{n}" href="text/{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(chapters)
    )
    order = list(chapters)
    references = "".join(
        f'<itemref idref="i{order.index(name)}"/>' for name in spine or list(chapters)
    )
    package = (
        f'{_CORE}<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata {_DC}>'
        f"<dc:title>{TITLE}</dc:title><dc:creator>{AUTHOR}</dc:creator><dc:language>de</dc:language>"
        "<dc:date>2024-05-02</dc:date><dc:publisher>Stadtblatt</dc:publisher></metadata>"
        f"<manifest>{items}</manifest><spine>{references}</spine></package>"
    )
    container = (
        f'{_CORE}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
        '<rootfiles><rootfile full-path="book/package.opf"/></rootfiles></container>'
    )
    parts = {"META-INF/container.xml": container, "book/package.opf": package}
    texts = {f"book/text/{name}": _CORE + text for name, text in chapters.items()}
    return packed({"mimetype": "application/epub+zip"} | parts | texts, first="mimetype")


def rtf() -> bytes:
    """Return a Rich Text document: single bytes, escapes and code points for its letters."""
    sentence = SENTENCE.encode("cp1252")
    second = "".join(
        letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in SECOND
    ).encode()
    return (
        b"{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fcharset0 Arial;}}"
        b"{\\info{\\title Ein Jahr neue Br\\'fccke}{\\author Anna Beispiel}"
        b"{\\creatim\\yr2024\\mo5\\dy2\\hr9}}{\\header Stadtblatt\\par}\\f0 " + sentence + b"\\par "
        b'{\\field{\\*\\fldinst{HYPERLINK "http://example.org/"}}{\\fldrslt Der L\\\'e4rm}}\\par '
        + second
        + b"\\par\\trowd 2024\\cell 12.000\\cell\\row\\pard Ende.\\par}"
    )


def json_lines(*records: object) -> bytes:
    """Return a record a line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


NITF = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "http://example.org/nitf-3-6.dtd">
<nitf xml:lang="de"><head><title>Kopf</title>
<docdata><date.issue norm="20240502T101500Z"/></docdata><pubdata name="Stadtblatt"/></head>
<body><body.head><hedline><hl1>{TITLE}</hl1><hl2>Autos und Busse</hl2></hedline>
<byline>Von <person>{AUTHOR}</person></byline></body.head>
<body.content><block><p>{SENTENCE}</p><media media-type="image"><media-caption>Bild
</media-caption></media><p>Die <em>Anwohner</em> klagen &uuml;ber den L&auml;rm.</p></block>
</body.content></body></nitf>""".encode()


def hocr() -> bytes:
    """Return what a program for text recognition read on two pages, line by line."""

    def block(*recognized: str) -> str:
        written = "\n".join(f"<span class='ocr_line'>{text}</span>" for text in recognized)
        return f"<p class='ocr_par' lang='deu'>{written}</p>"

    head, tail = SENTENCE.split("tausend")
    return (
        f"{_CORE}<html xmlns='http://www.w3.org/1999/xhtml' lang='en'><head><title>/in/a.tif"
        f"</title></head><body><div class='ocr_page'>{block(TITLE)}"
        f"{block(f'{head}-', f'tausend{tail}')}</div><div class='ocr_page'>{block(SECOND)}</div>"
        "</body></html>"
    ).encode()


SAMPLES: Mapping[str, bytes] = {
    "bridge.txt": f"{TITLE}\n\n{SENTENCE}\n\n{SECOND}\n".encode(),
    "bridge.md": f"---\ntitle: {TITLE}\n---\n# {TITLE}\n\n{SENTENCE}\n\n- {SECOND}\n".encode(),
    "bridge.html": (
        f"<html lang='de'><head><meta charset='utf-8'><title>{TITLE}</title></head><body>"
        f"<h1>{TITLE}</h1><p>{SENTENCE}</p><p>{SECOND}</p></body></html>"
    ).encode(),
    "bridge.hocr": hocr(),
    "bridge.pdf": pdf(),
    "bridge.docx": docx(),
    "bridge.odt": odt(),
    "bridge.epub": epub(),
    "bridge.rtf": rtf(),
    "bridge.json": json.dumps(
        {"articles": [{"headline": TITLE, "body": SENTENCE}, {"text": SECOND}]}
    ).encode(),
    "bridge.jsonl": json_lines({"id": "a", "text": SENTENCE}, {"id": "b", "text": SECOND}),
    "bridge.xml": NITF,
}
"""A file of every kind, by name."""
