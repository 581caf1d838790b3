"""An article as a page of its own, with a stretch of it highlighted.

The page works by itself, so that a link to a quote can be opened in a new tab or kept; the chat
fetches the same page and shows its `main` element beside the conversation.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from assistant.web.answer_view import details
from assistant.web.texts import Texts
from index.article import Article

_HEADING = re.compile(r"(#{1,6})\s+")
_BULLET = re.compile(r"[-*•]\s+")
_BLOCK = re.compile(r"[^\n]+(?:\n(?!\s*\n|#{1,6}\s|[-*•]\s)[^\n]+)*")
_EMPTY = Markup()

_PAGE = Markup(
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title>"
    '<link rel="icon" href="web/icon.svg"><link rel="stylesheet" href="web/style.css"></head>'
    '<body class="article-page">{main}</body></html>'
)


class Stretch(NamedTuple):
    """A stretch of an article's text, in code points."""

    start: int
    end: int


def article_page(article: Article, quote: Stretch | None, own_address: str, texts: Texts) -> str:
    """The whole page of an article, `quote` highlighted in it where that lies in the text."""
    if quote and not 0 <= quote.start < quote.end <= len(article.text):
        quote = None
    main = Markup(
        '<main class="article-main">{bar}<article lang="{language}"><header><h1>{title}</h1>'
        '{details}{note}</header><div class="article-text">{text}</div></article></main>'
    ).format(
        bar=_bar(own_address, texts),
        language="" if article.language == "und" else article.language,
        title=article.title,
        details=Markup('<div lang="{}">{}</div>').format(
            texts.code,
            details(article.language, article.published, article.author, article.publisher, texts),
        ),
        note=Markup('<p class="unseen" lang="{}">{}</p>').format(texts.code, texts.passage_marked)
        if quote
        else _EMPTY,
        text=_article_text(article, quote),
    )
    return _PAGE.format(lang=texts.code, title=article.title, main=main)


def missing_page(texts: Texts) -> str:
    """The page shown where the article is gone or never was."""
    main = Markup('<main class="article-main">{}<p class="failure">{}</p></main>').format(
        _bar("", texts), texts.no_article
    )
    return _PAGE.format(lang=texts.code, title=texts.article, main=main)


def _bar(own_address: str, texts: Texts) -> Markup:
    """Links out of the page; of them the panel shows some, the page by itself others."""
    own_tab = (
        Markup('<a class="own-tab" href="{}" target="_blank" rel="noopener">{}</a>').format(
            own_address, texts.own_tab
        )
        if own_address
        else _EMPTY
    )
    return Markup(
        '<nav class="article-bar"><a class="back" href="./">{}</a>{}'
        '<button type="button" class="close">{}</button></nav>'
    ).format(texts.back_to_chat, own_tab, texts.close)


def _article_text(article: Article, quote: Stretch | None) -> Markup:
    """Headings, list items and paragraphs of the text; a heading that is the title stands once."""
    text = article.text
    parts: list[Markup] = []
    items: list[Markup] = []
    seen = False
    for tag, block in _blocks(text):
        marked = bool(quote and quote.start < block.end and quote.end > block.start)
        if tag.startswith("h") and text[block.start : block.end] == article.title and not marked:
            continue
        body = _marked(text, block, quote, first=not seen) if quote and marked else None
        seen = seen or marked
        inner = body if body is not None else _lines(text[block.start : block.end])
        if tag == "li":
            items.append(Markup("<li>{}</li>").format(inner))
            continue
        parts.extend(_closed_list(items))
        parts.append(Markup("<{0}>{1}</{0}>").format(tag, inner))
    parts.extend(_closed_list(items))
    return _EMPTY.join(parts)


def _closed_list(items: list[Markup]) -> Iterator[Markup]:
    if items:
        yield Markup("<ul>{}</ul>").format(_EMPTY.join(items))
        items.clear()


def _blocks(text: str) -> Iterator[tuple[str, Stretch]]:
    """The text's blocks with the element that shows each; marks of Markdown stay outside."""
    for match in _BLOCK.finditer(text):
        start, end = match.span()
        if not match[0].strip():
            continue
        if heading := _HEADING.match(text, start, end):
            yield f"h{min(len(heading[1]) + 1, 5)}", Stretch(heading.end(), end)
        elif bullet := _BULLET.match(text, start, end):
            yield "li", Stretch(bullet.end(), end)
        else:
            yield "p", Stretch(start, end)


def _marked(text: str, block: Stretch, quote: Stretch, *, first: bool) -> Markup:
    start, end = max(block.start, quote.start), min(block.end, quote.end)
    opening = Markup('<mark id="quote" tabindex="-1">') if first else Markup("<mark>")
    return (
        _lines(text[block.start : start])
        + opening
        + _lines(text[start:end])
        + Markup("</mark>")
        + _lines(text[end : block.end])
    )


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.split("\n"))
