"""From a question to the passages most likely to answer it."""

import math
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from heapq import nlargest
from itertools import takewhile
from typing import NamedTuple

from index.article import Passage
from index.connection import Connection
from index.context import embedded_text
from index.copies import Crowds, Wording, overlap, wording_of
from index.fusion import Evidence, fused_score
from index.hidden import Hidden
from index.lexical import search_names, search_terms
from index.nearness import Dense, Near, Nearness
from index.records import passages_by_id

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
# Cosines of one text differ by less.
_SAME_VECTOR = 1e-5


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
    nearness = Nearness(connection, dense, vector, passages, articles, hidden)
    # Chroma and SQLite search without Python's lock, so each on a processor of its own.
    with ThreadPoolExecutor(max_workers=1) as beside:
        first = None if nearness.is_within_few else beside.submit(nearness.look, wanted)
        terms = search_terms(connection, query, language, passages, depth, articles, hidden)
        names = search_names(connection, query, language, passages, depth, articles, hidden)
        nearest = None if first is None else first.result()
    candidates = _Candidates(nearness, terms, names, language)
    candidates.take(nearness.of(wanted, nearest), wanted)
    places = 2 * limit
    while True:
        ranked = candidates.ranked(places)
        best, copies = _without_copies(_read(connection, ranked, places), limit)
        if len(best) >= limit:
            return best
        if places < len(ranked):
            places *= 4
        elif candidates.are_all or wanted >= _DEEPEST:
            return (*best, *copies)[:limit]
        else:
            wanted *= 4
            candidates.take(nearness.of(wanted), wanted)


class _Ranked(NamedTuple):
    """A passage, as far as it is ranked."""

    id: str
    score: float
    evidence: Evidence


class _Candidates:
    """What either search has found, with as much of it as scores need.

    Args:
        nearness: compares vectors.
        terms: what `search_terms` found.
        names: what `search_names` found.
        language: of the question.
    """

    def __init__(
        self,
        nearness: Nearness,
        terms: Mapping[str, float],
        names: Mapping[str, float],
        language: str,
    ) -> None:
        self._nearness = nearness
        self._terms = terms
        self._names = names
        self._language = language
        self._near: dict[str, Near] = {}
        self._farthest = 0.0
        self.are_all = False
        """Whether no passage is farther from the question than those that were taken."""

    def take(self, nearest: Mapping[str, Near], wanted: int) -> None:
        """Add the passages nearest to the question, of which so many were asked for."""
        self.are_all = len(nearest) < wanted
        self._farthest = min((near.similarity for near in nearest.values()), default=0.0)
        self._near |= nearest

    def ranked(self, places: int) -> list[_Ranked]:
        """Return the passages, best first, without such as can't be among the first.

        Args:
            places: how many are the first.
        """
        scores = self._scores()
        enough = len(scores) >= places
        bound = nlargest(places, scores.values())[-1] - _SAME_VECTOR if enough else -math.inf
        found = {**self._terms, **self._names}
        unseen = [key for key in found if key not in self._near and self._most(key) >= bound]
        if unseen:
            self._near |= self._nearness.compared(unseen)
            scores = self._scores()
        order = sorted(scores, key=lambda key: (-scores[key], key))
        return [_Ranked(key, scores[key], self._evidence(key, self._near[key])) for key in order]

    def _scores(self) -> dict[str, float]:
        return {key: fused_score(self._evidence(key, near)) for key, near in self._near.items()}

    def _most(self, key: str) -> float:
        """The most that a passage can score that is none of the nearest."""
        own = self._evidence(key, Near(self._farthest, self._language))
        return max(fused_score(own), fused_score(own._replace(same_language=False)))

    def _evidence(self, key: str, near: Near) -> Evidence:
        return Evidence(
            similarity=near.similarity,
            terms=self._terms.get(key, 0.0),
            names=self._names.get(key, 0.0),
            same_language=near.language == self._language,
        )


def _read(connection: Connection, ranked: Sequence[_Ranked], places: int) -> list[Passage]:
    """Read the first of the ranked passages; return them with their scores, best first.

    Vectors of one text differ in the last bit where one was computed and one came back from Chroma,
    or from another batch of the model; which comes first must not hang on that. So of one text the
    highest cosine counts.
    """
    first = ranked[:places]
    last = first[-1].score - _SAME_VECTOR if first else 0.0
    some = [*first, *takewhile(lambda each: each.score >= last, ranked[places:])]
    found = passages_by_id(connection, [each.id for each in some])
    texts = {key: embedded_text(passage) for key, passage in found.items()}
    alike: dict[str, float] = {}
    for key, _, evidence in some:
        alike[texts[key]] = max(evidence.similarity, alike.get(texts[key], evidence.similarity))
    scored = []
    for key, _, evidence in some:
        score = fused_score(evidence._replace(similarity=alike[texts[key]]))
        scored.append(found[key].model_copy(update={"score": score}))
    scored.sort(key=lambda passage: (-passage.score, passage.id))
    return scored[:places]


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
