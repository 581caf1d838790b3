"""An article as HTML."""

import html
import re

import pytest

from assistant.web.article_text import Stretch, on_one_line
from assistant.web.article_view import article_page
from assistant.web.texts import ENGLISH
from index.article import Article

TEXT = (
    "# Tides\n\nThe moon pulls.\nThe sea follows.\n\n## Names\n- ebb < flow\n- flood\n\n"
    "Twice a day & more."
)


def page(quote: Stretch | None = None, text: str = TEXT) -> str:
    article = Article(id="t.md", title="Tides", language="en", text=text)
    return article_page(article, quote, "article?id=t.md#quote", ENGLISH)


def body(quote: Stretch | None = None, text: str = TEXT) -> str:
    found = re.search(
        r'<div class="article-text">(.*)</div></article>', page(quote, text), re.DOTALL
    )
    assert found
    return found[1]


def test_headings_lists_and_paragraphs_are_set_as_such() -> None:
    assert body() == (
        "<p>The moon pulls.<br>The sea follows.</p><h2>Names</h2>"
        "<ul><li>ebb &lt; flow</li><li>flood</li></ul><p>Twice a day &amp; more.</p>"
    )


@pytest.mark.parametrize(
    "quote", ["The sea follows.", "ebb < flow", "pulls.\nThe sea", "Twice a day & more."]
)
def test_quote_is_marked_where_it_stands(quote: str) -> None:
    start = TEXT.index(quote)
    marks = re.findall(r"<mark[^>]*>(.*?)</mark>", body(Stretch(start, start + len(quote))))
    assert html.unescape("\n".join(marks)) == quote


def test_quote_over_several_blocks_is_marked_in_each_and_named_once() -> None:
    start = TEXT.index("The sea")
    html_ = body(Stretch(start, TEXT.index("flood")))
    assert html_.count("<mark") == 3
    assert html_.count('id="quote"') == 1
    assert html_.index('id="quote"') < html_.index("The sea")


def test_heading_that_repeats_the_title_stands_once_unless_it_is_the_quote() -> None:
    assert "Tides" not in body()
    assert "Tides" in body(Stretch(2, 7))


def test_table_rows_and_numbered_items_keep_their_words() -> None:
    text = "| Place | Height |\n| --- | --- |\n| North | 3 m |\n\n4. ebb\n5. flood"
    start = text.index("3 m")
    assert body(Stretch(start, start + 3), text) == (
        "<table><tbody><tr><td> Place </td><td> Height </td></tr>"
        '<tr><td> North </td><td> <mark id="quote" tabindex="-1">3 m</mark> </td></tr>'
        "</tbody></table>"
        '<ul><li class="numbered">4. ebb</li><li class="numbered">5. flood</li></ul>'
    )


def test_hard_wrapped_lines_become_one_paragraph() -> None:
    line = "The moon pulls at the sea, and the sea gives way to it, day after day, "
    assert "<br>" not in body(text=(line + "\n") * 5 + "as it always has.")


def test_quote_is_shown_on_one_line_without_marks() -> None:
    assert on_one_line("## Names\n\n- ebb\n- flood – and more") == "Names ebb flood – and more"


@pytest.mark.parametrize("text", ["", "\n \n", "#\n-\n", "\n" * 50_000 + "end"])
def test_odd_texts_make_a_page(text: str) -> None:
    assert page(text=text).endswith("</html>")


def test_offsets_count_code_points() -> None:
    text = "🌊🌊 waves"
    assert '<mark id="quote" tabindex="-1">waves</mark>' in body(Stretch(3, 8), text)
