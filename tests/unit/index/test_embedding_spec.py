import pytest
from llama_index.core import MockEmbedding

from index.embedding import EmbeddedE5, embedding_fingerprint, load_embedding
from index.errors import ArticleIndexError


def test_the_default_model_is_embedded() -> None:
    assert isinstance(load_embedding("embedded:multilingual-e5-small"), EmbeddedE5)


def test_a_server_is_named_by_address_and_model() -> None:
    model = load_embedding("http://127.0.0.1:9/v1#some-model")
    assert model.model_name == "some-model"
    assert getattr(model, "api_base", None) == "http://127.0.0.1:9/v1"


@pytest.mark.parametrize(
    "spec", ["", "e5", "embedded:other", "http://127.0.0.1:9/v1", "http://#model", "openai:"]
)
def test_an_unknown_model_is_refused_with_those_there_are(spec: str) -> None:
    with pytest.raises(ArticleIndexError, match="multilingual-e5-small"):
        load_embedding(spec)


def test_models_are_told_apart_by_name_and_dimensions() -> None:
    small, large = MockEmbedding(embed_dim=3), MockEmbedding(embed_dim=4)
    assert embedding_fingerprint(small) == embedding_fingerprint(MockEmbedding(embed_dim=3))
    assert embedding_fingerprint(small) != embedding_fingerprint(large)
    assert "384" in embedding_fingerprint(EmbeddedE5())


def test_one_model_on_two_servers_is_one_model() -> None:
    one, other = (load_embedding(f"http://127.0.0.1:{port}/v1#m") for port in (1, 2))
    assert embedding_fingerprint(one) == embedding_fingerprint(other)
