import multiprocessing
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.embedding import EmbeddedE5

ARTICLES: Mapping[str, str] = {
    "2024/perry.md": """---
title: Ein Studio wartet
language: de
published: 2024-02-23
author: A. Beispiel
---

# Ein Studio wartet

Tyler Perry hat den Ausbau seines Studios in Atlanta gestoppt, nachdem er die Videos von Sora
gesehen hatte. Zwölf Hallen für 800 Millionen Dollar waren geplant.

## Sorge um Berufe

Er fürchtet um die Arbeit von Beleuchtern, Maskenbildnern und Fahrern, deren Handwerk am Drehort
nicht mehr gebraucht wird, und verlangt Regeln für die ganze Branche.
""",
    "festival.md": """---
title: Un festival dit non
language: fr
---

Le festival de Namur refuse les films faits par une machine. Son directeur estime que le public
vient voir le travail des acteurs, et qu'un générateur n'a rien vécu.

La prochaine édition aura lieu en octobre, avec 120 films de 30 pays.
""",
    "bread.txt": """How to keep bread fresh

A loaf stays fresh for three days in a linen bag. In the refrigerator it dries out sooner, because
starch crystallises faster in the cold. Frozen, it keeps for three months.
""",
}


class CountingE5(EmbeddedE5):
    """The real model, with the texts that it had to embed."""

    _texts: list[str]

    def __init__(self) -> None:
        super().__init__()
        self._texts = []

    @property
    def texts(self) -> list[str]:
        """Passages embedded so far."""
        return self._texts

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        self._texts.extend(texts)
        return super()._get_text_embeddings(texts)


@pytest.fixture
def counting() -> CountingE5:
    return CountingE5()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Write articles by file name below a folder, and return the folder."""

    def write_articles(articles: Mapping[str, str]) -> Path:
        for name, text in articles.items():
            path = tmp_path / "articles" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / "articles"

    return write_articles


@pytest.fixture
def folder(write: Callable[[Mapping[str, str]], Path]) -> Path:
    """A folder of three articles, each in a language of its own."""
    return write(ARTICLES)


@pytest.fixture
def index(tmp_path: Path, counting: CountingE5) -> Iterator[ArticleIndex]:
    with ArticleIndex.open(tmp_path / "index", embeddings=counting) as opened:
        yield opened


@pytest.fixture
def processes() -> ForkServerContext:
    """Starts processes that have been through the imports already, and can be killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["index.article_index", "onnxruntime", "pytest"])
    return context
