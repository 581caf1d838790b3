"""The sentences of some passages, ranked by how likely each answers a question.

A small model reads a few sentences faster and better than whole passages. A sentence is scored by
its own similarity to the question, by what its passage scored (a sentence seldom names all that it
speaks of), and by the words it shares with the question where both are in one language.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np

from index.article import Passage
from index.fusion import LANGUAGE_GAP
from index.lexical import passage_names, passage_terms, query_names, query_terms
from index.sentences import split_sentences

# Chosen on the bundled gold set by benchmarks/evidence.py (docs/quality.md); flat around these.
PASSAGE_WEIGHT = 1.0
TERMS_WEIGHT = 0.1
NAMES_WEIGHT = 0.05

_HEADING = re.compile(r"#{1,6}(?:\s|$)")


def sentences_of(passage: Passage) -> list[Passage]:
    """The sentences of a passage, each a passage of its own; one that is no heading.

    `start` and `end` count in the article, as those of the passage do.
    """
    found = []
    for span in split_sentences(passage.text, passage.language):
        text = passage.text[span.start : span.end]
        if _HEADING.match(text):
            continue
        start, end = passage.start + span.start, passage.start + span.end
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
    embed: Callable[[Sequence[str]], Sequence[Sequence[float]]],
) -> list[Passage]:
    """All sentences of `passages`, best first, with their scores.

    Args:
        question: as it is searched.
        language: of the question, ISO 639-1.
        passages: as a search gave them, with their scores.
        question_vector: normalised to length 1, as are the vectors of `embed`.
        embed: texts to vectors.
    """
    sentences = [(passage, s) for passage in passages for s in sentences_of(passage)]
    if not sentences:
        return []
    vectors = np.asarray(embed([sentence.text for _, sentence in sentences]), dtype=np.float32)
    similarities = vectors @ np.asarray(question_vector, dtype=np.float32)
    terms, names = set(query_terms(question, language)), set(query_names(question, language))
    ranked = []
    for (passage, sentence), similarity in zip(sentences, similarities, strict=True):
        score = float(similarity) + PASSAGE_WEIGHT * passage.score
        if sentence.language == language:
            shared = _share(terms, passage_terms(sentence.text, sentence.language))
            score += TERMS_WEIGHT * shared
        else:
            shared = _share(names, passage_names(sentence.text, sentence.language))
            score += LANGUAGE_GAP + NAMES_WEIGHT * shared
        ranked.append(sentence.model_copy(update={"score": score}))
    return sorted(ranked, key=lambda sentence: -sentence.score)


def _share(wanted: set[str], found: str) -> float:
    """Share of `wanted` that stands in `found`, 0 to 1."""
    return len(wanted & set(found.split())) / len(wanted) if wanted else 0.0
