import pytest

from index.readers.pdf import read_pdf
from index.readers.reading import UnreadableError
from tests.unit.index.readers.samples import AUTHOR, SECOND, SENTENCE, TITLE, lines, pdf

LEFT = (
    "The council met on Monday to",
    "discuss the new bridge over",
    "the river, which will cost",
    "twelve million euros.",
)
RIGHT = (
    "The harbour, meanwhile, saw a",
    "record number of ships in May",
    "and June, most of them from",
    "ports in northern Asia.",
)


def test_text_and_metadata_are_read() -> None:
    reading = read_pdf(pdf())
    assert reading.text == f"{SENTENCE} {SECOND}"
    assert (reading.metadata.title, reading.metadata.author) == (TITLE, AUTHOR)
    assert reading.metadata.language == "de"
    assert reading.page_starts == (0,)


def test_each_page_begins_where_its_text_does() -> None:
    reading = read_pdf(pdf([lines("Erste Seite."), lines("Zweite Seite."), [], lines("Vierte.")]))
    assert reading.text == "Erste Seite.\n\nZweite Seite.\n\nVierte."
    assert [reading.text[start:][:6] for start in reading.page_starts] == [
        "Erste ",
        "Zweite",
        "Vierte",
        "Vierte",
    ]


def test_a_sentence_that_goes_on_over_the_page_stays_whole() -> None:
    first = lines("Gestern wurde die Brücke nach langem Streit der Räte")
    second = lines("endlich eröffnet.", "Viele kamen.")
    reading = read_pdf(pdf([first, second]))
    assert "Streit der Räte endlich eröffnet." in reading.text
    assert reading.text[reading.page_starts[1] :].startswith("endlich eröffnet")


def test_words_parted_at_a_lines_end_are_put_together() -> None:
    text = read_pdf(
        pdf(
            [
                lines(
                    "Die Arbeits-", "plätze in der deutsch-", "französischen Grenzregion, den Ein-",
                    "und Ausfuhren und der Nord-", "Süd-Achse. Die deutsch-französische Bank",
                )
            ]
        )
    ).text  # fmt: skip
    assert text == (
        "Die Arbeitsplätze in der deutsch-französischen Grenzregion, den Ein- und Ausfuhren und "
        "der Nord-Süd-Achse. Die deutsch-französische Bank"
    ).replace("deutsch-französischen", "deutschfranzösischen")


def test_a_compound_seen_whole_keeps_its_hyphen() -> None:
    text = read_pdf(pdf([lines("A well-known bridge.", "It is well-", "known.")])).text
    assert text == "A well-known bridge. It is well-known."


@pytest.mark.parametrize("row_by_row", [True, False])
def test_columns_are_read_one_after_the_other(row_by_row: bool) -> None:
    left, right = lines(*LEFT), lines(*RIGHT, left=320)
    body = (
        [line for pair in zip(left, right, strict=True) for line in pair]
        if row_by_row
        else left + right
    )
    foot = (60.0, 400.0, 11.0, "Below both columns a last line of the article goes on and on.")
    head = (60.0, 800.0, 20.0, "A headline across both of the columns")
    text = read_pdf(pdf([[foot, *body, head]])).text
    assert text.split("\n\n") == [
        "# A headline across both of the columns",
        " ".join(LEFT),
        " ".join(RIGHT),
        "Below both columns a last line of the article goes on and on.",
    ]


def test_the_rows_of_a_table_stay_rows() -> None:
    rows = (("Stadt", "Einwohner"), ("Berlin", "3,6 Mio."), ("Hamburg", "1,8 Mio."))
    table = [
        cell
        for number, row in enumerate(rows)
        for cell in lines(row[0], top=600 - 20 * number)
        + lines(row[1], left=250, top=600 - 20 * number)
    ]
    text = read_pdf(pdf([lines(SENTENCE) + table])).text
    assert text.endswith("| Stadt | Einwohner |\n| Berlin | 3,6 Mio. |\n| Hamburg | 1,8 Mio. |")


def test_what_runs_along_on_every_page_is_left_out() -> None:
    pages = [
        [
            (60.0, 815.0, 8.0, "Stadtblatt, 2. Mai 2024"),
            *lines(f"Absatz {name} handelt von etwas.", SENTENCE),
            (280.0, 25.0, 8.0, f"Seite {number} von 9"),
        ]
        for number, name in enumerate(("eins", "zwei", "drei", "vier"), start=1)
    ]
    text = read_pdf(pdf(pages)).text
    assert "Stadtblatt" not in text
    assert "Seite" not in text
    assert text.count("handelt von etwas") == 4


def test_what_stands_in_a_margin_once_is_kept() -> None:
    pages = [lines("Erste Seite.", top=820), lines("Zweite Seite.", top=820), lines("Ende.")]
    assert "Erste Seite." in read_pdf(pdf(pages)).text
    assert "Zweite Seite." in read_pdf(pdf(pages)).text


def test_a_page_laid_on_its_side_is_read_as_its_reader_turns_it() -> None:
    text = read_pdf(pdf([lines(*LEFT, left=200)], drawings=("Edge of the page",))).text
    assert text == " ".join(LEFT) + "\n\nEdge of the page"


@pytest.mark.parametrize("title", ["Microsoft Word - Document1", "untitled", "bericht.indd"])
def test_a_title_that_a_program_made_is_none(title: str) -> None:
    assert read_pdf(pdf(title=title, author="Administrator")).metadata.title is None
    assert read_pdf(pdf(title=title, author="Administrator")).metadata.author is None


def test_a_locked_pdf_is_refused() -> None:
    with pytest.raises(UnreadableError, match="locked by a password"):
        read_pdf(pdf(password="secret"))


def test_a_scan_is_refused_and_recognition_advised() -> None:
    with pytest.raises(UnreadableError, match=r"a scan\?.*OCR"):
        read_pdf(pdf([[]]))


def test_bytes_that_are_no_pdf_are_refused() -> None:
    with pytest.raises(UnreadableError, match="is no PDF"):
        read_pdf(b"Not at all.")
    with pytest.raises(UnreadableError, match="damaged"):
        read_pdf(b"%PDF-1.7\n" + b"x" * 100)
