"""Measures what full text finds where no search may score all passages that have its words.

    python -m benchmarks.common_words DATA...

Each is a public data set whose questions are in the language of their documents, as `assistant
eval` takes them. Its documents are indexed for full text alone and its answerable questions asked,
with all passages scored that have any word of the question, and with no more than a twentieth and a
fiftieth of them, as in an index of 200,000 and 500,000 passages. Printed are the shares of
questions whose document is the first and among the first five: of the product, and of a search by
the rarest words alone, as many as can be.
"""

import argparse
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from assistant.evaluation.evaldata import CORPUS_FILE
from assistant.evaluation.gold import parse_object, read_lines
from benchmarks.searching import scoring
from index import bm25
from index.article import Article
from index.chunking import ChunkingSettings, chunk_article
from index.fts5 import SqliteConnection
from index.lexical import query_terms, search_terms
from index.records import insert_article
from index.sqlite_schema import clear

_PARTS = (20, 50)
_LIMIT = 50
_FIRST = 5

Search = Callable[[str, str], list[str]]
"""From a question and its language to ids of passages, best first."""


class Asked(NamedTuple):
    """A question, its language, and the document that answers."""

    question: str
    language: str
    document: str


class Words:
    """Full text of some documents, by passage.

    Args:
        connection: to an empty database.
        lines: the documents.
    """

    def __init__(self, connection: SqliteConnection, lines: Sequence[dict[str, object]]) -> None:
        self.connection = connection
        clear(connection)
        for line in lines:
            article = Article(
                id=str(line["doc_id"]), title=str(line.get("title") or ""),
                language=str(line["lang"]), text=str(line["text"]),
            )  # fmt: skip
            insert_article(connection, article, article.id,
                           chunk_article(article, ChunkingSettings()))  # fmt: skip
        connection.commit()
        self.document_of = dict(connection.execute("SELECT id, article FROM passages"))

    @property
    def passages(self) -> int:
        """How many passages there are."""
        return len(self.document_of)

    def search(self, question: str, language: str) -> list[str]:
        """As the product searches words."""
        found = search_terms(self.connection, question, language, self.passages, _LIMIT)
        return sorted(found, key=lambda passage: -found[passage])

    def search_rare(self, question: str, language: str) -> list[str]:
        """By the rarest words alone, as many as may be scored."""
        text = self.connection.full_text
        terms = query_terms(question, language)
        counts = text.counts(self.connection, "terms", terms, bm25.MOST_SCORED + 1)
        rare = {term: counts[term] for (term, *more) in bm25.sought(counts).groups if not more}
        if not rare:
            return []
        groups = tuple((term,) for term in rare)
        sought = bm25.Sought(rare, groups)
        found = text.scores(self.connection, "terms", sought, _LIMIT, (), self.passages)
        return [passage for passage, _ in found]


def shares(words: Words, asked: Sequence[Asked], search: Search) -> str:
    """For how many of the questions the right document is first, and among the first five."""
    places = []
    for row in asked:
        found = search(row.question, row.language)
        documents = list(dict.fromkeys(words.document_of[passage] for passage in found))
        places.append(documents.index(row.document) if row.document in documents else _LIMIT)
    first, five = (mean(place < most for place in places) for most in (1, _FIRST))
    return f"{first:.3f} / {five:.3f}"


def measure(name: str, words: Words, asked: Sequence[Asked]) -> None:
    """Print the figures of one data set."""
    print(f"{name}: {words.passages} passages, {len(asked)} questions; first / among five")
    with scoring(words.passages):
        print(f"  all scored          {shares(words, asked, words.search)}")
    for part in _PARTS:
        with scoring(words.passages // part):
            now, rare = (shares(words, asked, each) for each in (words.search, words.search_rare))
            print(f"  one in {part:2}           {now}, by rare words alone {rare}")


def _lines(path: Path) -> list[dict[str, object]]:
    return [parse_object(line, f"{path}:{number}") for number, line in read_lines(path)]


def main() -> None:
    """Measure each data set, for each language that has questions of its own."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path, nargs="+")
    for folder in parser.parse_args().data:
        documents = _lines(folder / CORPUS_FILE)
        spoken = {str(line["doc_id"]): str(line["lang"]) for line in documents}
        rows = [line for path in sorted(folder.glob("questions*.jsonl")) for line in _lines(path)]
        asked = [
            Asked(str(row["question"]), str(row["lang"]), str(row["doc_id"]))
            for row in rows
            if row["answerable"] and spoken[str(row["doc_id"])] == row["lang"]
        ]
        for language in sorted({row.language for row in asked}):
            mine = [line for line in documents if line["lang"] == language]
            with closing(sqlite3.connect(":memory:", factory=SqliteConnection)) as connection:
                words = Words(connection, mine)
                measure(f"{folder.name} {language}", words,
                        [row for row in asked if row.language == language])  # fmt: skip


if __name__ == "__main__":
    main()
