"""The chunking of this index as a LlamaIndex node parser, for pipelines built of LlamaIndex."""

from collections.abc import Sequence
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.node_parser.node_utils import build_nodes_from_splits
from llama_index.core.schema import BaseNode, Document, MetadataMode, TextNode
from llama_index.core.utils import get_tqdm_iterable
from pydantic import Field

from index.article import Article, Passage
from index.chunking import ChunkingSettings, chunk_article
from index.language import detect_language


class ArticleNodeParser(NodeParser):
    """Cuts documents into passages along headings, paragraphs and sentences.

    Node ids are those of the passages: the same document gives the same ids, always. Offsets are
    exact: `document.text[node.start_char_idx : node.end_char_idx] == node.text`. Nodes carry the
    passage's language and headings as metadata, kept out of what is embedded.

        nodes = ArticleNodeParser().get_nodes_from_documents(documents)
    """

    settings: ChunkingSettings = Field(
        default_factory=ChunkingSettings, description="Sizes of passages, in tokens."
    )

    @classmethod
    def class_name(cls) -> str:
        """Name under which LlamaIndex stores the parser."""
        return "ArticleNodeParser"

    def _parse_nodes(
        self,
        nodes: Sequence[BaseNode],
        show_progress: bool = False,
        **_kwargs: Any,  # noqa: ANN401 - LlamaIndex's signature
    ) -> list[BaseNode]:
        parsed: list[BaseNode] = []
        for node in get_tqdm_iterable(nodes, show_progress, "Parsing nodes"):
            passages = chunk_article(_article(node), self.settings)
            built = build_nodes_from_splits([passage.text for passage in passages], node)
            for new, passage in zip(built, passages, strict=True):
                parsed.append(_with_passage(new, passage))
        return parsed

    def _postprocess_parsed_nodes(
        self, nodes: list[BaseNode], parent_doc_map: dict[str, Document]
    ) -> list[BaseNode]:
        """Add relations and metadata, but keep the offsets: LlamaIndex looks them up by text."""
        offsets = [
            (node.start_char_idx, node.end_char_idx) for node in nodes if isinstance(node, TextNode)
        ]
        nodes = super()._postprocess_parsed_nodes(nodes, parent_doc_map)
        for node, (start, end) in zip(nodes, offsets, strict=True):
            if isinstance(node, TextNode):
                node.start_char_idx, node.end_char_idx = start, end
        return nodes


def _article(node: BaseNode) -> Article:
    text = node.get_content(metadata_mode=MetadataMode.NONE)
    return Article(
        id=node.node_id,
        title=str(node.metadata.get("title", "")),
        language=str(node.metadata.get("language") or detect_language(text)),
        text=text,
    )


def _with_passage(node: TextNode, passage: Passage) -> TextNode:
    node.id_ = passage.id
    node.start_char_idx, node.end_char_idx = passage.start, passage.end
    node.metadata = {"language": passage.language, "heading": passage.heading}
    for excluded in (node.excluded_embed_metadata_keys, node.excluded_llm_metadata_keys):
        excluded += [key for key in node.metadata if key not in excluded]
    return node
