"""From a question to the passages most likely to answer it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from index.article import Passage
from index.connection import Connection
from index.context import embedded_text
from index.copies import Crowds, Wording, overlap, wording_of
from index.fusion import Evidence, fused_score
from index.hidden import FEW, Hidden
from index.lexical import search_names, search_terms
from index.records import ids_within, numbers_by_id, passages_by_id

# How many passages each kind of search hands to fusion. Dense search hands over many, because in
# a large index the passages of the question's own language come first in it.
_DENSE = 200
_LEXICAL = 50
_LONGEST_QUERY = 2000  # characters
# As many of the nearest are looked at where copies fill the first places.
_DEEPEST = 16 * _DENSE
# Passages of one article that share this part of their words, and all numbers and negations, say
# the same.
_SAME = 0.9


class Dense(Protocol):
    """A store of vectors, as far as searching needs one."""

    def nearest(
        self, vector: Sequence[float], limit: int, articles: Collection[str] = ()
    ) -> list[tuple[str, float]]:
        """Return the nearest passages as (id, cosine), best first."""

    def similarities(self, vector: Sequence[float], ids: Collection[str]) -> dict[str, float]:
        """Return the cosine of given passages by id."""


def retrieve(
    connection: Connection,
    dense: Dense,
    query: str,
    vector: Sequence[float],
    *,
    language: str,
    passages: int,
    limit: int,
    articles: Collection[str] = (),
    hidden: Hidden | None = None,
) -> tuple[Passage, ...]:
    """Return the best passages, best first, near-copies within an article left out.

    Of near-copies in many articles a few keep their places; the others come behind all the rest.

    Args:
        connection: sees the state of the index that is searched.
        dense: holds the vectors; ids in it that the state does not know are dropped.
        query: the question.
        vector: the question's vector.
        language: of the question, ISO 639-1.
        passages: number of passages in the index.
        limit: how many passages at most.
        articles: only passages of these articles, none of them hidden; of any, when empty.
        hidden: what to pass over as if it were not there.
    """
    query = query[:_LONGEST_QUERY]
    depth, wanted = max(_LEXICAL, limit), max(_DENSE, 2 * limit)
    terms = search_terms(connection, query, language, passages, depth, articles, hidden)
    names = search_names(connection, query, language, passages, depth, articles, hidden)
    while True:
        if articles or hidden is None:
            similar, found = _similar(connection, dense, vector, wanted, passages, articles)
        else:
            similar, found = _visible(connection, dense, vector, wanted, passages, hidden)
        there_are_more = len(found) >= wanted
        unseen = [key for key in {**terms, **names} if key not in similar]
        exact = dense.similarities(vector, unseen)
        similar |= exact
        found |= passages_by_id(connection, exact)
        scored = _scored(found, similar, terms, names, language)
        best, copies = _without_copies(scored, limit)
        if len(best) >= limit or not there_are_more or wanted >= _DEEPEST:
            return (*best, *copies)[:limit]
        wanted *= 4


def _scored(
    found: Mapping[str, Passage],
    similar: Mapping[str, float],
    terms: Mapping[str, float],
    names: Mapping[str, float],
    language: str,
) -> list[Passage]:
    """The passages with their scores, best first."""
    # Vectors of one text differ in the last bit where one was computed and one came back from
    # Chroma, or from another batch of the model; which comes first must not hang on that.
    alike: dict[str, float] = {}
    for key, passage in found.items():
        text = embedded_text(passage)
        alike[text] = max(similar[key], alike.get(text, similar[key]))
    scored = []
    for key, passage in found.items():
        evidence = Evidence(
            similarity=alike[embedded_text(passage)],
            terms=terms.get(key, 0.0),
            names=names.get(key, 0.0),
            same_language=passage.language == language,
        )
        scored.append(passage.model_copy(update={"score": fused_score(evidence)}))
    scored.sort(key=lambda passage: (-passage.score, passage.id))
    return scored


def _similar(
    connection: Connection,
    dense: Dense,
    vector: Sequence[float],
    wanted: int,
    passages: int,
    articles: Collection[str],
) -> tuple[dict[str, float], dict[str, Passage]]:
    """Search vectors until enough of them belong to passages that exist; return both by id."""
    if articles and (within := ids_within(connection, articles, FEW)) is not None:
        similar = dense.similarities(vector, within)
        best = dict(sorted(similar.items(), key=lambda each: -each[1])[:wanted])
        return best, passages_by_id(connection, best)
    depth = wanted
    while True:
        nearest = dict(dense.nearest(vector, depth, articles))
        alive = passages_by_id(connection, nearest)
        if len(alive) >= min(wanted, passages) or len(nearest) < depth:
            return nearest, alive
        depth *= 4


def _visible(
    connection: Connection,
    dense: Dense,
    vector: Sequence[float],
    wanted: int,
    passages: int,
    hidden: Hidden,
) -> tuple[dict[str, float], dict[str, Passage]]:
    """As `_similar`, for a search that passes over what is hidden.

    Chroma's own filter names every article that counts, and has HNSW skip all others; asking for
    more and leaving out what is hidden is faster, unless nearly everything is
    (benchmarks/hidden_articles.py).
    """
    if hidden.few is not None:
        similar = dense.similarities(vector, hidden.few)
        best = dict(sorted(similar.items(), key=lambda each: -each[1])[:wanted])
        return best, passages_by_id(connection, best)
    depth = wanted
    while True:
        nearest = dict(dense.nearest(vector, depth))
        numbers = numbers_by_id(connection, nearest)
        shown = [key for key in nearest if key in numbers and hidden.shows(numbers[key])][:wanted]
        if len(shown) >= min(wanted, passages - hidden.passages) or len(nearest) < depth:
            return {key: nearest[key] for key in shown}, passages_by_id(connection, shown)
        depth *= 4


def _without_copies(
    ranked: Sequence[Passage], limit: int
) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """The best passages, and those that other articles say too often already; both best first.

    Of near-copies within one article only the best is in either.
    """
    kept: list[tuple[Passage, Wording]] = []
    behind: list[tuple[Passage, Wording]] = []
    crowds = Crowds()
    for passage in ranked:
        if len(kept) == limit:
            break
        wording = wording_of(passage.text)
        if any(
            other.article_id == passage.article_id and _says_the_same(wording, known)
            for other, known in (*kept, *behind)
        ):
            continue
        if not crowds.is_full(wording):
            kept.append((passage, wording))
        elif len(behind) < limit:
            behind.append((passage, wording))
    return tuple(passage for passage, _ in kept), tuple(passage for passage, _ in behind)


def _says_the_same(one: Wording, other: Wording) -> bool:
    return one.decisive == other.decisive and overlap(one.words, other.words) >= _SAME
