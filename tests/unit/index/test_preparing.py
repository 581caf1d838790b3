from pathlib import Path

import pytest

from benchmarks.hashed_words import HashedWords
from index import preparing
from index.article import Article
from index.chunking import ChunkingSettings
from index.comparison import Changed
from index.errors import ArticleIndexError, ReaderFailedError
from index.folder import ArticleFile
from index.preparing import Here

FILES = ("a.html", "b.md", "c.pdf", "d.txt")
ARTICLE = Article(id="a.md", title="A", language="en", text="A text.", path="")


class PanicError(BaseException):
    """As a library in Rust raises it: no Exception."""


def test_an_article_that_makes_a_library_panic_is_one_that_can_not_be_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def panic(*_: object) -> None:
        raise PanicError("called `Option::unwrap()` on a `None` value")

    monkeypatch.setattr(preparing, "chunk_article", panic)
    with pytest.raises(ReaderFailedError, match="can't be cut into passages"):
        preparing.cut_article(ARTICLE, ChunkingSettings())


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit, ArticleIndexError])
def test_what_is_not_the_article_s_fault_goes_on_up(
    monkeypatch: pytest.MonkeyPatch, end: type[BaseException]
) -> None:
    def stop(*_: object) -> None:
        raise end

    monkeypatch.setattr(preparing, "chunk_article", stop)
    with pytest.raises(end):
        preparing.cut_article(ARTICLE, ChunkingSettings())


def test_files_are_read_in_their_order_while_the_process_for_some_starts(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).write_text("A text.", encoding="utf-8")
    changes = [Changed(ArticleFile.of(name, tmp_path), b"", 7) for name in FILES]
    with Here(HashedWords(), ChunkingSettings()) as here:
        ahead = [change.file.id for change in here.ahead(iter(changes))]
        assert ahead == list(FILES)
        (article,) = here.read(tmp_path / "a.html", tmp_path)
    assert isinstance(article, Article)
    assert article.text == "A text."
