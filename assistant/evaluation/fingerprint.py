"""Fingerprints of a run of the evaluation: of the index, the code and each question."""

from pathlib import Path

from assistant import fingerprint
from assistant.evaluation.gold import GoldRow, GoldSet
from assistant.evaluation.protocol import SearchedIndex
from assistant.fingerprint import digest, folder_fingerprint


def index_fingerprint(index: SearchedIndex) -> str:
    """Of all articles and their passages; two indexes of the same articles share it."""
    articles = sorted(index, key=lambda article: article.id)
    return digest(
        part
        for article in articles
        for part in (
            article.id,
            article.text,
            *(passage.id for passage in index.passages(article.id)),
        )
    )


def code_fingerprint(system: str = "assistant") -> str:
    """Of what makes answers; the stock engine has a part of its own in this package."""
    parts = [fingerprint.code_fingerprint()]
    if system == "stock":
        parts.append(folder_fingerprint(Path(__file__).parent, "stock*.py"))
    return digest(parts)


def question_key(row: GoldRow, gold: GoldSet) -> str:
    """Of what is asked: not of what a right answer is, so gold can be mended without asking."""
    return digest(
        [
            row.question,
            *(part for turn in row.history for part in (turn.question, turn.answer)),
            "scope",
            *sorted(gold.scopes.get(row.scope, ())),
            "without",
            *sorted(row.without),
            "asked" if row.asked else "searched",
        ]
    )
