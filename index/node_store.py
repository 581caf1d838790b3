"""A Chroma collection behind LlamaIndex's vector store interface."""

from collections.abc import Sequence
from typing import Any

from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.schema import BaseNode
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryResult,
)
from llama_index.core.vector_stores.utils import metadata_dict_to_node, node_to_metadata_dict

from index.errors import ArticleIndexError
from index.store import ChromaStore


class ChromaNodeStore(BasePydanticVectorStore):
    """Stands wherever LlamaIndex takes a vector store; similarities are cosines, not exp(-d).

    Example:
        >>> from llama_index.core import VectorStoreIndex  # doctest: +SKIP
        >>> store = ChromaStore.server("http://127.0.0.1:8000", "nodes", create=True)
        >>> VectorStoreIndex.from_vector_store(ChromaNodeStore(store))  # doctest: +SKIP
    """

    stores_text: bool = True
    is_embedding_query: bool = True

    _store: ChromaStore = PrivateAttr()

    def __init__(self, store: ChromaStore) -> None:
        super().__init__(stores_text=True)
        self._store = store

    @classmethod
    def class_name(cls) -> str:
        """Return the name that LlamaIndex serialises the class under."""
        return "ChromaNodeStore"

    @property
    def client(self) -> ChromaStore:
        """The collection."""
        return self._store

    def add(self, nodes: Sequence[BaseNode], **_: Any) -> list[str]:  # noqa: ANN401 - LlamaIndex's
        """Store nodes with their embeddings and texts, replacing known ones; return their ids."""
        metadata = [
            {
                key: "" if value is None else value
                for key, value in node_to_metadata_dict(node, flat_metadata=True).items()
            }
            for node in nodes
        ]
        ids = [node.node_id for node in nodes]
        vectors = [node.get_embedding() for node in nodes]
        articles = [node.ref_doc_id or node.node_id for node in nodes]
        self._store.upsert(ids, vectors, articles, metadata)
        return ids

    def delete(self, ref_doc_id: str, **_: Any) -> None:  # noqa: ANN401 - LlamaIndex's
        """Delete every node of one document."""
        self._store.remove_article(ref_doc_id)

    def delete_nodes(
        self,
        node_ids: list[str] | None = None,
        filters: MetadataFilters | None = None,
        **_: Any,  # noqa: ANN401 - LlamaIndex's
    ) -> None:
        """Delete nodes by id.

        Raises:
            ArticleIndexError: filters are given; only ids are supported.
        """
        if filters is not None:
            raise ArticleIndexError("ChromaNodeStore deletes by id or by document, not by filter")
        self._store.remove(node_ids or [])

    def query(self, query: VectorStoreQuery, **_: Any) -> VectorStoreQueryResult:  # noqa: ANN401
        """Return the nearest nodes; `doc_ids` scopes the search to documents.

        Raises:
            ArticleIndexError: the query has filters, which are not supported.
        """
        if query.filters is not None and query.filters.filters:
            raise ArticleIndexError("ChromaNodeStore scopes by doc_ids, not by filter")
        vector, limit = query.query_embedding or [], query.similarity_top_k
        found = self._store.nearest(vector, limit, query.doc_ids or ())
        metadata = self._store.metadata([key for key, _ in found])
        return VectorStoreQueryResult(
            nodes=[metadata_dict_to_node(dict(metadata[key])) for key, _ in found],
            similarities=[similarity for _, similarity in found],
            ids=[key for key, _ in found],
        )
