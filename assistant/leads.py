"""The beginnings of articles, which say in a few sentences what the rest goes on about.

Newspapers put what matters most first, and pages that answer questions put the answer there. The
passage that is nearest to a question is often a later one, on a detail of it.
"""

from collections.abc import Sequence

from index.article import Passage
from index.errors import ArticleNotFoundError
from index.searchable import SearchableArticles
from index.structure import Kind, blocks

MOST_ARTICLES = 3
"""Of so many articles, the first that were found, the beginning is looked at as well."""
_LONGEST = 700  # characters
_UNFOUND = 0.01
"""How far below the last passage found a beginning counts that was not found itself."""


def with_leads(index: SearchableArticles, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages, and behind them the beginnings of the first articles that are not among them.

    Args:
        index: where they come from.
        passages: as a search gave them, best first.
    """
    first = {passage.article_id: passage for passage in reversed(passages)}
    nearest = [passage for passage in passages if first[passage.article_id] is passage]
    least = min((passage.score for passage in passages), default=0.0) - _UNFOUND
    leads = []
    for passage in nearest[:MOST_ARTICLES]:
        lead = _lead(index, passage)
        if lead is not None and not any(_overlap(lead, other) for other in passages):
            leads.append(lead.model_copy(update={"score": least}))
    return (*passages, *leads)


def _lead(index: SearchableArticles, passage: Passage) -> Passage | None:
    """What stands before an article's first heading, or behind the one that it opens with."""
    try:
        text = index.get(passage.article_id).text
    except ArticleNotFoundError:  # removed since it was found
        return None
    start = end = None
    for block in blocks(text[: 2 * _LONGEST]):
        if block.kind is Kind.HEADING:
            if start is not None:
                break
        elif start is None:
            start, end = block.start, block.end
        elif block.end - start <= _LONGEST:
            end = block.end
        else:
            break
    if start is None or end is None:
        return None
    end = min(end, start + _LONGEST)
    return passage.model_copy(
        update={
            "id": f"{passage.id.partition(':')[0]}:{start}",
            "start": start,
            "end": end,
            "text": text[start:end],
            "heading": "",
        }
    )


def _overlap(one: Passage, other: Passage) -> bool:
    return one.article_id == other.article_id and one.start < other.end and other.start < one.end
