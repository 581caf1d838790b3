"""The index of a data set's own corpus: real embedder and store."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import pytest

from assistant.evaluation import dataset_index
from assistant.evaluation.dataset_index import CACHE_FOLDER, open_dataset_index
from assistant.settings import Settings
from index.article_index import ArticleIndex
from index.report import SyncProgress

DOCUMENTS = {
    "de-pegel.txt": "Am Rhein regnet es seit Tagen. Der Pegel in Köln steigt auf acht Meter.",
    "fr-pont.txt": "Le pont de Brest a été fermé en 1998. Il a été rouvert dix ans plus tard.",
}


def test_a_second_evaluation_leaves_corpus_and_index_as_they_are() -> None:
    settings = Settings.load()
    with closing(open_dataset_index(DOCUMENTS, settings)) as index:
        assert [article.id for article in index] == sorted(DOCUMENTS)
        state = index.state
    written = {
        path: path.stat().st_mtime_ns
        for path in (settings.cache / CACHE_FOLDER / "corpora").glob("*/articles/*")
    }
    assert len(written) == len(DOCUMENTS)

    with closing(open_dataset_index(DOCUMENTS, settings)) as index:
        assert index.state == state
    assert {path: path.stat().st_mtime_ns for path in written} == written


def test_the_index_is_made_anew_by_other_code(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.load()
    with closing(open_dataset_index(DOCUMENTS, settings)) as index:
        state = index.state
    monkeypatch.setattr(dataset_index, "folder_fingerprint", lambda *_: "other code")
    with closing(open_dataset_index(DOCUMENTS, settings)) as index:
        assert index.state != state
        assert [article.id for article in index] == sorted(DOCUMENTS)


def test_two_evaluations_of_one_data_set_at_once_both_get_its_index() -> None:
    settings = Settings.load()
    begun = threading.Event()
    second: list[Future[ArticleIndex]] = []

    def open_second() -> ArticleIndex:
        begun.set()
        return open_dataset_index(DOCUMENTS, settings)

    with ThreadPoolExecutor(1) as executor:

        def begin_second(_: SyncProgress) -> None:
            if not second:
                second.append(executor.submit(open_second))
                assert begun.wait(20)

        with closing(open_dataset_index(DOCUMENTS, settings, begin_second)) as index:
            assert len(index) == len(DOCUMENTS)
        with closing(second[0].result(60)) as index:
            assert len(index) == len(DOCUMENTS)
