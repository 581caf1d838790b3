"""The sentences of some passages, ranked by how likely each answers a question.

A small model reads a few sentences faster and better than whole passages. A sentence is scored by
its own similarity to the question, by what its passage scored (a sentence seldom names all that it
speaks of), and by the words it shares with the question where both are in one language. Where it
is nearer to the question together with the sentence before it, the two are ranked, and returned,
as one: "Some see a chance in it" answers only after "Hollywood is divided over Sora".
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from index.article import Passage
from index.fusion import LANGUAGE_GAP
from index.lexical import passage_names, passage_terms, query_names, query_terms
from index.sentences import split_sentences

# Chosen on the bundled gold set by benchmarks/evidence.py (docs/quality.md); flat around these.
PASSAGE_WEIGHT = 1.0
TERMS_WEIGHT = 0.1
NAMES_WEIGHT = 0.05
LONGEST_PAIR = 600  # characters

_HEADING = re.compile(r"#{1,6}(?:\s|$)")
_BULLET = re.compile(r"^(?:[-*+•]\s+)+")


def sentences_of(passage: Passage) -> list[Passage]:
    """The sentences of a passage, each a passage of its own, without headings and bullets.

    `start` and `end` count in the article, as those of the passage do.
    """
    found = []
    for span in split_sentences(passage.text, passage.language):
        text = passage.text[span.start : span.end]
        if _HEADING.match(text):
            continue
        text = _BULLET.sub("", text, count=1)
        end = passage.start + span.end
        start = end - len(text)
        found.append(
            passage.model_copy(
                update={"id": f"{passage.id}:{start}", "start": start, "end": end, "text": text}
            )
        )
    return found


def rank_sentences(
    question: str,
    language: str,
    passages: Sequence[Passage],
    question_vector: Sequence[float],
    embed: Callable[[Sequence[str]], ArrayLike],
    alike_vector: Sequence[float] | None = None,
) -> list[Passage]:
    """All sentences of `passages`, best first, with their scores; some with the one before them.

    Args:
        question: as it is searched.
        language: of the question, ISO 639-1.
        passages: as a search gave them, with their scores.
        question_vector: normalised to length 1, as are the vectors of `embed`.
        embed: texts to vectors.
        alike_vector: of the question, by which it is alike to texts that speak of the same: this
            tells whether a sentence needs the one before it. The other, when None.
    """
    sentences = [(passage, s) for passage in passages for s in sentences_of(passage)]
    if not sentences:
        return []
    units = _units(sentences, question_vector, alike_vector or question_vector, embed)
    terms, names = set(query_terms(question, language)), set(query_names(question, language))
    ranked = []
    for passage, sentence, similarity in units:
        score = similarity + PASSAGE_WEIGHT * passage.score
        if sentence.language == language:
            shared = _share(terms, _terms(sentence.text, sentence.language))
            score += TERMS_WEIGHT * shared
        else:
            shared = _share(names, _names(sentence.text, sentence.language))
            score += LANGUAGE_GAP + NAMES_WEIGHT * shared
        ranked.append(sentence.model_copy(update={"score": score}))
    return sorted(ranked, key=lambda sentence: -sentence.score)


def _units(
    sentences: Sequence[tuple[Passage, Passage]],
    question_vector: Sequence[float],
    alike_vector: Sequence[float],
    embed: Callable[[Sequence[str]], ArrayLike],
) -> list[tuple[Passage, Passage, float]]:
    """Each sentence with its passage and its cosine, together with the one before it if nearer.

    Two together have the better cosine of both: what answers lies near by itself.
    """
    pairs = {
        number: _joined(passage, before, sentence)
        for number, ((_, before), (passage, sentence)) in enumerate(pairwise(sentences), start=1)
        if _follows(passage, before, sentence)
    }
    texts = [s.text for _, s in sentences] + [pair.text for pair in pairs.values()]
    vectors = np.asarray([question_vector, alike_vector], dtype=np.float32)
    nearness, likeness = vectors @ np.asarray(embed(texts), dtype=np.float32).T
    together = dict(zip(pairs, range(len(sentences), len(texts)), strict=True))
    units = []
    for number, (passage, sentence) in enumerate(sentences):
        near = float(nearness[number])
        both = together.get(number)
        if both is not None and likeness[both] > likeness[number]:
            units.append((passage, pairs[number], max(near, float(nearness[both]))))
        else:
            units.append((passage, sentence, near))
    return units


def _follows(passage: Passage, before: Passage, sentence: Passage) -> bool:
    """Whether two sentences stand one after the other in one paragraph of one passage."""
    if (
        before.article_id != passage.article_id
        or not passage.start <= before.start < sentence.start
    ):
        return False
    between = passage.text[before.end - passage.start : sentence.start - passage.start]
    return "\n" not in between and sentence.end - before.start <= LONGEST_PAIR


def _joined(passage: Passage, before: Passage, sentence: Passage) -> Passage:
    """Two sentences as one; it keeps the language and the id of the second."""
    text = passage.text[before.start - passage.start : sentence.end - passage.start]
    return sentence.model_copy(update={"start": before.start, "text": text})


# The sentences of a small index are found again with every question.
@lru_cache(maxsize=8192)
def _terms(text: str, language: str) -> frozenset[str]:
    return frozenset(passage_terms(text, language).split())


@lru_cache(maxsize=8192)
def _names(text: str, language: str) -> frozenset[str]:
    return frozenset(passage_names(text, language).split())


def _share(wanted: set[str], found: frozenset[str]) -> float:
    """Share of `wanted` that stands in `found`, 0 to 1."""
    return len(wanted & found) / len(wanted) if wanted else 0.0
