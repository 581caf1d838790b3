"""Measures passage sizes: does dense search find the passage that holds the answer, at what cost?

    python -m benchmarks.chunking DATA [--sizes 96,128] [--overlaps 0,1] [--questions N] [--pages N]

DATA holds folders of a `corpus.jsonl` (doc_id, lang, title, text) and `questions*.jsonl` (question,
doc_id, spans as offsets into that text). Each document is cut and embedded as one article. A
question is hit at k when one of the k nearest passages holds a whole gold span; "hit in 500" counts
the nearest passages as long as they have 500 tokens together, which is what a prompt has room for.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Passage
from index.chunking import ChunkingSettings, chunk_article
from index.embedding import EmbeddedE5
from index.tokens import count_tokens

_PROMPT_TOKENS = 500
_SEED = 7

_Row = dict[str, Any]
"""A line of a JSON Lines file, as the data folder's own documentation lists its fields."""


class Question(NamedTuple):
    """A question, and where in which document its answer stands."""

    text: str
    document: str
    spans: tuple[tuple[int, int], ...]


class Collection(NamedTuple):
    """Documents and the questions asked about them."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[Question, ...]


class Score(NamedTuple):
    """What one setting gives on one collection; hits are shares of the questions."""

    passages: int
    hit_1: float
    hit_5: float
    hit_prompt: float
    tokens_of_5: float


class Vectors:
    """Embeddings, each text once however many settings cut it alike."""

    def __init__(self) -> None:
        self._model = EmbeddedE5()
        self._known: dict[str, list[float]] = {}

    def of_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row of unit length per text."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            rows = self._model.get_text_embedding_batch(new)
            self._known.update(zip(new, rows, strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)

    def of_questions(self, questions: Iterable[Question]) -> NDArray[np.float32]:
        """Return a row of unit length per question."""
        rows = [self._model.get_query_embedding(question.text) for question in questions]
        return np.array(rows, dtype=np.float32)


def read_collections(data: Path, questions: int, pages: int) -> list[Collection]:
    """Return the collections in a folder, cut down to so many questions and long pages each."""
    found = []
    for corpus in sorted(data.glob("*/corpus.jsonl")):
        rows = {row["doc_id"]: row for row in _read_rows(corpus)}
        for file in sorted(corpus.parent.glob("questions*.jsonl")):
            asked = [
                Question(row["question"], row["doc_id"], tuple(map(tuple, row["spans"])))
                for row in _read_rows(file)
                if row["spans"] and row["answerable"] and row["lang"] != row.get("target_lang")
            ]
            if asked and corpus.parent.name.startswith(("xquad", "servicepublic")):
                name = f"{corpus.parent.name}/{file.stem}"
                found.append(_sample(name, rows, asked, questions, pages))
    return found


def _read_rows(path: Path) -> list[_Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _sample(
    name: str, rows: dict[str, _Row], asked: list[Question], questions: int, pages: int
) -> Collection:
    chosen = random.Random(_SEED)  # noqa: S311 - a sample, no secret
    asked = chosen.sample(asked, min(questions, len(asked)))
    language = rows[asked[0].document]["lang"]
    gold = list(dict.fromkeys(question.document for question in asked))
    others = [key for key, row in rows.items() if row["lang"] == language and key not in set(gold)]
    kept = (gold + chosen.sample(others, len(others)))[:pages]
    articles = (
        Article(
            id=key,
            title=str(rows[key]["title"]),
            language=str(language),
            text=str(rows[key]["text"]),
        )
        for key in kept
    )
    asked = [question for question in asked if question.document in set(kept)]
    return Collection(name, tuple(articles), tuple(asked))


def measure(
    collection: Collection,
    asked: NDArray[np.float32],
    settings: ChunkingSettings,
    vectors: Vectors,
) -> Score:
    """Return how well the passages that a setting makes are found."""
    passages = [
        passage for article in collection.articles for passage in chunk_article(article, settings)
    ]
    rows = vectors.of_passages([passage.text for passage in passages])
    sizes = np.array([count_tokens(passage.text) for passage in passages])
    ranked = np.argsort(-(asked @ rows.T), axis=1)[:, :50]
    hits = np.array(
        [
            [_holds(passages[place], question) for place in order]
            for question, order in zip(collection.questions, ranked, strict=True)
        ]
    )
    in_prompt = np.cumsum(sizes[ranked], axis=1) <= _PROMPT_TOKENS
    return Score(
        len(passages),
        float(hits[:, 0].mean()),
        float(hits[:, :5].any(axis=1).mean()),
        float((hits & in_prompt).any(axis=1).mean()),
        float(sizes[ranked[:, :5]].sum(axis=1).mean()),
    )


def _holds(passage: Passage, question: Question) -> bool:
    return passage.article_id == question.document and any(
        passage.start <= start and end <= passage.end for start, end in question.spans
    )


def main() -> None:
    """Print one Markdown table row per collection and setting."""
    options = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    options.add_argument("data", type=Path)
    options.add_argument("--sizes", default="96,128,192,256,320,400")
    options.add_argument("--overlaps", default="0")
    options.add_argument("--questions", type=int, default=150)
    options.add_argument("--pages", type=int, default=80)
    chosen = options.parse_args()
    vectors = Vectors()
    print(
        "| questions | max tokens | overlap | passages | hit@1 | hit@5 | hit in 500 | tokens of 5 |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for collection in read_collections(chosen.data, chosen.questions, chosen.pages):
        asked = vectors.of_questions(collection.questions)
        for size in map(int, chosen.sizes.split(",")):
            for overlap in map(int, chosen.overlaps.split(",")):
                started = time.perf_counter()
                settings = ChunkingSettings(
                    max_tokens=size, min_tokens=min(48, size // 2), overlap_sentences=overlap
                )
                score = measure(collection, asked, settings, vectors)
                print(
                    f"| {collection.name} ({len(asked)}) | {size} | {overlap} | {score.passages} "
                    f"| {score.hit_1:.3f} | {score.hit_5:.3f} | {score.hit_prompt:.3f} "
                    f"| {score.tokens_of_5:.0f} |",
                    flush=True,
                )
                print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
