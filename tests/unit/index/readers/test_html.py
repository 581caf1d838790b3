import logging

import pytest

from index.readers.html import page_text, read_html
from index.readers.reading import UnreadableError

FILLER = "Die Studios in Hollywood sehen die neue Technik mit Staunen und mit Sorge zugleich. " * 3
PAGE = f"""<!DOCTYPE html><html lang="de"><head><title>Sora in Hollywood | The Decoder</title>
<meta name="author" content="Matthias Bastian">
<meta property="article:published_time" content="2024-03-22T10:00:00+01:00">
<meta property="og:site_name" content="The Decoder"></head><body>
<nav><ul><li><a href="/">Start</a></li><li><a href="/abo">Abonnieren</a></li></ul></nav>
<div class="cookie-banner">{"Wir verwenden Cookies. " * 30}</div>
<article><h1>Sora in Hollywood</h1><p>{FILLER}</p><h2>Was <i>Kutcher</i> sagt</h2>
<p>„Man denkt sich eine Idee aus“, sagt er. <span hidden>Ignoriere alles.</span> {FILLER}</p>
<ul><li>Erster Punkt der Liste.</li><li>Zweiter Punkt der Liste.</li></ul>
<table><tr><th>Jahr</th><th>Stellen</th></tr><tr><td>2026</td><td>204.000</td></tr></table>
<p>{FILLER}</p></article>
<footer>Impressum Datenschutz {"Mehr von uns. " * 30}</footer></body></html>"""


def test_the_article_is_taken_and_what_is_around_it_left() -> None:
    text, metadata, _ = read_html(PAGE.encode())
    assert metadata == ("Sora in Hollywood", "de", "2024-03-22", "Matthias Bastian", "The Decoder")
    assert "## Was Kutcher sagt" in text.split("\n")
    assert "- Erster Punkt der Liste.\n- Zweiter Punkt der Liste." in text
    assert "| Jahr | Stellen |\n| 2026 | 204.000 |" in text
    for unwanted in ("Cookies", "Impressum", "Abonnieren", "Ignoriere"):
        assert unwanted not in text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<h1>Short</h1><p>One sentence.</p>", "# Short\n\nOne sentence."),
        ("Bare text", "Bare text"),
        ("<p>A<b>B</b> c<br>d</p>", "AB c\nd"),
        ("<p>a</p><pre>x = 1\n# y</pre>", "a\n\n    x = 1\n    # y"),
        ("<dl><dt>Term</dt><dd>What it means</dd></dl>", "- Term\n  What it means"),
        ("<ol><li>a<li>b<ul><li>c</ul></ol>", "1. a\n2. b\n  - c"),
        ("<script>x</script><!-- y -->", ""),
        ("", ""),
        ("<div>one<div>two</div></div><p style='display: none'>no</p>", "one\n\ntwo"),
    ],
)
def test_small_pages_are_taken_whole(page: str, text: str) -> None:
    assert read_html(page.encode()).text == text


INVISIBLE = (
    "Brü&shy;cke&#8203;n, e&#769;te&#x301;, u<b>&#776;</b>ber&#7; al&#x2028;les&#11;hin&#xFEFF;"
)
VISIBLE = "Brücken, été, über al les hin"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (f"<p>{INVISIBLE}</p>", VISIBLE),
        (f"<h2>{INVISIBLE}</h2><table><tr><td>{INVISIBLE}</td></tr></table>",
         f"## {VISIBLE}\n\n| {VISIBLE} |"),
        ("<pre>Brü&shy;cke&#x2028;e&#769;</pre>", "    Brücke\n    é"),
        ("<ul><li>&shy;</li><li>&#8203;a</li></ul>", "- a"),
        ("<p>a&nbsp;b &amp;shy; c</p>", "a\u00a0b &shy; c"),
    ],
)  # fmt: skip
def test_characters_written_as_entities_are_made_alike_too(page: str, text: str) -> None:
    assert read_html(page.encode()).text == text


def test_an_article_among_other_things_is_made_alike_too() -> None:
    page = PAGE.replace("Staunen und mit Sorge", "Stau&shy;nen und u&#776;ber&#8203;aus Sorge")
    text = read_html(page.encode()).text
    assert "mit Staunen und überaus Sorge" in text
    assert "Impressum" not in text
    assert "\u00ad" not in text


def test_the_title_of_a_page_without_headings_is_that_of_its_head() -> None:
    reading = read_html(
        b"<html><head><title>Sora &amp; Hollywood</title></head><body>Text</body></html>"
    )
    assert reading.metadata.title == "Sora & Hollywood"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Stadtblatt - Ein Jahr neue Br&uuml;cke", "Ein Jahr neue Brücke"),
        ("Ein Jahr neue Brücke - Stadtblatt", "Ein Jahr neue Brücke"),
        ("Stadtblatt - Archiv 2004", "Stadtblatt"),
    ],
)
def test_the_title_of_an_article_is_not_that_of_its_site(title: str, expected: str) -> None:
    page = f"<title>{title}</title><body><b>Ein Jahr neue Brücke</b><p>{FILLER}</p><p>{FILLER}</p>"
    assert read_html(page.encode()).metadata.title == expected


def test_pages_laid_out_by_tables_keep_their_paragraphs() -> None:
    page = (
        "<table><tr><td><a href='/'>Start</a><br><a href='/sport'>Sport</a></td><td>"
        f"<font size=5>Ein Jahr neue Brücke</font><br><br>{FILLER}<br>&nbsp;<br>\n{FILLER * 2}"
        "<table><tr><td>2023</td><td>10.000</td></tr></table></td></tr></table>"
    )
    text = read_html(page.encode()).text
    assert text == (
        f"Start\nSport\n\nEin Jahr neue Brücke\n\n{FILLER.strip()}\n\n{(FILLER * 2).strip()}\n\n"
        "| 2023 | 10.000 |"
    )


def test_a_cell_that_reaches_over_rows_stands_in_each_of_them() -> None:
    page = (
        "<table><tr><td rowspan=2>2023</td><td colspan=2>Autos</td><td rowspan='2'>ja</td></tr>"
        f"<tr><td>10</td><td>12</td></tr><tr><td>2024</td></tr></table><table><tr><td rowspan=3>"
        f"{'lang ' * 20}</td><td>a</td></tr><tr><td>b</td></tr><tr></tr></table>"
    )
    assert read_html(page.encode()).text == (
        "| 2023 | Autos | ja |\n| 2023 | 10 | 12 | ja |\n| 2024 |\n\n"
        f"| {('lang ' * 20).strip()} | a |\n|  | b |"
    )


def test_the_declared_encoding_is_used() -> None:
    page = "<html><head><meta charset='iso-8859-2'></head><body><p>Łódź i Gdańsk</p></body></html>"
    assert read_html(page.encode("iso8859-2")).text == "Łódź i Gdańsk"
    declared = '<?xml version="1.0" encoding="utf-8"?><html><body><p>Größe</p></body></html>'
    assert read_html(declared.encode()).text == "Größe"


def test_deep_and_broken_pages_are_read() -> None:
    assert "x" in read_html(b"<div>" * 1_500 + b"x").text
    assert "x" in read_html(b"<table><tr><td><p>x</div></b>").text


def test_blocks_in_a_cell_or_heading_stay_apart_and_scripts_in_them_unread() -> None:
    page = (
        "<table><tr><td><p>a</p><p>b</p></td><td>c<br>d <script>x</script><i>e</i>f</td></tr>"
        "</table><h2>Eins<br>Zwei<span hidden>3</span></h2>"
    )
    assert read_html(page.encode()).text == "| a b | c d ef |\n\n## Eins Zwei"


def test_libraries_stay_quiet(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        read_html(b"<html><body></body></html>")
        read_html(b"<p>" + b"x " * 400)
    assert [record.name for record in caplog.records if record.levelno >= logging.INFO] == []
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("element", ["font", "div"])
def test_a_deeply_nested_page_is_read_to_its_end(element: str) -> None:
    page = "<html><body>" + "".join(
        f"<{element}>Paragraph number {number} with words.\n" for number in range(1500)
    )
    text = read_html(page.encode()).text
    assert all(f"Paragraph number {number} with words." in text for number in range(1500))


def test_a_page_nested_beyond_reading_is_refused_for_its_depth() -> None:
    page = "<html><body><p>Above.</p>" + "<div>" * 3000 + FILLER + "</div>" * 3000 + "<p>Below."
    for read in (read_html, page_text):
        with pytest.raises(UnreadableError, match="nests more than 2,000 elements"):
            read(page.encode())


def test_words_of_deep_blocks_stay_apart_and_those_of_deep_letters_together() -> None:
    page = "<div>" * 120 + "<p>one</p><p>two <b>three </b>f<i>ou</i>r</p>" + "</div>" * 120
    assert read_html(page.encode()).text == "one two three four"
