"""A folder of articles that comes in editions: what stays, changes, moves, comes and goes."""

import gzip
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from benchmarks.hashed_words import HashedWords
from benchmarks.synthetic_articles import Writer
from index import language
from index.article import Article, Passage
from index.article_index import ArticleIndex
from index.readers import articles as readers

EDITIONS = 6
_STAY, _CHANGE, _MOVE, _COME = 10, 12, 6, 6
_BROKEN = "A reader throws on this"

QUESTIONS = (
    "What does the harbour of edition {} tell?",
    "Who came in edition {}?",
    "what stays the same in story three",
    "sentences of an article that moved",
    "harbour",
)

State = dict[str, tuple[Article, tuple[Passage, ...]]]
Answers = dict[str, list[tuple[str, str]]]


class Edition(NamedTuple):
    """What an index holds when it is equal to one edition of the folder."""

    state: State
    """Articles and passages by id."""
    answers: Answers
    """Passages found, as (id, text), by question."""


@lru_cache(maxsize=EDITIONS)
def articles(number: int, seed: int) -> dict[str, bytes]:
    """Return the files of an edition by name; text that changes says which edition it is of."""
    files: dict[str, str] = {}
    for each in range(_STAY):
        files[f"stays/{each}.md"] = _text(f"Story {each}", f"story {each} stays", seed + each)
    for each in range(_CHANGE):
        told = f"the harbour {number * 7 + each} of edition {number}"
        files[f"changes/{each}.md"] = _text(f"News {each}", told, seed + 100 * number + each)
    for each in range(_MOVE):
        name = f"moves/{(number + each) % EDITIONS}/{each}.md"
        files[name] = _text(f"Guest {each}", f"article {each} that moved", seed + 50 + each)
    if number % 2:
        for each in range(_COME):
            told = f"guest {each} came in edition {number}"
            files[f"comes/{each}.md"] = _text(f"Visit {each}", told, seed + 200 * number + each)
    found = {name: text.encode() for name, text in files.items()}
    # Packed files are read by a process of their own, which may be killed with the one that asks.
    packed = _text("Packed", f"a packed article of edition {number}", seed + 300 + number)
    return found | {
        "packed.md.gz": gzip.compress(packed.encode(), mtime=0),
        "noise.txt": bytes(range(256)) * 40,
        "throws.md": _BROKEN.encode(),
    }


def _text(title: str, told: str, seed: int) -> str:
    return Writer(seed, words=120).article(title) + f"\n\nIt tells of {told}.\n"


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold these files and no others; what is the same is not touched."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


@contextmanager
def broken_reader() -> Iterator[None]:
    """Have the reader of one file fail as no reader should."""
    detect = language.detect_language

    def throw(text: str, hint: str | None = None) -> str:
        if _BROKEN in text:
            raise KeyError("no such part")
        return detect(text, hint)

    with patch.object(readers, "detect_language", throw):
        yield


def state_of(index: ArticleIndex) -> State:
    """Return all that readers can see, but for where the files lie."""
    return {
        article.id: (article.model_copy(update={"path": ""}), index.passages(article.id))
        for article in index
    }


def answers_of(index: ArticleIndex, questions: tuple[str, ...]) -> Answers:
    """Return what is found for each question."""
    return {each: found(index, each) for each in questions}


def found(index: ArticleIndex, question: str) -> list[tuple[str, str]]:
    """Return id and text of the passages found for a question."""
    return [(passage.id, passage.text) for passage in index.search(question, limit=10)]


def questions() -> tuple[str, ...]:
    """Return every question, of every edition."""
    return tuple(
        dict.fromkeys(each.format(number) for each in QUESTIONS for number in range(EDITIONS))
    )


def fresh_edition(number: int, seed: int, scratch: Path) -> Edition:
    """Return an edition as a fresh build gives it, in a place and with a cache of its own."""
    folder = scratch / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    put(folder, articles(number, seed))
    place = scratch / f"fresh-{number}"
    with (
        broken_reader(),
        ArticleIndex.open(place, embeddings=HashedWords(), cache=scratch / "cache") as index,
    ):
        index.sync(folder)
        return Edition(state_of(index), answers_of(index, questions()))


def shuffled(seed: int) -> random.Random:
    """Return the source of chance of a run."""
    return random.Random(seed)  # noqa: S311 - moments and choices, not secrets
