"""From a question to the quotes that a model reads."""

import time
from collections.abc import Collection
from typing import TYPE_CHECKING

from assistant.evidence import (
    MOST_CHOSEN,
    MOST_JUDGED,
    MOST_RERANKED,
    MOST_SENTENCES,
    choose,
    near_the_best,
    one_line,
)
from assistant.llm.writer import Writer, writes_together
from assistant.reranker.engine import reranker
from assistant.two_languages import (
    Translation,
    language_to_search,
    rank_for_both,
    search_both,
    translate,
)
from assistant.work import Work

if TYPE_CHECKING:
    from index.searchable import SearchableArticles

# How the score of the retrieval is weighed against the reranker's, in log-odds: it differs by
# hundredths (docs/quality.md).
_SCORE_WEIGHT = 20.0


def search(
    work: Work, index: "SearchableArticles", writer: Writer, limit: int, articles: Collection[str]
) -> None:
    """Leave in `work` the passages that the question finds, and its translation where it has one.

    Args:
        work: with the question as it is to be searched.
        index: where to search.
        writer: the model that translates.
        limit: how many passages.
        articles: only passages of these articles; of any, when empty.
    """
    since = time.perf_counter()
    index.embed_query(work.standalone)
    work.took("embed", since)
    since = time.perf_counter()
    work.passages = index.search(
        work.standalone, limit=limit, language=work.language, articles=articles
    )
    work.took("search", since)
    into = language_to_search(work.language, work.passages)
    if into is None or not writer.tells_chances:
        return  # larger models are sent more evidence, and pay for each call
    since = time.perf_counter()
    translated, draft = translate(work.standalone, work.language, into, writer)
    work.used("translate", draft.usage)
    work.took("translate", since)
    if translated:
        since = time.perf_counter()
        index.embed_query(translated)
        work.took("embed", since)
        since = time.perf_counter()
        work.translation = Translation(translated, into)
        work.found = search_both(index, work.passages, work.translation, limit, articles)
        work.passages = work.found.passages
        work.took("search", since)


def reranks(writer: Writer) -> bool:
    """Whether the reranker chooses what a model judges.

    Where the model reads several quotes at once, judging costs little more than scoring them.
    """
    return writer.tells_chances and not writes_together(writer)


def find_evidence(work: Work, index: "SearchableArticles", writer: Writer) -> None:
    """Leave in `work` the quotes of its passages that most likely answer.

    Args:
        work: with what was found.
        index: where it was found.
        writer: the model that is to read them.
    """
    since = time.perf_counter()
    judges = writer.tells_chances  # each quote for itself
    most = MOST_RERANKED if reranks(writer) else MOST_JUDGED if judges else MOST_SENTENCES
    if work.translation is None or work.found is None:
        ranked = index.rank_sentences(work.standalone, work.language, work.passages)
    else:
        ranked = rank_for_both(index, work.standalone, work.language, work.translation, work.found)
    work.evidence = choose(index, work.standalone, ranked, most)
    if judges:
        work.evidence = near_the_best(work.evidence)
    work.took("evidence", since)
    if reranks(writer):
        since = time.perf_counter()
        _rerank(work)
        work.took("rerank", since)


def _rerank(work: Work) -> None:
    """Put the quotes that likely answer first, and keep as many as are judged."""
    texts = [one_line(quote.text) for quote in work.evidence]
    scores = reranker().scores(work.standalone, texts)
    ranked = sorted(
        zip(work.evidence, scores, strict=True),
        key=lambda each: -each[1] - _SCORE_WEIGHT * each[0].score,
    )[:MOST_CHOSEN]
    work.evidence = tuple(quote for quote, _ in ranked)
    work.rerank_scores = tuple(score for _, score in ranked)
