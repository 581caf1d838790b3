import gzip
import json
import os
import shutil
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from benchmarks.hashed_words import HashedWords
from index import (
    comparison,
    file_sync,
    preparing,
    read_only,
    records,
    steps,
    stored_articles,
    trying,
)
from index.article import Article, ArticleSummary, Passage
from index.article_index import ArticleIndex
from index.chunking import ChunkingSettings, chunk_article
from index.errors import (
    ArticleIndexError,
    ArticleNotFoundError,
    IndexLockedError,
    NoArticleError,
    ReaderFailedError,
)
from index.folder import digest
from index.fts5 import SqliteConnection
from index.lock import writing
from index.pace import Pace
from index.preparing import Here
from index.readers import IsolatedReader
from index.repair import repair
from index.report import Failure, SyncProgress
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


def test_an_unreadable_file_is_named_and_the_others_go_in(
    index: ArticleIndex, folder: Path
) -> None:
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 50)
    (folder / "empty.md").write_bytes(b"")
    report = index.sync(folder)
    assert {failure.path for failure in report.failed} == {"noise.txt", "empty.md"}
    assert all(failure.reason for failure in report.failed)
    assert len(report.added) == 3
    assert {failure.path for failure in index.sync(folder).failed} == {"noise.txt", "empty.md"}


def test_an_article_that_can_no_more_be_read_is_not_answered_from(
    index: ArticleIndex, folder: Path
) -> None:
    index.sync(folder)
    (folder / "bread.txt").write_bytes(bytes(range(256)) * 50)
    report = index.sync(folder)
    assert report.removed == ("bread.txt",)
    assert [failure.path for failure in report.failed] == ["bread.txt"]
    assert "bread.txt" not in index


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


def test_a_file_that_is_no_article_is_read_once_and_told_each_time(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "noise.txt").write_bytes(bytes(range(256)))
    (folder / "alt.doc").write_bytes(b"not read at all")
    (folder / "bread.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    (folder / "bent.txt.gz").write_bytes(gzip.compress(b"A text.")[:-8] + bytes(8))
    first = index.sync(folder)
    assert [each.path for each in first.failed] == [
        "alt.doc", "bent.txt.gz", "bread.pdf", "noise.txt",
    ]  # fmt: skip

    def read_again(*_: object) -> None:
        pytest.fail("it was read again")

    with monkeypatch.context() as patched:
        patched.setattr(Here, "read", read_again)
        again = index.sync(folder)
        assert again.failed == first.failed
    assert index.check(folder) == ()

    (folder / "noise.txt").write_text("The noise of the harbour is measured at night.", "utf-8")
    (folder / "bread.pdf").unlink()
    (folder / "bent.txt.gz").unlink()
    assert index.check(folder) == ("noise.txt: not in the index",)
    last = index.sync(folder)
    assert last.added == ("noise.txt",)
    assert [each.path for each in last.failed] == ["alt.doc"]
    assert index.check(folder) == ()


def test_of_a_file_that_turns_out_to_be_a_bomb_late_nothing_goes_in(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "late.jsonl").write_text('{"text": "One owl."}\n{"text": "Two owls."}\n', "utf-8")
    index.sync(folder)
    (folder / "late.jsonl").write_text('{"text": "One owl."}\n{"text": "Three."}\n', "utf-8")
    read = IsolatedReader.read

    def fail(reader: IsolatedReader, path: Path, root: Path) -> Iterator[Article | Failure]:
        yield from read(reader, path, root)
        if path.name == "late.jsonl":
            raise NoArticleError("late.jsonl: unpacks to more than 200 times its size")

    monkeypatch.setattr(IsolatedReader, "read", fail)
    removed = ("late.jsonl#1", "late.jsonl#2")
    told = index.check(folder)
    assert [line.partition(":")[0] for line in told] == list(removed)
    assert all("no more readable" in line for line in told)
    report = index.sync(folder)
    assert (report.added, report.updated, report.removed) == ((), (), removed)
    assert [each.path for each in report.failed] == ["late.jsonl"]
    assert not any("owl" in article.text or "Three" in article.text for article in index)
    assert index.check(folder) == ()


class Failing:
    """Has the reader of bread.txt fail, and counts how often it was read."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.reads = 0
        self.fails = True
        read = IsolatedReader.read

        def fail(reader: IsolatedReader, path: Path, root: Path) -> Iterator[Article | Failure]:
            if path.name == "bread.txt":
                self.reads += 1
                if self.fails:
                    raise ReaderFailedError("bread.txt: takes more than 120 s to read; split it")
            yield from read(reader, path, root)

        patched.setattr(IsolatedReader, "read", fail)

    def read_by(self, work: Callable[[], object]) -> bool:
        before = self.reads
        work()
        return self.reads > before


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    return Failing(monkeypatch)


def test_a_file_whose_reader_failed_is_told_and_not_read_by_the_next_sync(
    index: ArticleIndex, folder: Path, failing: Failing
) -> None:
    for _ in range(2):
        assert [each.path for each in index.sync(folder).failed] == ["bread.txt"]
        assert len(index) == 2
    assert failing.reads == 1
    failing.fails = False
    bread = folder / "bread.txt"
    bread.write_text(bread.read_text("utf-8") + "\nIt is cut thin.", "utf-8")
    assert index.sync(folder).added == ("bread.txt",)
    assert not index.sync(folder).failed
    assert failing.reads == 2


def test_a_file_whose_reader_failed_is_tried_again_in_time(
    index: ArticleIndex, folder: Path, failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.sync(folder)
    with monkeypatch.context() as patched:
        patched.setattr(comparison, "program_version", lambda: "another")
        assert failing.read_by(lambda: index.sync(folder))
    then = trying.now()
    for hours, reads in ((23, False), (25, True), (-1, True)):
        with monkeypatch.context() as patched:
            patched.setattr(comparison, "now", lambda hours=hours: then + hours * 3600)
            assert failing.read_by(lambda: index.sync(folder)) is reads
    with ArticleIndex.open(index.folder, rebuild=True) as rebuilt:
        assert failing.read_by(lambda: rebuilt.sync(folder))


def test_a_repair_tries_a_file_again_whose_reader_failed(
    index: ArticleIndex, folder: Path, failing: Failing
) -> None:
    index.sync(folder)
    assert failing.read_by(lambda: repair(index.folder, folder))
    assert index.check(folder) == ()
    failing.fails = False
    done = repair(index.folder, folder)
    assert done.found == ("bread.txt: not in the index",)
    assert done.report is not None
    assert done.report.added == ("bread.txt",)
    assert index.check(folder) == ()


class PanicError(BaseException):
    """As a library in Rust raises it: no Exception."""


class Panic:
    """Has articles with the word "panic" make the library panic that cuts them."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.on = True

        def fail(article: Article, settings: ChunkingSettings) -> list[Passage]:
            if self.on and "panic" in article.text:
                raise PanicError("called `Option::unwrap()` on a `None` value")
            return chunk_article(article, settings)

        patched.setattr(preparing, "chunk_article", fail)


@pytest.fixture
def panic(monkeypatch: pytest.MonkeyPatch) -> Panic:
    return Panic(monkeypatch)


def write_owls(folder: Path, *texts: str) -> None:
    lines = (json.dumps({"text": text}) + "\n" for text in texts)
    (folder / "owls.jsonl").write_text("".join(lines), "utf-8")


OWLS = ("One owl.", "Two owls.", "Three owls.", "Four owls.", "Five owls.")


@pytest.mark.usefixtures("panic")
def test_an_article_that_can_not_be_cut_leaves_the_others_of_its_file(
    index: ArticleIndex, folder: Path
) -> None:
    write_owls(folder, *OWLS)
    index.sync(folder)
    write_owls(folder, "One owl.", "Two owls in panic.", *OWLS[2:], "Six owls.", "Owls that panic.")
    plan = index.plan(folder)
    report = index.sync(folder)
    assert report.model_copy(update={"seconds": 0.0}) == plan
    assert report.added == ("owls.jsonl#6",)
    assert report.removed == ("owls.jsonl#2",)  # it says something else by now
    assert len(report.unchanged) == len(ARTICLES) + 4
    assert {each.path for each in report.failed} == {"owls.jsonl"}
    assert [each.reason.partition(" (")[0] for each in report.failed] == [
        "#2: can't be cut into passages", "#7: can't be cut into passages",
    ]  # fmt: skip
    assert index.check(folder) == ()
    again = index.sync(folder)
    assert (again.failed, again.changed) == (report.failed, False)


@pytest.mark.usefixtures("panic")
def test_of_a_file_of_which_much_can_not_be_cut_the_first_articles_are_told(
    index: ArticleIndex, folder: Path
) -> None:
    write_owls(folder, *(f"{each} owls in panic." for each in range(25)))
    reasons = [each.reason for each in index.sync(folder).failed]
    assert len(reasons) == 21
    assert reasons[-1] == "5 more can't be cut either"


def test_a_file_is_read_again_in_time_of_which_an_article_could_not_be_cut(
    index: ArticleIndex, folder: Path, panic: Panic, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_owls(folder, *OWLS, "Owls that panic.")
    (folder / "bread.txt").write_text("Bread in panic.", "utf-8")
    assert len(index.sync(folder).failed) == 2
    panic.on = False
    assert not index.sync(folder).added
    missing = ("bread.txt: not in the index", "owls.jsonl#6: not in the index")
    assert index.check(folder) == missing
    with monkeypatch.context() as patched:
        patched.setattr(comparison, "program_version", lambda: "another")
        report = index.sync(folder)
    assert report.added == ("bread.txt", "owls.jsonl#6")
    assert not report.failed
    assert index.check(folder) == ()


def test_a_repair_reads_a_file_again_of_which_an_article_could_not_be_cut(
    index: ArticleIndex, folder: Path, panic: Panic
) -> None:
    write_owls(folder, *OWLS, "Owls that panic.")
    index.sync(folder)
    panic.on = False
    done = repair(index.folder, folder, embeddings=CountingE5())
    assert done.report is not None
    assert done.report.added == ("owls.jsonl#6",)
    assert index.check(folder) == ()


def test_an_article_that_can_be_cut_no_more_is_told_and_stays_while_its_file_is_the_same(
    index: ArticleIndex, folder: Path, panic: Panic
) -> None:
    panic.on = False
    write_owls(folder, *OWLS, "Owls that panic.")
    index.sync(folder)
    panic.on = True
    (told,) = index.check(folder)
    assert told.startswith("owls.jsonl#6: in the index, no more readable (can't be cut")
    assert "owls.jsonl#6" in index.sync(folder).unchanged
    with sqlite3.connect(index.folder / "articles.sqlite3") as connection:
        connection.execute("UPDATE articles SET title = 'Another' WHERE id = 'owls.jsonl#2'")
    connection.close()
    assert "database: owls.jsonl#2: changed (title)" in index.check(folder)


@pytest.mark.parametrize("replaced", ["bread.txt", "2024"])
def test_a_link_that_takes_the_place_of_a_file_is_not_followed(
    index: ArticleIndex, folder: Path, tmp_path: Path, replaced: str
) -> None:
    outside = tmp_path / "outside"
    shutil.copytree(folder / "2024", outside)
    (outside / "perry.md").write_text("A secret of somebody else.", "utf-8")
    target = outside if replaced == "2024" else outside / "perry.md"

    def replace(progress: SyncProgress) -> None:
        if progress.phase == "embedding" and not (folder / replaced).is_symlink():
            (folder / replaced).rename(tmp_path / "moved")
            (folder / replaced).symlink_to(target)

    report = index.sync(folder, progress=replace)
    assert [each.reason.partition(";")[0] for each in report.failed] == [
        "has become a link out of the folder"
    ]
    assert not any("secret" in article.text for article in index)


def test_a_file_name_that_is_no_text_is_reported(index: ArticleIndex, folder: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")).write_text("Text.", "utf-8")
    except OSError:
        pytest.skip("this file system refuses such names")
    report = index.sync(folder)
    (failure,) = report.failed
    assert (failure.path, failure.reason.partition(";")[2]) == (r"caf\xe9.md", " rename it")
    assert r"caf\xe9.md" not in failure.reason  # so it is named once
    report.model_dump_json()


def test_a_check_passes_over_a_file_name_that_is_no_text(
    index: ArticleIndex, folder: Path, tmp_path: Path
) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")).write_text("Text.", "utf-8")
    except OSError:
        pytest.skip("this file system refuses such names")
    (folder / "caf?.md").write_text("Text of the file that can be named.", "utf-8")
    index.sync(folder)
    assert index.check(folder) == ()
    (folder / "caf?.md").unlink()
    assert index.check(folder) == ("caf?.md: in the index, no more in the folder",)
    done = repair(tmp_path / "index", folder, embeddings=CountingE5())
    assert done.report is not None
    assert done.report.removed == ("caf?.md",)
    assert index.check(folder) == ()


def test_names_that_differ_in_their_encoding_only_are_one_article(
    index: ArticleIndex, folder: Path, write: Write
) -> None:
    names = [unicodedata.normalize(form, "café.md") for form in ("NFC", "NFD")]
    write({names[0]: "Ein Café in Wien.", names[1]: "Ein anderes Café in Graz."})
    if len(list(folder.glob("caf*"))) == 1:
        pytest.skip("this file system takes both names for one")
    report = index.sync(folder)
    assert len(report.failed) == 1
    assert names[0] in index
    assert not index.sync(folder).changed


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


def test_progress_is_told_in_every_phase(index: ArticleIndex, folder: Path) -> None:
    told: list[SyncProgress] = []
    index.sync(folder, progress=told.append)
    assert [*dict.fromkeys(each.phase for each in told)] == ["comparing", "embedding", "storing"]
    assert all(0 <= each.done <= each.total for each in told)
    assert {each.item for each in told if each.phase == "embedding"} >= set(ARTICLES)
    assert told[-1].done == told[-1].total


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


def lines(first: int, last: int) -> bytes:
    told = "The keeper of lighthouse {0} counts {0} ships by night. Each has {0} lamps and a crew."
    articles = ({"id": n, "text": told.format(n)} for n in range(first, last))
    return "".join(json.dumps(each) + "\n" for each in articles).encode()


@pytest.mark.parametrize("kind", ["one.jsonl", "one.jsonl.gz", "one.json", "mixed"])
def test_the_time_left_is_told_within_a_file_and_ends_with_the_last_passage(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    match kind:
        case "one.jsonl.gz":
            (folder / kind).write_bytes(gzip.compress(lines(0, 900)))
        case "one.json":
            (folder / kind).write_bytes(b"[" + lines(0, 900).strip().replace(b"\n", b",") + b"]")
        case "mixed":
            for number in range(300):
                (folder / f"{number}.txt").write_bytes(lines(number, number + 1))
            (folder / "one.jsonl").write_bytes(lines(300, 900))
        case _:
            (folder / kind).write_bytes(lines(0, 900))
    seconds = count()
    paced = partial(Pace, clock=lambda: float(next(seconds)))
    monkeypatch.setattr(steps, "Pace", paced)
    told: list[SyncProgress] = []
    with ArticleIndex.open(tmp_path / "index", embeddings=HashedWords()) as index:
        report = index.sync(folder, progress=told.append)
    told = [each for each in told if each.phase == "embedding" and each.passages]
    assert told[-1].passages == report.passages == 900
    assert len({each.passages for each in told}) > 10
    for each in told:
        assert (each.left == 0) is (each.passages == report.passages)
    assert sum(each.left is not None for each in told) > 0.8 * len(told)


def test_a_long_file_tells_how_far_it_is_where_nothing_of_it_changed(
    index: ArticleIndex, tmp_path: Path
) -> None:
    folder = tmp_path / "lines"
    folder.mkdir()
    (folder / "one.jsonl").write_bytes(lines(0, 200))
    index.sync(folder)
    (folder / "one.jsonl").write_bytes(lines(0, 201))
    told: list[SyncProgress] = []
    assert index.sync(folder, progress=told.append).added == ("one.jsonl#200",)
    assert len([each for each in told if each.phase == "embedding"]) > 3


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
