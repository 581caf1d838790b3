"""An article as a page of its own, with a stretch of it highlighted.

The page works by itself, so that a link to a quote can be opened in a new tab or kept; the chat
fetches the same page and shows its `main` element beside the conversation.
"""

from markupsafe import Markup

from assistant.web.answer_view import details
from assistant.web.article_address import chat_address
from assistant.web.article_text import Stretch, article_text
from assistant.web.article_texts import article_texts
from assistant.web.library_texts import library_texts
from assistant.web.texts import Texts
from index.article import Article

_EMPTY = Markup()

_PAGE = Markup(
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title>"
    '<link rel="icon" href="web/icon.svg"><link rel="stylesheet" href="web/style.css">'
    '<link rel="stylesheet" href="web/article.css"></head>'
    '<body class="article-page">{main}</body></html>'
)


def article_page(article: Article, quote: Stretch | None, own_address: str, texts: Texts) -> str:
    """The whole page of an article, `quote` highlighted in it where that lies in the text."""
    if quote and not 0 <= quote.start < quote.end <= len(article.text):
        quote = None
    main = Markup(
        '<main class="article-main">{bar}<article lang="{language}"><header><h1>{title}</h1>'
        '{details}{note}</header><div class="article-text">{text}</div></article></main>'
    ).format(
        bar=_bar(own_address, texts, article.id),
        language="" if article.language == "und" else article.language,
        title=article.title,
        details=Markup('<div lang="{}">{}</div>').format(
            texts.code,
            details(article.language, texts, article.published, article.author, article.publisher),
        ),
        note=Markup('<p class="unseen" lang="{}">{}</p>').format(
            texts.code, article_texts(texts).passage_marked
        )
        if quote
        else _EMPTY,
        text=article_text(article.text, article.title, quote),
    )
    return _PAGE.format(lang=texts.code, title=article.title, main=main)


def missing_page(texts: Texts) -> str:
    """The page shown where the article is gone or never was."""
    words = article_texts(texts)
    main = Markup('<main class="article-main">{}<p class="failure">{}</p></main>').format(
        _bar("", texts), words.no_article
    )
    return _PAGE.format(lang=texts.code, title=words.article, main=main)


def _bar(own_address: str, texts: Texts, article_id: str = "") -> Markup:
    """Links out of the page; of them the panel shows some, the page by itself others."""
    words = article_texts(texts)
    own_tab = (
        Markup('<a class="own-tab" href="{}" target="_blank" rel="noopener">{}</a>').format(
            own_address, words.own_tab
        )
        if own_address
        else _EMPTY
    )
    asks = (
        Markup('<a class="asks-about" href="{}">{}</a>').format(
            chat_address(article_id), library_texts(texts).ask_about_article
        )
        if article_id
        else _EMPTY
    )
    return Markup(
        '<nav class="article-bar"><a class="back" href="./">{}</a>{}{}'
        '<button type="button" class="close">{}</button></nav>'
    ).format(words.back_to_chat, own_tab, asks, words.close)
