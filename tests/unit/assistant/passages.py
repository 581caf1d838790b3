"""Passages made by hand, for tests of single steps."""

from index.article import Passage


def passage(
    text: str,
    *,
    language: str = "en",
    article: str = "a.md",
    start: int = 0,
    title: str = "",
    score: float = 0.0,
) -> Passage:
    """A passage of an article that begins at `start`."""
    return Passage(
        id=f"{article}:{start}",
        article_id=article,
        title=title or article,
        start=start,
        end=start + len(text),
        text=text,
        language=language,
        score=score,
    )
