"""Folders of made-up articles, as many as wanted, the same for the same seed."""

import json
import random
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

_FUNCTION_WORDS = (
    "the of and to in a is that for it was on with as by at from this be are an have were not "
    "which had they his has their but been or its who will more after one two said when about"
)
_SYLLABLES = (
    "ba be bo da den dor el fa fen ga gan hal ho in ka kel la lan lo ma men mo na nor o pa per "
    "ra ren ri ro sa sel so ta ten to u va ven wa wen za"
)
_VOCABULARY = 30_000
_A_FOLDER = 1000  # articles in one folder


@lru_cache(maxsize=1)
def vocabulary() -> list[str]:
    """Return distinct words that read like a language, the commonest first."""
    chance = random.Random(0)  # noqa: S311 - words, not secrets
    words = dict.fromkeys(_FUNCTION_WORDS.split())
    syllables = _SYLLABLES.split()
    while len(words) < _VOCABULARY:
        words["".join(chance.choices(syllables, k=chance.randint(2, 4)))] = None
    return list(words)


@lru_cache(maxsize=1)
def _weights() -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, _VOCABULARY + 1)))


class Writer:
    """Makes articles whose words follow Zipf's law, as those of real texts do.

    Args:
        seed: the same seed gives the same articles.
        words: of an article, on average.
    """

    def __init__(self, seed: int, words: int = 300) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - articles, not secrets
        self._words = words
        self._vocabulary = vocabulary()
        self._weights = _weights()

    def article(self, title: str) -> str:
        """Return one article in Markdown."""
        parts = [f"# {title}"]
        left = self._chance.randint(self._words // 2, self._words * 3 // 2)
        while left > 0:
            size = min(left, self._chance.randint(40, 120))
            parts.append(self._paragraph(size))
            left -= size
        return "\n\n".join(parts) + "\n"

    def _paragraph(self, size: int) -> str:
        words = self._chance.choices(self._vocabulary, cum_weights=self._weights, k=size)
        sentences = []
        while words:
            length = self._chance.randint(8, 24)
            sentence, words = words[:length], words[length:]
            sentences.append(" ".join(sentence).capitalize() + ".")
        return " ".join(sentences)


def paths(folder: Path, articles: int) -> Iterator[Path]:
    """Yield where each article of a folder lies, a thousand in a folder of their own."""
    for number in range(articles):
        yield folder / f"{number // _A_FOLDER:04d}" / f"{number:07d}.md"


def write_articles(folder: Path, articles: int, *, seed: int = 1, words: int = 300) -> None:
    """Fill a folder with articles."""
    writer = Writer(seed, words)
    for number, path in enumerate(paths(folder, articles)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(writer.article(f"Article {number}"), encoding="utf-8")


def write_mixed(folder: Path, articles: int, *, seed: int = 1, words: int = 300) -> None:
    """Fill a folder with articles of which a fifth are pages, and a fifth lines of one file."""
    writer = Writer(seed, words)
    lines: list[str] = []
    for number, path in enumerate(paths(folder, articles)):
        path.parent.mkdir(parents=True, exist_ok=True)
        title = f"Article {number}"
        text = writer.article(title)
        if number % 5 == 1:
            path.with_suffix(".html").write_text(_page(title, text), encoding="utf-8")
        elif number % 5 == 3:
            lines.append(json.dumps({"id": number, "title": title, "text": text}))
        else:
            path.write_text(text, encoding="utf-8")
    if lines:
        (folder / "more.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _page(title: str, text: str) -> str:
    paragraphs = "\n".join(f"<p>{each}</p>" for each in text.strip().split("\n\n")[1:])
    return (
        f"<!DOCTYPE html>\n<html lang='en'><head><title>{title}</title></head><body>"
        f"<nav><a href='/'>Start</a></nav><article><h1>{title}</h1>\n{paragraphs}</article>"
        "</body></html>\n"
    )
