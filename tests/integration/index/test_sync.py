import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from index import file_sync, read_only, records, stored_articles
from index.article import ArticleSummary
from index.article_index import ArticleIndex
from index.errors import ArticleIndexError, ArticleNotFoundError, IndexLockedError
from index.folder import digest
from index.fts5 import SqliteConnection
from index.lock import writing
from index.report import SyncProgress
from tests.integration.index.conftest import ARTICLES, CountingE5

Write = Callable[[Mapping[str, str]], Path]


def test_articles_are_added_once_and_then_left_alone(
    index: ArticleIndex, folder: Path, counting: CountingE5
) -> None:
    assert index.sync(folder).added == tuple(sorted(ARTICLES))
    assert len(index) == 3
    embedded = len(counting.texts)
    again = index.sync(folder)
    assert again.unchanged == tuple(sorted(ARTICLES))
    assert not again.changed
    assert len(counting.texts) == embedded
    assert index.generation == 1


def test_what_a_file_says_of_its_article_is_kept(index: ArticleIndex, folder: Path) -> None:
    index.sync(folder)
    article = index.get("2024/perry.md")
    assert (article.title, article.language) == ("Ein Studio wartet", "de")
    assert (article.published, article.author) == ("2024-02-23", "A. Beispiel")
    assert article.path == str(folder / "2024" / "perry.md")
    assert [each.id for each in index] == sorted(ARTICLES)
    assert "bread.txt" in index
    assert "absent.md" not in index


def test_passages_are_exact_pieces_of_their_article(index: ArticleIndex, folder: Path) -> None:
    index.sync(folder)
    for article in index:
        passages = index.passages(article.id)
        assert passages
        for passage in passages:
            assert article.text[passage.start : passage.end] == passage.text
            assert passage.article_id == article.id


def test_a_changed_article_is_found_by_its_new_text_only(
    index: ArticleIndex, folder: Path, write: Write
) -> None:
    index.sync(folder)
    write({"bread.txt": "Owls hunt at night. They hear a mouse under the snow."})
    report = index.sync(folder)
    assert report.updated == ("bread.txt",)
    assert index.search("How do owls hunt?")[0].article_id == "bread.txt"
    assert all("loaf" not in found.text for found in index.search("How long does a loaf keep?"))
    assert index.generation == 2


def test_a_removed_article_is_gone_everywhere(index: ArticleIndex, folder: Path) -> None:
    index.sync(folder)
    (folder / "bread.txt").unlink()
    assert index.sync(folder).removed == ("bread.txt",)
    found = index.search("How long does bread stay fresh?", limit=50)
    assert found
    assert all(passage.article_id != "bread.txt" for passage in found)
    with pytest.raises(ArticleNotFoundError, match=r"bread\.txt"):
        index.get("bread.txt")
    with pytest.raises(ArticleNotFoundError, match=r"bread\.txt"):
        index.passages("bread.txt")


def test_identical_files_are_two_articles_embedded_once(
    index: ArticleIndex, folder: Path, write: Write, counting: CountingE5
) -> None:
    write({"copy/bread.txt": ARTICLES["bread.txt"]})
    index.sync(folder)
    assert len(index) == 4
    assert len(counting.texts) == len(set(counting.texts))
    found = {passage.article_id for passage in index.search("How long does a loaf stay fresh?")}
    assert {"bread.txt", "copy/bread.txt"} <= found
    (folder / "bread.txt").unlink()
    index.sync(folder)
    left = {passage.article_id for passage in index.search("How long does a loaf stay fresh?")}
    assert "copy/bread.txt" in left
    assert "bread.txt" not in left


def test_a_renamed_article_is_not_embedded_again(
    index: ArticleIndex, folder: Path, counting: CountingE5
) -> None:
    index.sync(folder)
    embedded = len(counting.texts)
    (folder / "bread.txt").rename(folder / "loaf.txt")
    report = index.sync(folder)
    assert (report.added, report.removed) == (("loaf.txt",), ("bread.txt",))
    assert len(counting.texts) == embedded


def test_only_the_changed_passages_are_embedded(
    index: ArticleIndex, folder: Path, write: Write, counting: CountingE5
) -> None:
    index.sync(folder)
    embedded = len(counting.texts)
    text = ARTICLES["2024/perry.md"]
    write({"2024/perry.md": text + "\n## Nachtrag\n\n" + "Ein neuer Absatz über Verträge. " * 40})
    index.sync(folder)
    fresh = counting.texts[embedded:]
    assert fresh
    assert all("Nachtrag" in each or "neuer Absatz" in each for each in fresh)


def test_a_file_that_is_written_again_while_it_is_read_goes_in_once(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def digest_of_written_again(path: Path) -> bytes:
        if path.name == "bread.txt" and not written:
            written.append(path)
            path.write_bytes(path.read_bytes())
        return digest(path)

    monkeypatch.setattr(file_sync, "digest", digest_of_written_again)
    report = index.sync(folder)
    assert written
    assert report.added == tuple(sorted(ARTICLES))
    assert report.passages == sum(len(index.passages(each)) for each in ARTICLES)
    assert not report.failed
    assert index.search("How long does a loaf keep?")[0].article_id == "bread.txt"
    assert index.check(folder) == ()


@pytest.mark.parametrize("state", ["empty", "missing", "file", "unreadable"])
def test_a_folder_without_articles_leaves_the_index_as_it_is(
    index: ArticleIndex, folder: Path, tmp_path: Path, state: str
) -> None:
    index.sync(folder)
    other = tmp_path / "other"
    if state == "empty":
        other.mkdir()
    elif state == "file":
        other.write_text("text", encoding="utf-8")
    elif state == "unreadable":
        other.mkdir()
        (other / "noise.txt").write_bytes(bytes(range(256)) * 50)
    with pytest.raises(ArticleIndexError, match="other") as raised:
        index.sync(other)
    assert "\n" not in str(raised.value)
    assert len(index) == 3
    assert index.search("How long does bread stay fresh?")[0].article_id == "bread.txt"
    assert index.generation == 1


def test_a_second_writer_is_refused(index: ArticleIndex, folder: Path) -> None:
    with writing(index.folder), pytest.raises(IndexLockedError, match=f"{os.getpid()}"):
        index.sync(folder)
    assert index.sync(folder).added


def test_a_failing_model_leaves_the_index_as_it_is(
    index: ArticleIndex, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.sync(folder)
    write({"new.md": "Something the model has not seen."})

    def fail(*_: object) -> list[list[float]]:
        raise ConnectionError("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(CountingE5, "_get_text_embeddings", fail)
        with pytest.raises(ArticleIndexError, match="no answer"):
            index.sync(folder)
    assert index.check(folder) == ("new.md: not in the index",)
    assert len(list((index.folder / "chroma").glob("0*"))) == 1
    assert index.sync(folder).added == ("new.md",)


def test_interrupting_a_sync_leaves_the_index_as_it_is(index: ArticleIndex, folder: Path) -> None:
    def interrupt(progress: SyncProgress) -> None:
        if progress.phase == "storing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.sync(folder, progress=interrupt)
    assert len(index) == 0
    assert index.search("bread") == ()
    assert len(index.sync(folder).added) == 3


def test_an_interruption_just_after_the_commit_leaves_the_new_state(
    index: ArticleIndex, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.sync(folder)
    write({"owls.md": "Owls hunt at night. They hear a mouse under the snow."})
    execute = SqliteConnection.execute

    def interrupted(connection: SqliteConnection, statement: str, *values: Any) -> object:  # noqa: ANN401
        done = execute(connection, statement, *values)
        if statement == "COMMIT":
            raise KeyboardInterrupt
        return done

    with monkeypatch.context() as patched:
        patched.setattr(SqliteConnection, "execute", interrupted)
        with pytest.raises(KeyboardInterrupt):
            index.sync(folder)
    assert index.search("How do owls hunt?")[0].article_id == "owls.md"
    assert index.check(folder) == ()


def test_check_names_every_difference(index: ArticleIndex, folder: Path, write: Write) -> None:
    index.sync(folder)
    assert index.check(folder) == ()
    write({"bread.txt": "Other text.", "new.md": "A new article."})
    (folder / "festival.md").unlink()
    assert [line.split(":")[0] for line in index.check(folder)] == [
        "bread.txt",
        "new.md",
        "festival.md",
    ]


def test_lost_vectors_are_found_and_mended(index: ArticleIndex, folder: Path) -> None:
    index.sync(folder)
    for path in (index.folder / "chroma").glob("*/sealed.json"):
        path.unlink()
    assert index.check(folder) == ("vectors: missing or damaged",)
    index.sync(folder)
    assert index.check(folder) == ()
    assert index.search("How long does bread stay fresh?")[0].article_id == "bread.txt"


def test_a_moved_folder_costs_no_embedding_and_is_known(
    index: ArticleIndex, folder: Path, tmp_path: Path, counting: CountingE5
) -> None:
    index.sync(folder)
    embedded = len(counting.texts)
    folder.rename(tmp_path / "moved")
    assert not index.sync(tmp_path / "moved").changed
    assert len(counting.texts) == embedded
    assert index.get("bread.txt").path == str(tmp_path / "moved" / "bread.txt")


def test_a_reader_without_the_right_to_write_follows_a_writer(
    tmp_path: Path, folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    ArticleIndex.open(tmp_path / "index").close()
    monkeypatch.setattr(read_only, "is_writable", lambda _: False)
    listed = records.summaries
    with (
        ArticleIndex.open(tmp_path / "index") as index,
        ArticleIndex.open(tmp_path / "index") as reader,
    ):
        index.sync(folder)
        assert len(reader) == 3

        def written_meanwhile(connection: SqliteConnection) -> list[ArticleSummary]:
            found = listed(connection)
            if len(index) == 3:
                write({"owls.md": "Owls hunt at night. They hear a mouse under the snow."})
                index.sync(folder)
            return found

        monkeypatch.setattr(stored_articles, "summaries", written_meanwhile)
        assert len(reader.summaries()) == 4
        assert reader.search("How do owls hunt?")[0].article_id == "owls.md"


def test_no_word_of_a_removed_article_stays_in_the_files(
    index: ArticleIndex, folder: Path, write: Write
) -> None:
    write({f"{number}.txt": f"A lamp of lighthouse {number} is lit." for number in range(30)})
    index.sync(folder)
    write({"secret.txt": "Zyxwvutsrq lives in the lighthouse. Nobody else knows Zyxwvutsrq."})
    index.sync(folder)
    files = [path for path in index.folder.rglob("*") if path.is_file()]
    assert any(b"zyxwvutsrq" in path.read_bytes().lower() for path in files)
    (folder / "secret.txt").unlink()
    index.sync(folder)
    for path in (path for path in index.folder.rglob("*") if path.is_file()):
        assert b"zyxwvutsrq" not in path.read_bytes().lower()
    assert index.check(folder) == ()
