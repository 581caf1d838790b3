"""Measures retrieval by language pair: dense, lexical, and the two fused as the product does.

    python -m benchmarks.retrieval DATA [--vectors FOLDER] [--only NAME ...] [--whole] [--fit]

DATA holds folders of a `corpus.jsonl` (doc_id, lang, text) and `questions*.jsonl` (qid, question,
lang, doc_id). Documents are cut into passages as the product cuts them, languages are detected as
the product detects them, and a question is hit at k when a passage of the right document is among
the k best documents. Vectors are kept in `--vectors`, so that a second run takes seconds.

Weights are fitted on one half of the questions (`--fit` prints the grid), everything is reported on
the other half; a question and its translation are always in the same half.
"""

import argparse
import json
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Passage
from index.chunking import ChunkingSettings, chunk_article
from index.context import embedded_text
from index.embedding import EmbeddedE5
from index.embedding_cache import EmbeddingCache
from index.fts5 import SqliteConnection
from index.fusion import (
    LANGUAGE_GAP,
    NAMES_WEIGHT,
    TERMS_WEIGHT,
    Evidence,
    fused_score,
)
from index.language import detect_language, detect_question_language
from index.lexical import search_names, search_terms
from index.records import insert_article
from index.sqlite_schema import clear

_WHOLE = ChunkingSettings(max_tokens=4096)
_GONE = -9.0
"""A score below all others: the document is not in the pool."""

_Row = dict[str, Any]
"""A line of a JSON Lines file, as the data folder's own documentation lists its fields."""
Scores = NDArray[np.float64]


class Weights(NamedTuple):
    """The constants of `index.fusion`."""

    gap: float = LANGUAGE_GAP
    terms: float = TERMS_WEIGHT
    names: float = NAMES_WEIGHT


class Question(NamedTuple):
    """A question with all evidence that there is, one value a passage of the pool."""

    pair: str
    """Language of question and answer, such as `en→de`."""
    fitting: bool
    gold: int
    """Document that answers it."""
    own_copy: int
    """Document that says the same in the question's language, the gold document itself if none."""
    copies: tuple[int, ...]
    """All documents that say the same, the gold document among them."""
    similarity: Scores
    terms: Scores
    names: Scores
    same_language: NDArray[np.bool_]


class Pool(NamedTuple):
    """Documents of one data set, and the questions about them."""

    languages: NDArray[np.str_]
    """Of each document."""
    first: NDArray[np.intp]
    """First passage of each document."""
    questions: tuple[Question, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(description="Measure retrieval by language pair.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path, default=Path(".cache"))
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--whole", action="store_true", help="documents are passages, uncut")
    parser.add_argument("--fit", action="store_true")
    given = parser.parse_args(arguments)
    given.vectors.mkdir(parents=True, exist_ok=True)
    with closing(EmbeddingCache(given.vectors, EmbeddedE5())) as cache:
        for folder in sorted(given.data.iterdir()):
            if not (folder / "corpus.jsonl").exists():
                continue
            if given.only and folder.name not in given.only:
                continue
            pool = _pool(folder, cache, _WHOLE if given.whole else ChunkingSettings())
            print(f"\n{folder.name}: {len(pool.languages)} documents")
            if given.fit:
                _print_fit(pool)
            _print_tables(pool)
    return 0


# --- evidence -------------------------------------------------------------------------------------


def _rows(path: Path) -> Iterator[_Row]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _pool(folder: Path, cache: EmbeddingCache, chunking: ChunkingSettings) -> Pool:
    documents = list(_rows(folder / "corpus.jsonl"))
    numbers = {row["doc_id"]: number for number, row in enumerate(documents)}
    connection = sqlite3.connect(":memory:", factory=SqliteConnection)
    clear(connection)
    passages: list[Passage] = []
    first: list[int] = []
    for row in documents:
        language = detect_language(row["text"])
        article = Article(id=row["doc_id"], title="", language=language, text=row["text"])
        found = chunk_article(article, chunking)
        insert_article(connection, article, article.id, found)
        first.append(len(passages))
        passages += found
        print(f"\r{len(first)}/{len(documents)}", end="", file=sys.stderr)
    vectors = np.concatenate(
        [
            cache.embed_texts([embedded_text(each) for each in passages[start : start + 256]])
            for start in range(0, len(passages), 256)
        ]
    )
    asked = [row for path in sorted(folder.glob("questions*.jsonl")) for row in _rows(path)]
    rows = [row for row in asked if row.get("answerable", True)]
    copies = _copies(documents, rows)
    questions = [
        _question(row, numbers, copies, documents, passages, vectors, cache, connection)
        for row in rows
    ]
    return Pool(
        np.array([row["lang"] for row in documents]), np.array(first, np.intp), tuple(questions)
    )


def _copies(documents: Sequence[_Row], questions: Iterable[_Row]) -> dict[str, set[str]]:
    """Return, for each document, those that say the same in other languages."""
    groups: dict[Any, set[str]] = {}
    for row in questions:
        if "pair_id" in row:
            groups.setdefault(row["pair_id"], set()).add(row["doc_id"])
    for row in documents:
        if "section" in row:
            groups.setdefault((row["article"], row["section"]), set()).add(row["doc_id"])
    found = {row["doc_id"]: {row["doc_id"]} for row in documents}
    for group in groups.values():
        for name in group:
            found[name] |= group
    return found


def _question(
    row: _Row,
    numbers: dict[str, int],
    copies: dict[str, set[str]],
    documents: Sequence[_Row],
    passages: Sequence[Passage],
    vectors: NDArray[np.float32],
    cache: EmbeddingCache,
    connection: SqliteConnection,
) -> Question:
    text = row["question"]
    language = detect_question_language(text)
    evidence = []
    for search in (search_terms, search_names):
        found = search(connection, text, language, len(passages), len(passages))
        evidence.append(np.array([found.get(each.id, 0.0) for each in passages]))
    same = [numbers[name] for name in copies[row["doc_id"]]]
    own = [number for number in same if documents[number]["lang"] == row["lang"]]
    gold = numbers[row["doc_id"]]
    return Question(
        pair=f"{row['lang']}→{documents[gold]['lang']}",
        fitting=zlib.crc32(str(row.get("pair_id", row["doc_id"])).encode()) % 2 == 0,
        gold=gold,
        own_copy=own[0] if own else gold,
        copies=tuple(same),
        similarity=vectors.astype(float) @ np.array(cache.embed_search(text)),
        terms=evidence[0],
        names=evidence[1],
        same_language=np.array([each.language == language for each in passages]),
    )


# --- scores ---------------------------------------------------------------------------------------


def _fused(question: Question, weights: Weights | None = None) -> Scores:
    gap, terms, names = weights or Weights()
    own = question.similarity + terms * question.terms**2
    other = question.similarity + gap + names * question.names**2
    scores = np.where(question.same_language, own, other)
    if weights is None:  # what is measured is what the product does
        evidence = Evidence(
            similarity=float(question.similarity[0]),
            terms=float(question.terms[0]),
            names=float(question.names[0]),
            same_language=bool(question.same_language[0]),
        )
        assert abs(fused_score(evidence) - scores[0]) < 1e-9  # noqa: S101 - a benchmark
    return scores


def _dense(question: Question) -> Scores:
    return question.similarity


def _lexical(question: Question) -> Scores:
    return np.where(question.same_language, question.terms, question.names)


def _rank(pool: Pool, scores: Scores, allowed: NDArray[np.bool_], right: Sequence[int]) -> int:
    """Return how many allowed documents come before the first right one; ties count against it."""
    documents = np.where(allowed, np.maximum.reduceat(scores, pool.first), _GONE)
    best = max(documents[number] for number in right)
    others = allowed.copy()
    others[list(right)] = False
    return int(np.sum(documents[others] >= best))


def _own_pool(pool: Pool, question: Question, scores: Scores) -> int:
    """Rank among the documents in the language of the answer."""
    allowed = pool.languages == pool.languages[question.gold]
    return _rank(pool, scores, allowed, [question.gold])


def _either(pool: Pool, question: Question, scores: Scores) -> int:
    """Rank in the pool of all languages of the first document that says it, in any language."""
    return _rank(pool, scores, np.ones(len(pool.languages), bool), question.copies)


def _alone(pool: Pool, question: Question, scores: Scores) -> int:
    """Rank in the pool of all languages when no other document says the same."""
    allowed = np.ones(len(pool.languages), bool)
    allowed[[number for number in question.copies if number != question.gold]] = False
    return _rank(pool, scores, allowed, [question.gold])


_Measure = Callable[[Pool, Question, Scores], int]
_MEASURES: dict[str, _Measure] = {
    "documents of the answer's language": _own_pool,
    "all languages, each with its copy": _either,
    "all languages, the right document's other copies taken out": _alone,
}


# --- tables ---------------------------------------------------------------------------------------


def _print_tables(pool: Pool) -> None:
    reported = [question for question in pool.questions if not question.fitting]
    pairs = sorted({question.pair for question in reported})
    several = len(set(pool.languages.tolist())) > 1
    for title, measure in _MEASURES.items():
        if measure is not _own_pool and not several:
            continue
        print(f"\n{title} (hit@1 / hit@5)\n\n| pair | questions | dense | lexical | fused |")
        print("| --- | --- | --- | --- | --- |")
        for pair in pairs:
            those = [question for question in reported if question.pair == pair]
            cells = []
            for system in (_dense, _lexical, _fused):
                ranks = np.array([measure(pool, each, system(each)) for each in those])
                cells.append(f"{np.mean(ranks < 1):.3f} / {np.mean(ranks < 5):.3f}")
            print(f"| {pair} | {len(those)} | {' | '.join(cells)} |")


def _print_fit(pool: Pool) -> None:
    """Print, for a grid of weights, hit@1 and hit@5 averaged over the pairs of the fitting half."""
    fitting = [question for question in pool.questions if question.fitting]
    print("\n| gap | terms | names | " + " | ".join(_MEASURES) + " |")
    print("| --- " * (3 + len(_MEASURES)) + "|")
    for gap, terms, names in product((0.0, 0.02, 0.03, 0.04), (0.1, 0.2, 0.3), (0.1, 0.2, 0.3)):
        cells = []
        for measure in _MEASURES.values():
            ranks = np.array(
                [measure(pool, each, _fused(each, Weights(gap, terms, names))) for each in fitting]
            )
            cells.append(f"{np.mean(ranks < 1):.3f} / {np.mean(ranks < 5):.3f}")
        print(f"| {gap} | {terms} | {names} | {' | '.join(cells)} |")


if __name__ == "__main__":
    sys.exit(main())
