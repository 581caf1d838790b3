"""Measures ways to keep full text in PostgreSQL, and how equal its ranking is to SQLite's.

    python -m benchmarks.full_text postgresql://user@host/database [--passages 20000]

Three layouts are filled with the words of made-up passages and asked the same questions, all of
them scored by BM25 with the same figures:

- `jsonb`: how often each word is, as JSON, under a GIN index (what the index does).
- `tsvector`: PostgreSQL's own type under a GIN index.
- `postings`: a row for each word of each passage, under a B-tree that holds all that scoring needs.

Then the index's own code fills SQLite and PostgreSQL with the bundled articles, and with made-up
ones, and the best ten passages of both are compared, question by question. The tables are made in a
schema of their own, which is dropped.
"""

import argparse
import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import psycopg

from benchmarks.searching import percentile, questions
from benchmarks.synthetic_articles import Writer
from index.article import Article, Passage
from index.bm25 import rarity
from index.chunking import ChunkingSettings, chunk_article
from index.connection import Connection
from index.fts5 import SqliteConnection
from index.language import detect_question_language
from index.lexical import passage_terms, query_terms, search_names, search_terms
from index.meta import new_meta
from index.postgres import PostgresDatabase
from index.readers import IsolatedReader
from index.records import insert_article
from index.sqlite_schema import clear

_WORDS = 60
_MOST = 10_000
_BEST = 10
_BM25 = "sum(q.weight * f.n * 2.2 / (f.n + 1.2 * (0.25 + 0.75 * {length} / %(mean)s::float8)))"
_ASKED = "unnest(%(terms)s::text[], %(weights)s::float8[]) AS q (term, weight)"
_ROOT = Path(__file__).resolve().parents[1]

Words = tuple[int, int, Counter[str]]
"""Number and length of a passage, and how often each of its words is in it."""


class Layout(NamedTuple):
    """A way to keep words."""

    create: tuple[str, ...]
    rows: Callable[[Words], Iterator[tuple[object, ...]]]
    insert: str
    counting: str
    search: str


def _quoted(term: str) -> str:
    return "'" + term.replace("'", "''") + "'"


def _tsvector(words: Words) -> str:
    parts, place = [], 1
    for term, times in words[2].items():
        parts.append(f"{_quoted(term)}:{','.join(str(place + each) for each in range(times))}")
        place += times
    return " ".join(parts)


_BEST_OF = "FROM t WHERE {condition} ORDER BY score DESC, number LIMIT 50"
LAYOUTS = {
    "jsonb": Layout(
        (
            "CREATE TABLE t (number bigint PRIMARY KEY, length int, words jsonb)",
            "CREATE INDEX ON t USING gin (words) WITH (fastupdate = off)",
        ),
        lambda words: iter([(words[0], words[1], json.dumps(words[2]))]),
        "INSERT INTO t VALUES (%s, %s, %s)",
        "SELECT count(*) FROM (SELECT 1 FROM t WHERE words ? %s LIMIT 10001) AS c",
        f"SELECT number, (SELECT {_BM25.format(length='t.length')} FROM {_ASKED}, "  # noqa: S608
        "LATERAL (SELECT (t.words ->> q.term)::int AS n) AS f) AS score "
        + _BEST_OF.format(condition="words ?| %(terms)s::text[]"),
    ),
    "tsvector": Layout(
        (
            "CREATE TABLE t (number bigint PRIMARY KEY, length int, words tsvector)",
            "CREATE INDEX ON t USING gin (words) WITH (fastupdate = off)",
        ),
        lambda words: iter([(words[0], words[1], _tsvector(words))]),
        "INSERT INTO t VALUES (%s, %s, %s::tsvector)",
        "SELECT count(*) FROM (SELECT 1 FROM t WHERE words @@ quote_literal(%s)::tsquery "
        "LIMIT 10001) AS c",
        f"SELECT number, (SELECT {_BM25.format(length='t.length')} FROM {_ASKED} "  # noqa: S608
        "JOIN (SELECT lexeme, cardinality(positions) AS n FROM unnest(t.words)) AS f "
        "ON f.lexeme = q.term) AS score "
        + _BEST_OF.format(condition="words @@ %(query)s::tsquery"),
    ),
    "postings": Layout(
        (
            'CREATE TABLE t (term text COLLATE "C", number bigint, n smallint, length int, '
            "PRIMARY KEY (term, number) INCLUDE (n, length))",
        ),
        lambda words: ((term, words[0], n, words[1]) for term, n in words[2].items()),
        "INSERT INTO t VALUES (%s, %s, %s, %s)",
        "SELECT count(*) FROM (SELECT 1 FROM t WHERE term = %s LIMIT 10001) AS c",
        f"SELECT number, {_BM25.format(length='f.length')} AS score FROM {_ASKED} "  # noqa: S608
        "JOIN t AS f USING (term) GROUP BY number ORDER BY score DESC, number LIMIT 50",
    ),
}


def measure(
    connection: psycopg.Connection[Any], layout: Layout, held: Sequence[Words], asked: list[str]
) -> tuple[dict[str, float], list[list[int]]]:
    """Fill a layout and ask it; return its figures, and what it finds."""
    connection.execute("DROP TABLE IF EXISTS t")
    for statement in layout.create:
        connection.execute(statement.encode())
    begun = time.perf_counter()
    with connection.transaction():
        rows = (row for words in held for row in layout.rows(words))
        connection.cursor().executemany(layout.insert.encode(), rows)
    filled = time.perf_counter() - begun
    connection.execute("VACUUM ANALYZE t")
    size = connection.execute("SELECT pg_total_relation_size('t')").fetchone()
    mean = sum(length for _, length, _ in held) / len(held)
    found, took = [], []
    for question in asked:
        begun = time.perf_counter()
        found.append(_search(connection, layout, query_terms(question, "en"), len(held), mean))
        took.append((time.perf_counter() - begun) * 1000)
    figures = {
        "passages a second": len(held) / filled,
        "bytes a passage": (size[0] if size else 0) / len(held),
        "p50 ms": percentile(took, 0.5),
        "p95 ms": percentile(took, 0.95),
    }
    return figures, found


def _search(
    connection: psycopg.Connection[Any], layout: Layout, terms: list[str], held: int, mean: float
) -> list[int]:
    counts = {
        term: int(connection.execute(layout.counting.encode(), (term,)).fetchone()[0])  # type: ignore[index]
        for term in terms
    }
    kept, total = [], 0
    for term in sorted(counts, key=counts.__getitem__):
        total += counts[term]
        if total > _MOST:
            break
        kept.append(term)
    values = {
        "terms": kept,
        "weights": [rarity(counts[term], held) for term in kept],
        "mean": mean,
        "query": " | ".join(_quoted(term) for term in kept),
    }
    return [number for number, _ in connection.execute(layout.search.encode(), values)]


def made_up(count: int) -> Iterator[Words]:
    """Yield the words of so many made-up passages."""
    writer = Writer(seed=1, words=_WORDS)
    for number in range(count):
        terms = passage_terms(writer.article(f"Article {number}"), "en").split()
        yield number, len(terms), Counter(terms)


def articles_of(folder: Path) -> Iterator[Article]:
    """Yield the articles of a folder."""
    with IsolatedReader() as reader:
        for path in sorted(folder.rglob("*.md")):
            yield from (each for each in reader.read(path, folder) if isinstance(each, Article))


def made_up_articles(count: int) -> Iterator[Article]:
    """Yield made-up articles of some passages each."""
    writer = Writer(seed=2, words=300)
    for number in range(count):
        yield Article(
            id=f"{number}.md", title="", language="en", text=writer.article(f"Article {number}")
        )


def agreement(url: str, articles: Iterator[Article], asked: Sequence[str]) -> str:
    """Fill both databases with articles, ask both, and say how alike the answers are."""
    passages: list[tuple[Article, list[Passage]]] = [
        (article, chunk_article(article, ChunkingSettings())) for article in articles
    ]
    total = sum(len(found) for _, found in passages)
    local = sqlite3.connect(":memory:", factory=SqliteConnection)
    clear(local)
    shared = PostgresDatabase(url, f"measured-{uuid4().hex[:8]}", new=new_meta("", ""))
    try:
        with shared.writing() as writer:
            for article, found in passages:
                insert_article(local, article, article.id, found)
                insert_article(writer, article, article.id, found)
        with shared.reading() as reader:
            return _compare(local, reader, asked, total)
    finally:
        local.close()
        shared.close()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP SCHEMA "{shared.schema}" CASCADE'.encode())


def _compare(local: Connection, shared: Connection, asked: Sequence[str], total: int) -> str:
    same = alike = searches = 0
    furthest = 0.0
    for question in asked:
        language = detect_question_language(question)
        for search in (search_terms, search_names):
            one = search(local, question, language, total, 50)
            other = search(shared, question, language, total, 50)
            best, others = list(one)[:_BEST], list(other)[:_BEST]
            searches += 1
            same += best == others
            alike += len(set(best) & set(others)) == len(best)
            common = one.keys() & other.keys()
            furthest = max([furthest, *(abs(one[key] - other[key]) for key in common)])
    return (
        f"{total} passages, {searches} searches: best ten the same in {alike}, in the same order "
        f"in {same}; scores differ by at most {furthest:.1e}"
    )


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=100)
    options = parser.parse_args()
    asked = questions(options.questions, 1)
    held = list(made_up(options.passages))
    answers = []
    with psycopg.connect(options.url, autocommit=True) as connection:
        for name, layout in LAYOUTS.items():
            figures, found = measure(connection, layout, held, asked)
            answers.append(found)
            told = ", ".join(f"{value:,.1f} {what}" for what, value in figures.items())
            print(f"{name}: {told}", flush=True)
        connection.execute("DROP TABLE t")
    print(f"all layouts find the same: {all(each == answers[0] for each in answers)}")
    gold = _ROOT / "corpus" / "gold"
    lines = [line for path in sorted(gold.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    bundled = [json.loads(line)["question"] for line in lines if line.strip()]
    print("bundled: " + agreement(options.url, articles_of(_ROOT / "corpus/articles"), bundled))
    print("made up: " + agreement(options.url, made_up_articles(3000), asked))


if __name__ == "__main__":
    main()
