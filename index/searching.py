"""A search of the latest state of an index, whatever is committed meanwhile."""

import time
from collections.abc import Collection, Mapping, Sequence
from heapq import nlargest
from typing import NamedTuple

from index.article import Passage
from index.connection import Connection
from index.errors import (
    ArticleIndexError,
    IndexMismatchError,
    StateChangedError,
    StoreUnavailableError,
)
from index.hidden import Hide
from index.language import UNDETERMINED
from index.meta import read_meta
from index.opened_vectors import OpenedVectors
from index.opening import check_settings
from index.parts import Parts
from index.read_only import rereading
from index.records import languages_of
from index.retrieval import retrieve
from index.standing_words import Stand
from index.word_languages import word_languages

_ATTEMPTS = 3
_MOST_LANGUAGES = 30  # the most frequent, in whose passages the words of a question are looked for


class Asked(NamedTuple):
    """A question, as `ArticleIndex.search` is asked it."""

    text: str
    vector: Sequence[float]
    """The text's."""
    language: str
    """ISO 639-1."""
    limit: int
    """How many passages at most."""
    articles: Collection[str]
    """Only passages of these articles; of any, when empty."""
    hide: Hide | None
    """Tells what to pass over as if it were not there."""
    began: float
    """When it was asked, as `time.monotonic` tells it."""


class Searching:
    """Finds passages by words and vectors; safe for threads.

    Args:
        parts: of the index.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.vectors = OpenedVectors(parts.sets)
        self._counted: tuple[str, Mapping[str, int]] | None = None

    def close(self) -> None:
        """Let go of the vectors; the next search would open them again."""
        self.vectors.forget()

    def passages(self, asked: Asked) -> tuple[Passage, ...]:
        """Return the passages most likely to answer; errors are those of `ArticleIndex.search`."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._once(asked)
            except (IndexMismatchError, StoreUnavailableError) as error:
                self.vectors.forget(error)
                raise
            except StateChangedError:
                if attempt == _ATTEMPTS:
                    raise
            except ArticleIndexError:
                # Two syncs may end while this one opens the vectors of the state it saw.
                self.vectors.forget()
                if attempt == _ATTEMPTS:
                    raise
        raise AssertionError("unreachable")  # the last attempt returns or raises

    def _once(self, asked: Asked) -> tuple[Passage, ...]:
        database = self._parts.database
        with self.vectors.alone(), database.reading() as connection:
            meta = read_meta(connection, database.place)
            check_settings(meta, self._parts.fresh, database.place)
            if not meta.vectors:
                return ()
            return retrieve(
                connection,
                self.vectors.get(meta.vectors, asked.began),
                asked.text,
                asked.vector,
                language=asked.language,
                passages=meta.passages,
                limit=asked.limit,
                articles=asked.articles,
                hidden=asked.hide(connection, meta.state) if asked.hide else None,
            )

    @rereading
    def stand(self, words: Sequence[str], hide: Hide | None) -> Stand:
        """Tell in which languages' passages words stand, as `detect_question_language` asks.

        Errors are those of `passages`.
        """
        if not words:
            return Stand({}, {})
        database = self._parts.database
        with database.reading() as connection:
            meta = read_meta(connection, database.place)
            check_settings(meta, self._parts.fresh, database.place)
            hidden = hide(connection, meta.state) if hide else None
            articles = hidden.languages if hidden else self._languages(connection, meta.state)
            told = (each for each in articles if each != UNDETERMINED)
            known = nlargest(_MOST_LANGUAGES, told, key=articles.__getitem__)
            found = word_languages(connection, words, known, hidden)
        return Stand(found, articles)

    def _languages(self, connection: Connection, state: str) -> Mapping[str, int]:
        """How many articles there are in each language, counted once a state."""
        known = self._counted
        if known is None or known[0] != state:
            self._counted = known = state, languages_of(connection)
        return known[1]

    @rereading
    def probe(self) -> None:
        """Look whether a search would find what it needs; see `ArticleIndex.probe`."""
        began = time.monotonic()
        with self._parts.database.reading() as connection:
            vectors = read_meta(connection, self._parts.database.place).vectors
        if vectors and self._parts.sets.in_place:
            try:
                self.vectors.get(vectors, began).count()
            except ArticleIndexError as error:
                self.vectors.forget(error)
                raise
