"""Where in the chat's server an article is shown."""

from urllib.parse import urlencode


def article_address(article_id: str, start: int, end: int) -> str:
    """The address, relative to the page, of an article with a stretch of it highlighted."""
    return f"article?{urlencode({'id': article_id, 'start': start, 'end': end})}#quote"
