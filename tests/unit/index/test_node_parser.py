from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import Document, MetadataMode, NodeRelationship, TextNode

from index.chunking import ChunkingSettings
from index.node_parser import ArticleNodeParser

SENTENCE = "Sony Pictures dreht seine Filme mit Hilfe von künstlicher Intelligenz."
TEXT = f"# Titel\n\n{SENTENCE}\n\n## Teil\n\n{SENTENCE}\n\n## Teil\n\n{SENTENCE}"
PARSER = ArticleNodeParser(settings=ChunkingSettings(max_tokens=32, min_tokens=8))


def _document(**metadata: str) -> Document:
    return Document(text=TEXT, id_="a.md", metadata=metadata)


def _nodes(document: Document) -> list[TextNode]:
    nodes = PARSER.get_nodes_from_documents([document])
    return [node for node in nodes if isinstance(node, TextNode)]


def test_offsets_are_exact_even_where_text_is_repeated() -> None:
    nodes = _nodes(_document())
    assert len(nodes) == 3
    assert nodes[1].text == nodes[2].text
    for node in nodes:
        assert TEXT[node.start_char_idx : node.end_char_idx] == node.text
    assert nodes[1].start_char_idx != nodes[2].start_char_idx


def test_ids_are_the_same_each_time_and_differ_from_each_other() -> None:
    first, second = _nodes(_document()), _nodes(_document())
    assert [node.node_id for node in first] == [node.node_id for node in second]
    assert len({node.node_id for node in first}) == 3


def test_nodes_know_their_document_neighbours_headings_and_language() -> None:
    nodes = _nodes(_document(title="Titel", source="web"))
    assert [node.metadata["heading"] for node in nodes] == ["", "Teil", "Teil"]
    assert {node.metadata["language"] for node in nodes} == {"de"}
    assert {node.metadata["source"] for node in nodes} == {"web"}
    assert {node.ref_doc_id for node in nodes} == {"a.md"}
    assert NodeRelationship.PREVIOUS in nodes[1].relationships
    assert "heading" not in nodes[1].get_content(metadata_mode=MetadataMode.EMBED)


def test_the_parser_works_inside_a_pipeline() -> None:
    nodes = IngestionPipeline(transformations=[PARSER]).run(documents=[_document()])
    assert [node.node_id for node in nodes] == [node.node_id for node in _nodes(_document())]


def test_an_empty_document_has_no_nodes() -> None:
    assert PARSER.get_nodes_from_documents([Document(text=" \n")]) == []
