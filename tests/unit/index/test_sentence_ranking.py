from collections.abc import Sequence
from functools import partial

import pytest

from index.article import Passage
from index.sentence_ranking import rank_sentences, sentences_of
from tests.unit.assistant.passages import passage

TEXT = (
    "# A studio waits\n\nPerry stopped the works. It cost $800 million.\n\n"
    "## Jobs\n\n- lighting crews\n- drivers\n\n#MeToo changed the industry."
)


def embed(texts: Sequence[str]) -> list[list[float]]:
    """A vector that points to the question for texts with Sora in them."""
    return [[1.0, 0.0] if "Sora" in text else [0.0, 1.0] for text in texts]


def ranked(question: str, language: str, *passages: Passage) -> list[str]:
    found = rank_sentences(question, language, passages, [1.0, 0.0], embed)
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    return [sentence.text for sentence in found]


def test_sentences_lie_exactly_where_they_say() -> None:
    article = "Earlier text. " + TEXT
    whole = passage(TEXT, start=len("Earlier text. "))
    sentences = sentences_of(whole)
    for sentence in sentences:
        assert article[sentence.start : sentence.end] == sentence.text
    assert len({sentence.id for sentence in sentences}) == len(sentences)


def test_headings_are_no_sentences_but_hashtags_may_begin_one() -> None:
    texts = [sentence.text for sentence in sentences_of(passage(TEXT))]
    assert "Perry stopped the works." in texts
    assert "#MeToo changed the industry." in texts
    assert not [text for text in texts if text.startswith(("# ", "## "))]


def test_item_of_a_list_is_quoted_without_its_bullet() -> None:
    texts = [sentence.text for sentence in sentences_of(passage(TEXT))]
    assert "lighting crews" in texts
    assert "drivers" in texts


def test_sentence_that_is_like_the_question_comes_first() -> None:
    found = ranked("Why?", "en", passage("It was late.\n\nIt was Sora."))
    assert found == ["It was Sora.", "It was late."]


def test_sentence_that_answers_only_after_another_brings_it_along() -> None:
    text = "All wait for Sora. Some of them fear it. Others sleep.\n\nIt rains."
    article = "Earlier text. " + text
    found = rank_sentences(
        "Why?", "en", [passage(text, start=len("Earlier text. "))], [1.0, 0.0], embed
    )
    texts = [sentence.text for sentence in found]
    assert texts[:2] == ["All wait for Sora.", "All wait for Sora. Some of them fear it."]
    assert "Others sleep." in texts  # the one before it is no nearer
    assert "It rains." in texts
    for sentence in found:
        assert article[sentence.start : sentence.end] == sentence.text


def test_what_the_question_is_alike_to_tells_whether_two_belong_together() -> None:
    text = "All wait for Sora. Some of them fear it."
    rank = partial(rank_sentences, "Why?", "en", [passage(text)], [0.0, 1.0], embed)
    assert [sentence.text for sentence in rank()] == text.replace("Sora. ", "Sora.|").split("|")[
        ::-1
    ]
    both, alone = rank([1.0, 0.0])
    assert (both.text, alone.text) == (text, "All wait for Sora.")
    assert both.score == 1.0  # as near as the second is by itself
    assert alone.score == 0.0


def test_sentences_of_two_articles_are_never_joined() -> None:
    found = ranked("Why?", "en", passage("It was Sora."), passage("It rains.", article="b.md"))
    assert found == ["It was Sora.", "It rains."]


def test_sentence_of_a_better_passage_comes_first() -> None:
    worse, better = passage("One.", score=0.1), passage("Two.", score=0.9, article="b.md")
    assert ranked("Why?", "en", worse, better) == ["Two.", "One."]


@pytest.mark.parametrize(("language", "other"), [("en", "de"), ("de", "en")])
def test_shared_words_count_within_a_language(language: str, other: str) -> None:
    text = "Something else. Atlanta."
    for spoken in (language, other):
        assert ranked("Atlanta?", language, passage(text, language=spoken))[0] == "Atlanta."


def test_nothing_found_is_nothing_ranked() -> None:
    assert ranked("Why?", "en") == []
    assert ranked("Why?", "en", passage("# Only a heading")) == []
