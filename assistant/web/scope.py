"""What a conversation is limited to: some articles, or all of them."""

from collections.abc import Container, Mapping, Sequence

import gradio as gr
from markupsafe import Markup

from assistant.access.collections import EVERYTHING, Sight
from assistant.errors import AssistantError
from assistant.web.article_address import article_address
from assistant.web.article_text import shortened
from assistant.web.exchanges import Conversation
from assistant.web.library_texts import library_texts
from assistant.web.texts import Texts
from index.article import ArticleSummary

MOST_ARTICLES = 200
"""A conversation can be limited to so many articles; each search names them all."""
_MOST_NAMED = 3
_LONGEST_TITLE = 48  # characters


def drop_removed(
    conversation: Conversation, index: Container[str], texts: Texts, sight: Sight = EVERYTHING
) -> None:
    """Limit a conversation no longer to articles that are gone, and tell the reader so.

    Raises:
        AssistantError: none of its articles is left. It is then limited to none any more, but the
            question at hand was meant for these and is not to be answered from others.
    """
    there = {article_id for article_id in conversation.articles if article_id in index}
    gone = [article_id for article_id in conversation.articles if article_id not in there]
    if not gone:
        return
    conversation.articles = tuple(each for each in conversation.articles if each in there)
    words = library_texts(texts)
    named = [article_id for article_id in gone if sight.may_read(article_id)]
    if len(named) < len(gone):
        named.append(words.closed_article)
    if not conversation.articles:
        raise AssistantError(words.scope_gone.format(names=words.names(named)))
    gr.Warning(words.scope_less.format(names=words.names(named)))


def scope_markup(ids: Sequence[str], found: Mapping[str, ArticleSummary], texts: Texts) -> Markup:
    """One quiet line that names the articles a conversation is limited to.

    Args:
        ids: of these articles.
        found: those of them that there are.
        texts: the words of the interface.
    """
    words = library_texts(texts)
    shown = ids if len(ids) <= _MOST_NAMED + 1 else ids[:_MOST_NAMED]
    named = [_name(article_id, found.get(article_id), texts) for article_id in shown]
    if left := len(ids) - len(shown):
        named.append(Markup("<span>{}</span>").format(words.and_more.format(count=left)))
    return Markup('<p class="scope">{} {}</p>').format(words.asking_only, Markup(" · ").join(named))


def _name(article_id: str, article: ArticleSummary | None, texts: Texts) -> Markup:
    if article is None:
        words = library_texts(texts)
        return Markup("<span>{}</span>").format(words.removed_article.format(name=article_id))
    return Markup('<a class="opens-article" href="{}" lang="{}">{}</a>').format(
        article_address(article_id),
        "" if article.language == "und" else article.language,
        shortened(article.title, _LONGEST_TITLE),
    )
