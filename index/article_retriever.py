"""An index of articles as a retriever for the query engines of LlamaIndex."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.article import Passage

if TYPE_CHECKING:
    from index.article_index import ArticleIndex


class ArticleRetriever(BaseRetriever):
    """An `ArticleIndex` as LlamaIndex's retriever, for query engines of LlamaIndex.

    Example:
        >>> from llama_index.core.query_engine import RetrieverQueryEngine  # doctest: +SKIP
        >>> RetrieverQueryEngine.from_args(ArticleRetriever(articles, limit=5))  # doctest: +SKIP

    Args:
        index: the index to search.
        limit: how many passages at most.
        articles: only passages of these articles; of any, when empty.
    """

    def __init__(
        self, index: "ArticleIndex", *, limit: int = 10, articles: Collection[str] = ()
    ) -> None:
        super().__init__()
        self._index = index
        self._limit = limit
        self._articles = tuple(articles)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._index.search(
            query_bundle.query_str, limit=self._limit, articles=self._articles
        )
        return [NodeWithScore(node=_node(passage), score=passage.score) for passage in found]


def _node(passage: Passage) -> TextNode:
    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={
            "article_id": passage.article_id,
            "title": passage.title,
            "language": passage.language,
            "heading": passage.heading,
        },
        excluded_embed_metadata_keys=["article_id", "language"],
        excluded_llm_metadata_keys=["article_id", "language"],
    )
