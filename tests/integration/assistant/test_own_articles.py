"""The articles that are served where no index is named, and what becomes of them when changed."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assistant import bundled, own_articles
from assistant.answer import Answer, Status
from assistant.assistant import Assistant
from assistant.bundled import bundled_index_dir, default_index_dir
from assistant.cli.main import main
from assistant.cli.preparation import prepare
from assistant.errors import LibraryError
from assistant.events import AnswerReady
from assistant.library import Library, open_library
from assistant.settings import Settings
from index.article_index import ArticleIndex
from index.lock import writing
from index.readers.file_access import open_descriptor
from index.report import SyncProgress

REMOTE = "http://127.0.0.1:1/v1#model"  # nothing has to be fetched for it
NEW = "# The harbour\n\nThe harbour has four cranes.\n"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Bundled articles as an installation has them."""
    folder = tmp_path / "installation" / "articles"
    folder.mkdir(parents=True)
    (folder / "bridge.md").write_text("# The bridge\n\nThe bridge opened in 1901.\n")
    (folder / "pont.md").write_text("# Le pont\n\nLe pont est fermé depuis juin.\n")
    for module in (bundled, own_articles):
        monkeypatch.setattr(module, "bundled_articles", lambda: folder)
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "data" / "articles"


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    path = tmp_path / "upload"
    path.write_text(NEW)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def served(tmp_path: Path, own: Path) -> list[str]:
    with ArticleIndex.open(default_index_dir(tmp_path / "cache", own), create=False) as index:
        return [article.id for article in index.summaries()]


def opened(index: ArticleIndex, own: Path) -> Library:
    place = partial(own_articles.own_articles, own, index.folder)
    return Library(index, place, patience=0.0)


def changed(tmp_path: Path, own: Path, upload: Path) -> None:
    """Add an article to what is served."""
    with (
        ArticleIndex.open(default_index_dir(tmp_path / "cache", own)) as index,
        closing(opened(index, own)) as library,
    ):
        change = library.add([(upload, "harbour.md")])
        change.wait()
        assert change.problem is None
        assert [article.id for article in index.summaries()] == [
            "bridge.md",
            "harbour.md",
            "pont.md",
        ]


def test_bundled_articles_are_served_until_they_are_changed(
    installed: Path, own: Path, tmp_path: Path
) -> None:
    assert served(tmp_path, own) == names(installed)
    assert not own.exists()


def test_first_change_makes_a_copy_and_leaves_the_bundled_articles_alone(
    installed: Path, own: Path, tmp_path: Path, upload: Path
) -> None:
    changed(tmp_path, own, upload)
    assert names(own) == ["bridge.md", "harbour.md", "pont.md"]
    assert names(installed) == ["bridge.md", "pont.md"]


@pytest.mark.usefixtures("installed")
def test_articles_are_asked_without_the_store_of_other_indexes(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stream(self: Assistant, question: str, **_: object) -> Iterator[AnswerReady]:
        found = self.index.search(question)[0]
        yield AnswerReady(
            answer=Answer(
                question=question,
                standalone_question=question,
                text=found.text,
                status=Status.ANSWERED,
                language="en",
            )
        )

    monkeypatch.setattr(Assistant, "stream", stream)
    for name, value in (("ARTICLES", own), ("STORE", tmp_path / "vectors"), ("LLM", REMOTE)):
        monkeypatch.setenv(f"ASSISTANT_{name}", str(value))
    assert main(["ask", "When did the bridge open?"]) == 0
    assert "The bridge opened in 1901." in capsys.readouterr().out


def test_own_articles_are_served_from_then_on(
    installed: Path, own: Path, tmp_path: Path, upload: Path
) -> None:
    changed(tmp_path, own, upload)
    (installed / "newer.md").write_text("# Newer\n\nA newer version brings this.\n")
    assert served(tmp_path, own) == ["bridge.md", "harbour.md", "pont.md"]
    (own / "pont.md").unlink()
    assert served(tmp_path, own) == ["bridge.md", "harbour.md"]


def test_what_was_indexed_in_the_chat_is_not_indexed_again(
    installed: Path, own: Path, tmp_path: Path, upload: Path
) -> None:
    changed(tmp_path, own, upload)
    seen: list[SyncProgress] = []
    default_index_dir(tmp_path / "cache", own, on_progress=seen.append)
    assert {progress.phase for progress in seen} == {"comparing"}
    assert installed.is_dir()


@pytest.mark.parametrize("emptied", [False, True])
def test_deleting_the_own_folder_brings_the_bundled_articles_back(
    installed: Path, own: Path, tmp_path: Path, upload: Path, emptied: bool
) -> None:
    changed(tmp_path, own, upload)
    shutil.rmtree(own)
    if emptied:
        own.mkdir()
    assert served(tmp_path, own) == names(installed)
    changed(tmp_path, own, upload)


def test_own_article_that_cannot_be_read_is_named_once_and_the_others_are_served(
    installed: Path,
    own: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(path: Path | str) -> int:
        if str(path).endswith("pont.md"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return open_descriptor(path)

    shutil.copytree(installed, own)
    monkeypatch.setattr("index.folder.open_descriptor", refuse)
    settings = Settings.load(articles=own, cache=tmp_path / "cache", llm=REMOTE)
    for said in ("failed: pont.md: can't be read (permission denied)", ""):
        prepare(settings)
        err = capsys.readouterr().err
        assert said in err
        assert ("pont.md" in err) is bool(said)
    assert served(tmp_path, own) == ["bridge.md"]


def test_subfolder_that_cannot_be_listed_does_not_hide_the_own_articles(
    installed: Path, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(place: Path | str) -> object:
        if Path(place).name == "a-locked":
            raise PermissionError(errno.EACCES, "Permission denied", str(place))
        return scandir(place)

    shutil.copytree(installed, own)
    (own / "pont.md").unlink()
    (own / "a-locked").mkdir()
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", refuse)
    assert served(tmp_path, own) == ["bridge.md"]


@pytest.mark.usefixtures("installed")
def test_shared_vectors_may_take_what_the_settings_say(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def note(*arguments: Any, **options: Any) -> ArticleIndex:  # noqa: ANN401 - those of `open`
        limits.append(options["cache_bytes"])
        return opening(*arguments, **options)

    limits: list[int] = []
    opening = ArticleIndex.open
    monkeypatch.setattr(ArticleIndex, "open", note)
    settings = Settings.load(articles=own, cache=tmp_path / "cache", vector_cache_megabytes=7)
    Assistant.open(settings=settings).close()
    assert limits == [7 * 2**20] * 2  # made, and opened


def test_own_article_that_was_taken_back_by_hand_is_gone_at_the_next_start(
    installed: Path, own: Path, tmp_path: Path, upload: Path
) -> None:
    own.parent.mkdir()
    shutil.copytree(installed, own)
    assert served(tmp_path, own) == names(installed)
    changed(tmp_path, own, upload)
    (own / "harbour.md").unlink()
    assert served(tmp_path, own) == names(installed)


def test_gold_questions_are_asked_of_the_bundled_articles_all_the_same(
    installed: Path, own: Path, tmp_path: Path, upload: Path
) -> None:
    changed(tmp_path, own, upload)
    with ArticleIndex.open(bundled_index_dir(tmp_path / "cache"), create=False) as index:
        assert [article.id for article in index.summaries()] == names(installed)
    assert served(tmp_path, own) == ["bridge.md", "harbour.md", "pont.md"]


def test_first_change_that_fails_leaves_no_copy(
    installed: Path, own: Path, tmp_path: Path, upload: Path
) -> None:
    with (
        ArticleIndex.open(default_index_dir(tmp_path / "cache", own)) as index,
        closing(opened(index, own)) as library,
    ):
        with writing(index.folder):
            locked = library.add([(upload, "harbour.md")])
            locked.wait()
        assert isinstance(locked.problem, LibraryError)
        assert not own.exists()
        refused = library.add([(upload, "harbour.exe")])
        refused.wait()
        assert refused.files[0].stage == "failed"
        assert not own.exists()
        assert [article.id for article in index.summaries()] == names(installed)


def test_what_a_folder_without_articles_held_stays_there(
    installed: Path, own: Path, tmp_path: Path, upload: Path
) -> None:
    own.mkdir(parents=True)
    (own / "notes.xyz").write_text("mine")
    changed(tmp_path, own, upload)
    assert (own / "notes.xyz").read_text() == "mine"
    assert installed.is_dir()


def test_copy_of_a_read_only_installation_can_be_changed(
    installed: Path, own: Path, tmp_path: Path, upload: Path
) -> None:
    (installed / "bridge.md").chmod(0o444)
    installed.chmod(0o555)
    try:
        changed(tmp_path, own, upload)
        assert own.stat().st_mode & 0o700 == 0o700
        assert (own / "bridge.md").stat().st_mode & 0o200
    finally:
        installed.chmod(0o755)


def test_library_of_a_named_index_is_its_folder_and_of_the_default_one_the_own(
    installed: Path, own: Path, tmp_path: Path
) -> None:
    settings = Settings.load(articles=own, upload_megabytes=7)
    with ArticleIndex.open(tmp_path / "index") as index:
        index.sync(installed)
        named = open_library(index, settings, named=True)
        assert named is not None
        assert named.most_bytes == 7 * 2**20
        with named._place() as place:
            assert place == installed
        default = open_library(index, settings, named=False)
        assert default is not None
        with default._place() as place:
            assert place == own
    with ArticleIndex.open(tmp_path / "never-synced") as index:
        assert open_library(index, settings, named=True) is None
