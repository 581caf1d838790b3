"""Measures how often the sentences that a model reads hold the answer, and at how many tokens.

    python -m benchmarks.evidence [GOLD ...] [--limit N]

GOLD is what `assistant eval` takes; without it, the bundled gold set. A question is hit at k when
one of the k best quotes overlaps a gold quote. Beside the product's quotes stands the baseline of
the same run: single sentences, none brought along by another, ranked in the same way. Follow-ups
are left out, since a model has to make them stand alone first.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.bundled import bundled_index_dir
from assistant.evaluation.dataset_index import open_dataset_index
from assistant.evaluation.gold import GoldRow, GoldSet
from assistant.evaluation.observation import places_of
from assistant.evaluation.sampling import sample
from assistant.evaluation.sources import load_gold
from assistant.evidence import select_evidence
from assistant.settings import Settings
from index import sentence_ranking
from index.article import Passage
from index.article_index import ArticleIndex
from index.tokens import count_tokens

_DEPTHS = (1, 2, 4, 6, 8)
_NEVER = 99


def main(arguments: Sequence[str]) -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description="How often the evidence holds the answer.")
    parser.add_argument("gold", nargs="*", type=Path)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args(arguments)
    settings = Settings.load()
    gold = load_gold(options.gold)
    answerable = [row for row in gold.rows if row.answerable and row.quotes and not row.history]
    rows = sample(answerable, options.limit)
    table = Table(title=f"Gold quote among the first k, {len(rows)} questions")
    for heading in ("question", "quotes", *(f"@{k}" for k in _DEPTHS), "tokens of 6"):
        table.add_column(heading, justify="right")
    with closing(_open(gold, settings)) as index:
        for paired in (False, True):
            sentence_ranking.LONGEST_PAIR = 600 if paired else 0
            found = {row.id: _place_and_tokens(row, gold, index, settings) for row in rows}
            for language in (*sorted({row.language for row in rows}), "all"):
                some = [found[r.id] for r in rows if language in (r.language, "all")]
                places = np.array([place for place, _ in some])
                table.add_row(
                    language,
                    "as the product" if paired else "single sentences",
                    *(f"{np.mean(places <= k):.3f}" for k in _DEPTHS),
                    f"{np.mean([tokens for _, tokens in some]):.0f}",
                )
    Console().print(table)


def _open(gold: GoldSet, settings: Settings) -> ArticleIndex:
    if gold.documents:
        return open_dataset_index(gold.documents, settings)
    place = bundled_index_dir(**settings.cached_index_options())
    return ArticleIndex.open(settings.index or place)


def _place_and_tokens(
    row: GoldRow, gold: GoldSet, index: ArticleIndex, settings: Settings
) -> tuple[int, int]:
    """At which quote the first gold quote is found, and how long the first six are."""
    passages = index.search(
        row.question,
        limit=settings.passages,
        language=row.language,
        articles=gold.scopes[row.scope] if row.scope else (),
    )
    quotes = select_evidence(index, row.question, row.language, passages, most=max(_DEPTHS))
    wanted = [
        (quote.article, place)
        for quote in row.quotes
        for place in places_of(quote.text, index.get(quote.article), quote.start)
    ]
    place = next(
        (
            number
            for number, quote in enumerate(quotes, start=1)
            if any(_overlap(quote, article, place.start, place.end) for article, place in wanted)
        ),
        _NEVER,
    )
    return place, sum(count_tokens(quote.text) for quote in quotes[:6])


def _overlap(quote: Passage, article: str, start: int, end: int) -> bool:
    return quote.article_id == article and quote.start < end and start < quote.end


if __name__ == "__main__":
    main(sys.argv[1:])
