"""An article as HTML."""

import html
import re

import pytest

from assistant.web.article_view import Stretch, article_page
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
    found = re.search(r'<div class="article-text">(.*)</div></article>', page(quote, text))
    assert found
    return found[1]


def test_headings_lists_and_paragraphs_are_set_as_such() -> None:
    assert body() == (
        "<p>The moon pulls.<br>The sea follows.</p><h3>Names</h3>"
        "<ul><li>ebb &lt; flow</li><li>flood</li></ul><p>Twice a day &amp; more.</p>"
    )


@pytest.mark.parametrize(
    "quote", ["The sea follows.", "ebb < flow", "pulls.\nThe sea", "Twice a day & more."]
)
def test_quote_is_marked_where_it_stands(quote: str) -> None:
    start = TEXT.index(quote)
    marks = re.findall(r"<mark[^>]*>(.*?)</mark>", body(Stretch(start, start + len(quote))))
    assert html.unescape("".join(marks).replace("<br>", "\n")) == quote


def test_quote_over_several_blocks_is_marked_in_each_and_named_once() -> None:
    start = TEXT.index("The sea")
    html_ = body(Stretch(start, TEXT.index("flood")))
    assert html_.count("<mark") == 3
    assert html_.count('id="quote"') == 1
    assert html_.index('id="quote"') < html_.index("The sea")


def test_heading_that_repeats_the_title_stands_once_unless_it_is_the_quote() -> None:
    assert "Tides" not in body()
    assert "Tides" in body(Stretch(2, 7))


@pytest.mark.parametrize("text", ["", "\n \n", "#\n-\n", "\n" * 50_000 + "end"])
def test_odd_texts_make_a_page(text: str) -> None:
    assert page(text=text).endswith("</html>")


def test_offsets_count_code_points() -> None:
    text = "🌊🌊 waves"
    assert '<mark id="quote" tabindex="-1">waves</mark>' in body(Stretch(3, 8), text)
