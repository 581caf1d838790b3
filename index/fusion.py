"""One score from two kinds of evidence, with respect to language.

A question in English is nearer to an English passage than to a German one that says the same: on
the development data the embedding's similarity differs by about .03 for no reason but language.
And only a passage in the question's own language can share its words. Added up blindly, as rank
fusion does, both bury right passages of other languages. So the gap is added back, and words count
within a language, names and numbers across.
"""

from typing import NamedTuple

# Fitted on half of the development questions, reported on the other half, by
# benchmarks/retrieval.py (docs/quality-retrieval.md). The figures are flat around these values.
LANGUAGE_GAP = 0.03
TERMS_WEIGHT = 0.1
NAMES_WEIGHT = 0.2


class Evidence(NamedTuple):
    """What speaks for one passage."""

    similarity: float
    """Cosine between question and passage; multilingual-e5-small gives .7 to .9."""
    terms: float = 0.0
    """Share of the best possible BM25 score over stemmed terms, 0 to 1."""
    names: float = 0.0
    """The same over names and numbers, 0 to 1."""
    same_language: bool = True
    """Whether question and passage are in one language."""


def fused_score(evidence: Evidence) -> float:
    """Return the score that passages are ranked by.

    Lexical evidence is squared: a question that is found word for word says much, one of whose
    words some are found says little, since every passage of the same subject has some.
    """
    if evidence.same_language:
        return evidence.similarity + TERMS_WEIGHT * evidence.terms**2
    return evidence.similarity + LANGUAGE_GAP + NAMES_WEIGHT * evidence.names**2
