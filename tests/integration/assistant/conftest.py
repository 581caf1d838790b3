from collections.abc import Iterator

import pytest

from index.article_index import ArticleIndex
from tests.integration.assistant.answering import ARTICLES


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleIndex]:
    """An index of three small articles in three languages; tests only read it."""
    folder = tmp_path_factory.mktemp("answering")
    for name, text in ARTICLES.items():
        path = folder / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with ArticleIndex.open(folder / "index") as index:
        index.sync(folder / "articles")
        yield index
