"""A question put in the language of the articles too, and what is found with both.

Within one language multilingual-e5-small finds more than across two, and words can be compared.
The model translates the question; its own wording counts as much as the translation, whose faults
then cost little (docs/quality.md).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from assistant.drafting import language_name
from assistant.llm.writer import Draft, Writer, write
from assistant.markers import first_line
from assistant.prompts import load_prompt
from index.article import Passage
from index.searchable import SearchableArticles

_MOST_TOKENS = 80
_LEAST_SHARE = 0.5
"""Share of the passages found from which on their language is worth a translation."""
_UNFOUND = 0.01
"""How far below the last passage found one counts that only the other wording finds."""


class Translation(NamedTuple):
    """The question in another language."""

    question: str
    language: str


class Found(NamedTuple):
    """Passages that either wording finds."""

    passages: tuple[Passage, ...]
    """Best first, with the mean of both scores."""
    for_question: tuple[Passage, ...]
    """The same passages with their scores for the question."""
    for_translation: tuple[Passage, ...]
    """The same passages with their scores for the translation."""


def language_to_search(language: str, passages: Sequence[Passage]) -> str | None:
    """The language that most of the passages are in, where it is not that of the question."""
    if not passages:
        return None
    most, count = Counter(passage.language for passage in passages).most_common(1)[0]
    return most if most != language and count >= _LEAST_SHARE * len(passages) else None


def translate(question: str, language: str, into: str, writer: Writer) -> tuple[str, Draft]:
    """The question in another language, and what the model wrote; empty where that is nothing."""
    messages = load_prompt("question", f"{language}-{into}").messages(
        question=question, language_name=language_name(into)
    )
    draft = write(writer, messages, max_tokens=_MOST_TOKENS)
    return first_line(draft.text), draft


def search_both(
    index: SearchableArticles,
    found: Sequence[Passage],
    translation: Translation,
    limit: int,
    articles: Collection[str],
) -> Found:
    """What the question has found, and what its translation finds besides.

    Args:
        index: where to search.
        found: with the question itself.
        translation: of the question.
        limit: how many passages the search for the translation gives, and are kept in the end.
        articles: only passages of these articles; of any, when empty.
    """
    others = index.search(
        translation.question, limit=limit, language=translation.language, articles=articles
    )
    union = {passage.id: passage for passage in (*found, *others)}
    mine, theirs = _scores(found, union), _scores(others, union)
    mean = {key: (mine[key] + theirs[key]) / 2 for key in union}
    kept = sorted(union, key=lambda key: -mean[key])

    def scored(scores: Mapping[str, float]) -> tuple[Passage, ...]:
        return tuple(union[key].model_copy(update={"score": scores[key]}) for key in kept)

    return Found(scored(mean)[:limit], scored(mine), scored(theirs))


def rank_for_both(
    index: SearchableArticles, question: str, language: str, translation: Translation, found: Found
) -> tuple[Passage, ...]:
    """Sentences of the passages by the mean of their scores for the question and its translation.

    As `ArticleIndex.rank_sentences`, which ranks for one.
    """
    mine = index.rank_sentences(question, language, found.for_question)
    theirs = {
        (sentence.article_id, sentence.end): sentence.score
        for sentence in index.rank_sentences(*translation, found.for_translation)
    }
    return tuple(
        sentence.model_copy(
            update={"score": (sentence.score + theirs[sentence.article_id, sentence.end]) / 2}
        )
        for sentence in mine
    )


def _scores(passages: Sequence[Passage], union: Mapping[str, Passage]) -> dict[str, float]:
    least = min((passage.score for passage in passages), default=0.0) - _UNFOUND
    return dict.fromkeys(union, least) | {passage.id: passage.score for passage in passages}
