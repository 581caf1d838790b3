"""Where in the chat's server an article is shown."""

from urllib.parse import urlencode


def article_address(article_id: str, start: int | None = None, end: int | None = None) -> str:
    """The address, relative to the page, of an article; with a stretch of it highlighted, if any.

    `start` and `end` are given both or not at all.
    """
    if start is None or end is None:
        return f"article?{urlencode({'id': article_id})}"
    return f"article?{urlencode({'id': article_id, 'start': start, 'end': end})}#quote"


def chat_address(article_id: str) -> str:
    """The address of the chat, limited to one article."""
    return f"./?{urlencode({'article': article_id})}"
