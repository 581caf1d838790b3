"""The two things an index holds: articles, and passages of them."""

from bisect import bisect_right
from typing import NamedTuple

from pydantic import Field

from index.frozen import Frozen


class Article(Frozen):
    """One article as it was read from its file.

    `text` is the plain text that every offset in the product refers to, counted in code points.
    """

    id: str = Field(
        description="Path relative to the synced folder, with forward slashes; of an article in a "
        "file of many, followed by # and its own id, or the number of its line."
    )
    title: str
    language: str = Field(description="ISO 639-1, or 'und' where it could not be told.")
    text: str
    published: str | None = Field(
        default=None, description="ISO 8601 date, as exact as the file states it (2024-03 is fine)."
    )
    author: str | None = None
    publisher: str | None = None
    path: str = Field(default="", description="Absolute path of the file when it was last synced.")
    page_starts: tuple[int, ...] = Field(
        default=(), description="Where in the text each page begins; empty where there are none."
    )

    def page_of(self, offset: int) -> int | None:
        """Return the page, from 1, that an offset into the text is on; None without pages."""
        return bisect_right(self.page_starts, offset) or None


class ArticleSummary(NamedTuple):
    """An article without its text; a tuple, since there may be a hundred thousand of them."""

    id: str
    title: str
    language: str
    published: str | None
    author: str | None
    publisher: str | None
    passages: int
    """How many passages it was cut into."""


class Passage(Frozen):
    """A stretch of an article's text: `article.text[start:end] == text`, always."""

    id: str = Field(description="Deterministic: made from article id, text hash and offsets.")
    article_id: str
    title: str = Field(description="Title of the article.")
    start: int
    end: int
    text: str
    language: str = Field(description="ISO 639-1, of this passage.")
    heading: str = Field(default="", description="Headings above the passage, joined by ' › '.")
    score: float = Field(
        default=0.0,
        description="How well it fits the query: higher is better, comparable within one search.",
    )
