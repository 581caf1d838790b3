import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from llama_index.core.schema import TextNode

from benchmarks.hashed_words import HashedWords
from index.article_index import ArticleIndex
from index.article_retriever import ArticleRetriever

Write = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def filled(index: ArticleIndex, folder: Path) -> ArticleIndex:
    index.sync(folder)
    return index


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("Why did Tyler Perry pause his studio?", "2024/perry.md"),
        ("Pourquoi Tyler Perry a-t-il arrêté son studio ?", "2024/perry.md"),
        ("Warum lehnt das Festival solche Filme ab?", "festival.md"),
        ("How many films will the festival show?", "festival.md"),
        ("Wie lange bleibt Brot frisch?", "bread.txt"),
        ("800,000,000 or 800 million dollars for what?", "2024/perry.md"),
        ("namur", "festival.md"),
    ],
)
def test_a_question_finds_the_article_in_whatever_language(
    filled: ArticleIndex, question: str, article: str
) -> None:
    assert filled.search(question, limit=1)[0].article_id == article


def test_results_are_exact_pieces_in_the_order_of_their_score(filled: ArticleIndex) -> None:
    found = filled.search("Was kostet der Ausbau, und wer fürchtet um seine Arbeit?", limit=20)
    assert [passage.score for passage in found] == sorted(
        (passage.score for passage in found), reverse=True
    )
    assert len({passage.id for passage in found}) == len(found)
    for passage in found:
        text = filled.get(passage.article_id).text
        assert text[passage.start : passage.end] == passage.text


def test_search_can_be_scoped_to_articles(filled: ArticleIndex) -> None:
    question = "Why did Tyler Perry pause his studio?"
    found = filled.search(question, articles=["festival.md", "bread.txt"])
    assert {passage.article_id for passage in found} == {"festival.md", "bread.txt"}
    assert filled.search(question, articles=["absent.md"]) == ()


def test_limit_is_kept(filled: ArticleIndex) -> None:
    assert len(filled.search("bread", limit=1)) == 1
    assert filled.search("bread", limit=0) == ()


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_an_empty_question_finds_nothing(filled: ArticleIndex, query: str) -> None:
    assert filled.search(query) == ()


@pytest.mark.parametrize(
    "query", ['"', "NEAR(a b)", "a AND", "*", "?" * 50, "\0\ud800", "x" * 50_000, "1 " * 25_000]
)
def test_odd_questions_do_no_harm(filled: ArticleIndex, query: str) -> None:
    for passage in filled.search(query, limit=3):
        assert passage.text


def test_an_index_without_articles_finds_nothing(index: ArticleIndex) -> None:
    assert index.search("anything") == ()
    assert len(index) == 0
    assert list(index) == []


def test_a_sentence_repeated_within_an_article_is_found_once(
    index: ArticleIndex, write: Write
) -> None:
    again = "The lighthouse of Lund was built in 1890 by two brothers from the village.\n\n"
    other = "Fishing boats leave the harbour at dawn and return in the evening. " * 30
    index.sync(write({"lund.txt": f"{again}{other}\n\n# More\n\n{again}{other}"}))
    found = index.search("Who built the lighthouse of Lund?", limit=20)
    texts = [" ".join(passage.text.split()) for passage in found]
    assert len(texts) == len(set(texts))


def test_one_text_in_two_articles_scores_alike_whatever_its_vectors_last_bits(
    tmp_path: Path,
) -> None:
    class Otherwise(HashedWords):
        """Gives what another batch of the same model may give."""

        def _get_text_embedding(self, text: str) -> list[float]:
            vector = super()._get_text_embedding(text)
            return [value * (1 + 1e-5 * (value > 0)) for value in vector]

    folder = tmp_path / "articles"
    folder.mkdir()
    for name, model in (("z.md", HashedWords()), ("a.md", Otherwise())):
        (folder / name).write_text("# Bakery\n\nThe baker keeps his bread in a drawer of oak.\n")
        cache = tmp_path / f"cache of {name}"
        with ArticleIndex.open(tmp_path / "index", embeddings=model, cache=cache) as index:
            index.sync(folder)
            found = index.search("Where does he keep it?")
    assert len(found) == 2
    assert found[0].score == found[1].score
    assert found[0].id < found[1].id


def test_threads_search_while_another_syncs(filled: ArticleIndex, folder: Path) -> None:
    problems: list[BaseException] = []
    stop = threading.Event()

    def ask() -> None:
        try:
            while not stop.is_set():
                found = filled.search("Why did Tyler Perry pause his studio?", limit=3)
                assert found[0].article_id == "2024/perry.md"
                for passage in found:
                    assert passage.text
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(4):
        (folder / "new.md").write_text(f"Edition {number} of a new article.", encoding="utf-8")
        filled.sync(folder)
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []


def test_sentences_and_questions_can_be_embedded(filled: ArticleIndex) -> None:
    first, second = filled.embed_texts(["One sentence.", "Another one."])
    assert len(first) == len(second) == len(filled.embed_query("Why?")) == 384
    assert filled.embed_texts([]) == []


def test_it_serves_as_retriever_for_llamaindex(filled: ArticleIndex) -> None:
    retriever = ArticleRetriever(filled, limit=2)
    nodes = retriever.retrieve("Why did Tyler Perry pause his studio?")
    assert len(nodes) == 2
    node = nodes[0].node
    assert isinstance(node, TextNode)
    assert node.metadata["article_id"] == "2024/perry.md"
    text = filled.get("2024/perry.md").text
    assert text[node.start_char_idx : node.end_char_idx] == node.text
    scoped = ArticleRetriever(filled, articles=["bread.txt"]).retrieve("Tyler Perry")
    assert {each.node.metadata["article_id"] for each in scoped} == {"bread.txt"}
