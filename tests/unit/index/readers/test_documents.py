"""Documents of word processors and e-books: one test for what each of them has to do, for all."""

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

from index.readers.docx import read_docx
from index.readers.epub import read_epub
from index.readers.odt import read_odt
from index.readers.reading import Reading, UnreadableError
from index.readers.rtf import read_rtf
from tests.unit.index.readers import samples
from tests.unit.index.readers.samples import AUTHOR, SECOND, SENTENCE, TITLE, odt_content, repacked

Read = Callable[[bytes], Reading]


def test_word_keeps_headings_lists_and_tables_and_leaves_page_heads() -> None:
    text = read_docx(samples.docx()).text
    assert text == (
        f"# {TITLE}\n\n{SENTENCE}\n\n# Der Lärm\n\n{SECOND}\n\n- höhere Wände\n- leisere Busse\n\n"
        "| Jahr | Autos |\n| 2024 | 12.000 |"
    )


def test_word_reads_insertions_and_notes_and_leaves_deletions_and_comments() -> None:
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>Die Brücke </w:t></w:r>"
        "<w:ins w:id='1' w:author='a'><w:r><w:t>kostet viel</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='a'><w:r><w:delText>ist geschenkt</w:delText></w:r></w:del>"
        "<w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t>.</w:t></w:r>"
        "<w:r><w:commentReference w:id='0'/></w:r></w:p>"
    )
    namespace = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    notes = (
        f"<w:footnotes {namespace}><w:footnote w:id='2'><w:p><w:r><w:t>Zwölf Millionen.</w:t>"
        "</w:r></w:p></w:footnote></w:footnotes>"
    )
    document = f"<w:document {namespace}><w:body>{body}</w:body></w:document>"
    raw = repacked(samples.docx(), {"word/document.xml": document, "word/footnotes.xml": notes})
    assert read_docx(raw).text == "Die Brücke kostet viel.\n\n1. Zwölf Millionen."


_WORD = (
    "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' "
    "xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math' "
    "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
)


def word(*paragraphs: str, styles: str = "") -> bytes:
    """Return a Word document of paragraphs as Word writes them, with only the styles given."""
    body = "".join(f"<w:p>{each}</w:p>" for each in paragraphs)
    parts = {
        "word/document.xml": f"<w:document {_WORD}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_WORD}>{styles}</w:styles>",
    }
    return repacked(samples.docx(), parts)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def styled(text: str, style: str) -> str:
    return f"<w:pPr><w:pStyle w:val='{style}'/></w:pPr>" + run(text)


def style(key: str, name: str, more: str = "", kind: str = "paragraph") -> str:
    return f"<w:style w:type='{kind}' w:styleId='{key}'><w:name w:val='{name}'/>{more}</w:style>"


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        (f"{run('Am ')}<w:fldSimple w:instr='REF x'>{run('Rhein')}</w:fldSimple>", "Am Rhein"),
        (run("eins") + "<w:r><w:br w:type='page'/></w:r>" + run("zwei"), "eins\nzwei"),
        (run("eins") + "<w:r><w:cr/></w:r>" + run("zwei"), "eins\nzwei"),
        (f"<w:bdo w:val='rtl'>{run('rechts')}</w:bdo>", "rechts"),
        (run("Formel ") + "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>", "Formel a+b"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>かんじ</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>漢字</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "漢字",
        ),
        (
            "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><w:txbxContent><w:p>"
            f"{run('Im Kasten.')}</w:p></w:txbxContent></w:drawing></mc:Choice>"
            "</mc:AlternateContent></w:r>" + run("Davor."),
            "Davor.\n\nIm Kasten.",
        ),
    ],
    ids=["field", "page", "return", "direction", "formula", "ruby", "box"],
)  # fmt: skip
def test_word_loses_nothing_that_its_readers_see(paragraph: str, text: str) -> None:
    assert read_docx(word(paragraph)).text == text


def test_word_leaves_hidden_text() -> None:
    hidden = style("Geheim", "Geheim", "<w:rPr><w:vanish/></w:rPr>", "character")
    hidden += style("Ganz", "Ganz", "<w:basedOn w:val='Geheim'/>")
    paragraph = (
        run("Zu sehen. ")
        + run("Verborgen. ", "<w:vanish/>")
        + run("Auch verborgen. ", "<w:rStyle w:val='Geheim'/>")
        + run("Wieder zu sehen.", "<w:vanish w:val='0'/>")
    )
    raw = word(paragraph, styled("Ein verborgener Absatz.", "Ganz"), styles=hidden)
    assert read_docx(raw).text == "Zu sehen. Wieder zu sehen."


def test_word_leaves_tables_of_contents() -> None:
    contents = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/>"
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{run('Inhalt')}</w:sdtContent></w:sdt>"
    )
    raw = word(
        contents, styled("Der Lärm 3", "Verz1"), run(SENTENCE), styles=style("Verz1", "toc 1")
    )
    assert read_docx(raw).text == SENTENCE


def test_word_knows_headings_by_level_and_by_the_style_they_are_made_from() -> None:
    level = "<w:pPr><w:outlineLvl w:val='{}'/></w:pPr>"
    styles = (
        style("berschrift2", "heading 2")
        + style("Zwischentitel", "Zwischentitel", "<w:basedOn w:val='berschrift2'/>")
        + style("Kapitel", "Kapitel", level.format(0))
        + style("Textbox", "Textbox", "<w:basedOn w:val='berschrift2'/>" + level.format(9))
        + style("U3", "Überschrift 3") + style("Kreis", "Kreis", "<w:basedOn w:val='Kreis'/>")
    )  # fmt: skip
    raw = word(
        styled("Eins", "Kapitel"), styled("Zwei", "Zwischentitel"), styled("Drei", "U3"),
        styled("Text", "Textbox"), styled("Mehr", "Kreis"), level.format(3) + run("Vier"),
        styles=styles,
    )  # fmt: skip
    assert read_docx(raw).text == "# Eins\n\n## Zwei\n\n### Drei\n\nText\n\nMehr\n\n#### Vier"


def test_opendocument_keeps_structure_and_puts_notes_at_the_end() -> None:
    text = read_odt(samples.odt()).text
    assert text == (
        f"# Der Lärm\n\n{SENTENCE}\n\nAnna sagt: {SECOND}\n\n- höhere Wände\n\n| 2024 | 12.000 |"
        "\n\nZählung im Mai."
    )


def test_opendocument_leaves_what_it_hides() -> None:
    styles = (
        "<office:styles><style:style style:name='Hid' style:family='text'><style:text-properties "
        "text:display='none'/></style:style></office:styles>"
    )
    body = (
        "<text:p>Zu sehen. <text:span text:style-name='Hid'>Verborgen.</text:span></text:p>"
        "<text:p text:style-name='Hid'>Auch das.</text:p>"
        "<text:section text:display='none'><text:p>Und das.</text:p></text:section>"
        "<text:section><text:p>Das nicht.<text:hidden-text>Doch.</text:hidden-text></text:p>"
        "</text:section>"
    )
    raw = repacked(
        samples.odt(body),
        {"styles.xml": odt_content("").replace("<office:body", f"{styles}<office:body")},
    )
    assert read_odt(raw).text == "Zu sehen.\n\nDas nicht."


def test_opendocument_numbers_lists_that_are_numbered() -> None:
    styles = (
        "<office:automatic-styles><text:list-style style:name='L1'>"
        "<text:list-level-style-number text:level='1' style:num-format='1'/>"
        "<text:list-level-style-bullet text:level='2'/></text:list-style></office:automatic-styles>"
    )
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    inner = f"<text:list>{item.format('darunter', '')}</text:list>"
    items = item.format("eins", inner) + item.format("zwei", "")
    body = f"<text:list text:style-name='L1'>{items}</text:list>"
    content = odt_content(body).replace("<office:body", f"{styles}<office:body")
    assert read_odt(content.encode()).text == "1. eins\n  - darunter\n2. zwei"


def test_the_author_of_an_opendocument_text_is_not_who_saved_it_last() -> None:
    meta = zipfile.ZipFile(io.BytesIO(samples.odt())).read("meta.xml").decode()
    first = "<meta:initial-creator>Ben Beispiel</meta:initial-creator>"
    raw = repacked(
        samples.odt(), {"meta.xml": meta.replace("<dc:creator>", f"{first}<dc:creator>")}
    )
    assert read_odt(raw).metadata.author == "Ben Beispiel"


def test_a_flat_opendocument_file_is_read_too() -> None:
    assert read_odt(odt_content(f"<text:p>{SENTENCE}</text:p>").encode()).text == SENTENCE


def test_an_e_book_is_read_in_the_order_of_its_spine() -> None:
    assert read_epub(samples.epub()).text == f"# Der Bau\n\n{SENTENCE}\n\n# Der Lärm\n\n{SECOND}"
    chapters = {"one.xhtml": "<p>eins</p>", "two.xhtml": "<p>zwei & drei<br></p>"}
    assert read_epub(samples.epub(chapters, ("two.xhtml", "one.xhtml"))).text == (
        "zwei & drei\n\neins"
    )


def book(package: Mapping[str, str], chapters: Mapping[str, str] | None = None) -> bytes:
    """Return an e-book with some of the text of its package replaced."""
    raw = samples.epub(chapters)
    changed = zipfile.ZipFile(io.BytesIO(raw)).read("book/package.opf").decode()
    for before, after in package.items():
        assert before in changed
        changed = changed.replace(before, after)
    return repacked(raw, {"book/package.opf": changed})


def test_an_e_book_of_the_second_edition_says_what_its_statements_are_of() -> None:
    metadata = read_epub(
        book(
            {
                f"<dc:creator>{AUTHOR}": "<dc:creator opf:role='ill'>Ida</dc:creator>"
                f"<dc:creator opf:role='aut'>{AUTHOR}",
                "<dc:date>": "<dc:date opf:event='modification'>2025-01-01</dc:date><dc:date>",
                "<metadata ": "<metadata xmlns:opf='http://www.idpf.org/2007/opf' ",
            }
        )
    ).metadata
    assert (metadata.author, metadata.published) == (AUTHOR, "2024-05-02")


def test_an_e_book_of_the_third_edition_says_so_elsewhere() -> None:
    metadata = read_epub(
        book(
            {
                "<dc:title>": "<dc:title>Eine Bilanz</dc:title><meta refines='#t' "
                "property='title-type'>main</meta><dc:title id='t'>",
                "</dc:creator>": "</dc:creator><dc:creator id='i'>Ida</dc:creator>"
                "<meta refines='#i' property='role'>ill</meta>",
            }
        )
    ).metadata
    assert (metadata.title, metadata.author) == (TITLE, AUTHOR)


def test_an_e_book_is_read_without_its_contents_and_the_marks_of_notes_and_pages() -> None:
    mark = '<a epub:type="noteref" href="#n">1</a><span role="doc-pagebreak">12</span>'
    chapters = {
        "toc.xhtml": "<html><body><p>Inhalt</p></body></html>",
        "one.xhtml": '<html xmlns:epub="http://www.idpf.org/2007/ops"><body>'
        f"<p>{SENTENCE}{mark}</p></body></html>",
    }
    guide = "</spine><guide><reference type='toc' href='text/toc.xhtml'/></guide>"
    assert read_epub(book({"</spine>": guide}, chapters)).text == SENTENCE
    only = book({"</spine>": guide}, {"toc.xhtml": chapters["one.xhtml"]})
    assert read_epub(only).text == SENTENCE


def test_rich_text_reads_letters_however_they_are_written() -> None:
    assert read_rtf(samples.rtf()).text == (
        f"{SENTENCE}\n\nDer Lärm\n\n{SECOND}\n\n| 2024 | 12.000 |\n\nEnde."
    )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"Zu sehen.{\v Verborgen.\par}\v Auch.\v0  Wieder.", "Zu sehen.\n\nWieder."),
        (r"\v Verborgen \'e4\u228?\tab .\plain Zu sehen.", "Zu sehen."),
        (r"Es {\deleted war}{\revised ist} laut.", "Es ist laut."),
        (r"{\stylesheet{\s1\outlinelevel1 heading 2;}}\pard Davor.\par\pard\outlinelevel1 {\b Der "
         r"L\'e4rm}\par\pard Text.", "Davor.\n\n## Der Lärm\n\nText."),
        (r"\trowd\pard\intbl Jahr\par hier\cell Autos\cell\row\pard Danach.",
         "| Jahr hier | Autos |\n\nDanach."),
        (r"{\shp{\*\shpinst\shpleft1{\sp{\sn fFlipH}{\sv 0}}{\shptxt\pard Im Kasten.\par}}"
         r"{\shprslt{\*\do Im Kasten.}}}Daneben.", "Im Kasten.\n\nDaneben."),
        (r"}}}{{{ \outlinelevel99999 \v", ""),
    ],
    ids=["hidden", "letters", "revised", "heading", "cell", "box", "braces"],
)  # fmt: skip
def test_rich_text_is_read_as_it_is_shown(body: str, text: str) -> None:
    assert read_rtf(rf"{{\rtf1\ansi {body}}}".encode()).text == text


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        (r"\mac", "mac_roman"),
        (r"\mac\ansicpg10000", "mac_roman"),
        (r"\ansi\ansicpg10000", "mac_roman"),
        (r"\pca", "cp850"),
        (r"\ansi\ansicpg0", "cp1252"),
        (r"\ansi\ansicpg99999", "cp1252"),
    ],
)
def test_rich_text_knows_the_character_sets_of_old_systems(words: str, encoding: str) -> None:
    info = r"\deff0{\fonttbl{\f0 Geneva;}}{\info{\title Brücke}}\f0 "
    reading = read_rtf((r"{\rtf1" + words + info + SENTENCE + "}").encode(encoding))
    assert (reading.text, reading.metadata.title) == (SENTENCE, "Brücke")


def test_rich_text_puts_halves_of_letters_together() -> None:
    assert read_rtf(b"{\\rtf1 Hut \\u-10179?\\u-9138? ab.\\par}").text == "Hut \U0001f44e ab."


@pytest.mark.parametrize(
    ("read", "raw", "published"),
    [
        (read_docx, samples.docx(), "2013-12-23"),
        (read_odt, samples.odt(), "2024-05-02"),
        (read_epub, samples.epub(), "2024-05-02"),
        (read_rtf, samples.rtf(), "2024-05-02"),
    ],
    ids=["docx", "odt", "epub", "rtf"],
)
def test_title_author_and_date_are_those_that_the_file_states(
    read: Read, raw: bytes, published: str
) -> None:
    metadata = read(raw).metadata
    assert (metadata.title, metadata.author, metadata.published) == (TITLE, AUTHOR, published)


ZIPPED = [(read_docx, samples.docx()), (read_odt, samples.odt()), (read_epub, samples.epub())]
ZIPPED_NAMES = ["docx", "odt", "epub"]


@pytest.mark.parametrize(("read", "raw"), ZIPPED, ids=ZIPPED_NAMES)
def test_a_bomb_is_refused_unread(read: Read, raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = repacked(raw, {"word/bomb.xml": bytes(60 * 2**20)})

    def forbidden(*_: object, **__: object) -> bytes:
        raise AssertionError("the bomb was opened")

    monkeypatch.setattr(zipfile.ZipFile, "open", forbidden)
    with pytest.raises(UnreadableError, match="unpacks to far more"):
        read(bomb)


@pytest.mark.parametrize(("read", "raw"), ZIPPED, ids=ZIPPED_NAMES)
def test_a_part_that_lies_about_its_size_yields_no_more_than_it_declares(
    read: Read, raw: bytes
) -> None:
    honest = repacked(raw, {"word/bomb.xml": b"<x>" + bytes(2**20) + b"</x>"})
    size = (2**20 + 7).to_bytes(4, "little")
    lying = honest.replace(size, (100).to_bytes(4, "little"))
    assert lying != honest
    with zipfile.ZipFile(io.BytesIO(lying)) as archive, pytest.raises(zipfile.BadZipFile):
        archive.read("word/bomb.xml")
    assert read(lying).text == read(raw).text  # nothing asks for that part


@pytest.mark.parametrize(("read", "raw"), ZIPPED, ids=ZIPPED_NAMES)
def test_a_locked_document_is_refused(read: Read, raw: bytes) -> None:
    locked = bytearray(raw)
    for place in range(len(raw) - 3):
        if raw[place : place + 4] == b"PK\x01\x02":
            locked[place + 8] |= 1
    with pytest.raises(UnreadableError, match="locked by a password"):
        read(bytes(locked))
    with pytest.raises(UnreadableError, match="locked by a password, or in an old format"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@pytest.mark.parametrize(("read", "raw"), ZIPPED, ids=ZIPPED_NAMES)
def test_half_a_document_is_named_as_damaged(read: Read, raw: bytes) -> None:
    for part in (raw[: len(raw) // 2], raw[:100], b"PK\x03\x04", b"nothing"):
        with pytest.raises(UnreadableError):
            read(part)


def test_another_kind_of_archive_is_no_document() -> None:
    other = samples.packed({"notes.txt": "nothing here"})
    for read in (read_docx, read_odt, read_epub):
        with pytest.raises(UnreadableError, match="damaged"):
            read(other)


def test_copy_protection_is_named() -> None:
    rights = (
        "<encryption xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><e:EncryptedData "
        "xmlns:e='http://www.w3.org/2001/04/xmlenc#'><e:EncryptionMethod Algorithm='{}'/>"
        "</e:EncryptedData></encryption>"
    )
    name = "META-INF/encryption.xml"
    locked = rights.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    with pytest.raises(UnreadableError, match="copy protection"):
        read_epub(repacked(samples.epub(), {name: locked}))
    fonts = rights.format("http://www.idpf.org/2008/embedding")
    assert SENTENCE in read_epub(repacked(samples.epub(), {name: fonts})).text


def test_entities_that_multiply_are_refused_and_no_other_file_is_read() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    declared = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    for entity, refused in (("&file;", False), ("&l11;", True)):
        content = odt_content(f"<text:p>{SENTENCE} {entity}</text:p>")
        hostile = content.replace("<office:document-content", declared + "<office:document-content")
        raw = repacked(samples.odt(), {"content.xml": hostile})
        if refused:
            with pytest.raises(UnreadableError, match="damaged XML"):
                read_odt(raw)
        else:
            assert read_odt(raw).text == SENTENCE
