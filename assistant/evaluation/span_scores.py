"""Exact match and token F1 of an answer against spans of text, as SQuAD defines them.

Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text", EMNLP 2016: case,
punctuation, articles and surplus white space do not count, and the best of several gold spans
does. Leaving out the articles of the answer's own language, and Unicode's punctuation beside the
signs that SQuAD's script takes for it (`$` and `+` among them), follows Lewis et al., "MLQA:
Evaluating Cross-lingual Extractive Question Answering", ACL 2020.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from assistant.evaluation.matching import GRAMMATICAL_ARTICLES


class SpanScore(NamedTuple):
    """How an answer compares with gold spans, both in 0..1."""

    exact: float
    f1: float


def score_against_spans(answer: str, spans: Sequence[str], language: str) -> SpanScore:
    """The best exact match and token F1 of the answer over all gold spans.

    >>> score_against_spans("The red house.", ["red house", "house"], "en")
    SpanScore(exact=1.0, f1=1.0)

    Raises:
        ValueError: there are no spans.
    """
    if not spans:
        raise ValueError("an answer is compared with at least one span")
    have = span_tokens(answer, language)
    # As in SQuAD's script, a span of nothing but articles and punctuation is none.
    wanted = [span for each in spans if (span := span_tokens(each, language))] or [[]]
    return SpanScore(
        exact=max(float(have == span) for span in wanted),
        f1=max(_f1(have, span) for span in wanted),
    )


def span_tokens(text: str, language: str) -> list[str]:
    """Words of the text without case, punctuation and the articles of its language."""
    text = unicodedata.normalize("NFC", text).lower()
    if language == "fr":  # the article in l'homme is a word of its own
        text = re.sub(r"['’]", " ", text)
    kept = "".join(character for character in text if not _is_punctuation(character))
    articles = GRAMMATICAL_ARTICLES.get(language, frozenset())
    return [word for word in re.split(r"\s+", kept) if word and word not in articles]


def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")


def _f1(have: Sequence[str], wanted: Sequence[str]) -> float:
    if not have or not wanted:
        return float(list(have) == list(wanted))
    common = sum((Counter(have) & Counter(wanted)).values())
    if not common:
        return 0.0
    precision, recall = common / len(have), common / len(wanted)
    return 2 * precision * recall / (precision + recall)
