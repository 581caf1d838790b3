"""Text that programs recognized on scanned pages, as hOCR has it."""

from pathlib import Path

import pytest

from index.readers import read_article
from index.readers.html import read_html
from index.readers.reading import Metadata, Reading, UnreadableError

HEAD = "<meta charset='utf-8'/><meta name='ocr-system' content='x 5'/>"


def line(text: str, kind: str = "ocr_line") -> str:
    words = " ".join(
        f"<span class='ocrx_word' title='bbox 1 2 3 4; x_wconf 96'>{word}</span>"
        for word in text.split()
    )
    return f"<span class='{kind}' title='bbox 1 2 3 4; baseline 0 -5'>\n {words}\n</span>\n"


def paragraph(*lines: str) -> str:
    written = "".join(map(line, lines))
    return f"<div class='ocr_carea'><p class='ocr_par' lang='deu'>\n{written}</p></div>\n"


def page(*paragraphs: str) -> str:
    title = 'image "/scans/1912 04/a.tif"; bbox 0 0 2480 3508; ppageno 0'
    return f"<div class='ocr_page' title='{title}'>\n{''.join(paragraphs)}</div>\n"


def hocr(*pages: str, title: str = "", head: str = HEAD, around: str = "") -> bytes:
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 "
        "Transitional//EN' 'http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd'>\n"
        f"<html xmlns='http://www.w3.org/1999/xhtml' xml:lang='en' lang='en'><head><title>{title}"
        f"</title>{head}</head><body>\n{around}{''.join(pages)}</body></html>"
    ).encode()


def read(*paragraphs: str) -> str:
    return read_html(hocr(page(*paragraphs))).text


def test_lines_become_paragraphs_and_parted_words_whole() -> None:
    text = read(
        paragraph("Die neue Brü-", "cke steht seit Mai in Nord-", "Süd-Richtung; Ein-", "und"),
        paragraph("Zweiter Absatz."),
    )
    assert (
        text == "Die neue Brücke steht seit Mai in Nord-Süd-Richtung; Ein- und\n\nZweiter Absatz."
    )


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "¬", "\u00ad", "&shy;", "&#173;"])
def test_each_sign_that_parts_a_word_at_a_line_s_end_is_one(hyphen: str) -> None:
    assert read(paragraph(f"die Brü{hyphen}", "cke von 1912.")) == "die Brücke von 1912."


def test_soft_hyphens_within_a_line_are_not_seen_and_compounds_keep_theirs() -> None:
    assert read(paragraph("die Brü\u00adcke &amp; mehr")) == "die Brücke & mehr"
    text = read(paragraph("Der rot-weiße Zug,"), paragraph("der alte rot-", "weiße Zug."))
    assert text == "Der rot-weiße Zug,\n\nder alte rot-weiße Zug."


def test_pages_are_known() -> None:
    reading = read_html(hocr(page(paragraph("Erste Seite.")), page(), page(paragraph("Dritte."))))
    assert reading.text == "Erste Seite.\n\nDritte."
    assert reading.page_starts == (0, 14, 14)


@pytest.mark.parametrize(
    "body",
    [
        "<span class='ocr_line'>Die Brü-</span><span class='ocr_line'>cke.</span>",
        "<p class=ocr_par>Die Brücke.</p>",
        "<div class='ocr_carea'>\n<span class='ocrx_line'>Die Brü-</span>\n"
        "<span class='ocrx_line'>cke.</span>\n</div>",
        "<p class='ocr_par'><span class='ocr_line'><span class='ocrx_word'>Die</span>"
        "<span class='ocrx_word'><strong>Brücke.</strong></span></span></p>",
        "<p class='ocr_par'><span class='ocr_line'><span class='ocrx_word'>Die</span> <span "
        "class='ocrx_word'><span class='ocrx_cinfo'>Brü</span><span class='ocrx_cinfo'>cke.</span>"
        "</span><!-- sure --></span></p>",
        "<div class='ocr_separator' title='bbox 1 2 3 4'></div><p class='ocr_par'>"
        "<span class='ocr_line'> </span><span class='ocr_line'>Die Brü-</span>"
        "<span class='ocr_line'></span><span class='ocr_line'>cke.</span></p>",
    ],
    ids=["no paragraphs", "no lines", "areas", "no spaces", "letters", "empty lines"],
)
def test_programs_may_leave_out_what_they_do_not_know(body: str) -> None:
    raw = f"<html><body><div class='ocr_page'>{body}</div></body></html>".encode()
    assert read_html(raw)[::2] == ("Die Brücke.", (0,))


def test_header_that_holds_lines_is_a_paragraph_and_one_that_is_a_line_is_a_line() -> None:
    floats = f"<div class='ocr_header'>{line('Stadtblatt')}{line('vom 2. Mai')}</div>"
    assert read(floats, paragraph("Text.")) == "Stadtblatt vom 2. Mai\n\nText."
    heading = f"<p class='ocr_par'>{line('Die Brü-', 'ocr_header')}{line('cke', 'ocr_header')}</p>"
    assert read(heading, paragraph("Text.")) == "Die Brücke\n\nText."


def test_what_stands_around_the_pages_is_not_lost() -> None:
    reading = read_html(hocr(page(paragraph("Text.")), around="<h1>Stadtblatt</h1>"))
    assert (reading.text, reading.page_starts) == ("# Stadtblatt\n\nText.", (0,))


@pytest.mark.parametrize(
    "title",
    [
        "", " ", "/data/in/scan.tif", "/data/my scans/a b", "C:\\scans\\Die Zeitung 7.tif",
        "scan.jp2", "Zeitung vom 2. Mai.PNG", "OCR Output", "hocr", "scan0001", "nyt_1912_p1",
        "Untitled", "image/png",
    ],
)  # fmt: skip
def test_title_is_none_of_a_picture_or_a_program(title: str, tmp_path: Path) -> None:
    raw = hocr(page(paragraph("Eine neue Brücke"), paragraph("Sie steht.")), title=title)
    assert read_html(raw).metadata.title is None
    (tmp_path / "scan.hocr").write_bytes(raw)
    article = read_article(tmp_path / "scan.hocr", tmp_path)
    assert (article.id, article.title, article.language) == ("scan.hocr", "Eine neue Brücke", "de")


def test_what_readers_do_not_see_is_not_read_and_parts_no_line() -> None:
    unseen = (
        "<span class='ocr_line' style='display: none'>Unsichtbar.</span>",
        "<!-- a note --><script>x()</script>",
        "<span class='ocr_line' hidden>Unsichtbar.</span>",
    )
    word = "<span class='ocr_line'>cke <b style='visibility:hidden'>nie</b>steht.</span>"
    assert read(f"<p class='ocr_par'>{line('Die Brü-')}{''.join(unseen)}{word}</p>") == (
        "Die Brücke steht."
    )


def test_what_the_head_states_is_read() -> None:
    head = (
        "<meta name='DC.creator' content='Anna Beispiel'><meta name='dcterms.issued' content="
        "'1912-05-02'><meta name='dc.publisher' content='Stadtblatt'>"
    )
    raw = hocr(page(paragraph("Text.")), title="Die Brücke von 1912", head=head)
    assert read_html(raw).metadata == Metadata(
        "Die Brücke von 1912", "de", "1912-05-02", "Anna Beispiel", "Stadtblatt"
    )
    raw = hocr(page(paragraph("Text.")), title="a.tif", head="<meta name='DC.title' content='Sie'>")
    assert read_html(raw).metadata == Metadata("Sie", "de")


def test_page_that_only_speaks_of_it_is_a_page_like_others() -> None:
    raw = b"<html><body><p>Each div class='ocr_page' is a page.</p><p>More.</p></body></html>"
    assert read_html(raw)[::2] == ("Each div class='ocr_page' is a page.\n\nMore.", ())


def test_damaged_files_give_what_is_there_and_hostile_ones_are_refused() -> None:
    broken = hocr(page(paragraph("Die Brü-", "cke."), paragraph("Mehr.")))
    assert read_html(broken[: broken.index(b"Mehr") + 4]).text == "Die Brücke.\n\nMehr"
    assert read_html(hocr(page())) == Reading("", Metadata(), (0,))
    with pytest.raises(UnreadableError, match="nests more than"):
        read_html(hocr(page("<div>" * 3_000 + "x")))


def test_page_may_be_the_whole_body() -> None:
    lines = "<span class='ocr_line'>Die Brü-</span><span class='ocr_line'>cke.</span>"
    raw = f"<html><body class='ocr_page'><i>Ja.</i><p class='ocr_par'>{lines}</p></body></html>"
    assert read_html(raw.encode())[::2] == ("Ja.\n\nDie Brücke.", (0,))
