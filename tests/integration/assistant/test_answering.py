from typing import Any

import pytest

from assistant.answer import Status
from assistant.assistant import Assistant
from assistant.conversation import Turn
from assistant.errors import ModelError, QuestionError
from index.article_index import ArticleIndex
from index.errors import ArticleIndexError, ArticleNotFoundError
from tests.integration.assistant.answering import (
    REFUSED,
    STOPPED,
    WHY,
    asked,
    assistant_saying,
    number_of,
)


def test_answer_cites_the_exact_sentence_of_an_article_in_another_language(
    articles: ArticleIndex,
) -> None:
    answer = asked(articles, WHY, "[1] Because the videos made by Sora frightened him.", "yes")
    assert answer.status is Status.ANSWERED
    assert answer.language == "en"
    assert answer.text == "Because the videos made by Sora frightened him [1]."
    citation = answer.citations[0]
    assert citation.article_id == "2024/perry.md"
    assert citation.quote.startswith(STOPPED)
    assert citation.language == "de"
    assert citation.published == "2024-02-23"
    assert citation.author == "A. Beispiel"
    assert answer.model == "scripted"
    assert answer.related[0].article_id == "2024/perry.md"


def test_amount_is_recognised_across_languages(articles: ArticleIndex) -> None:
    question = "How much was the expansion of Tyler Perry's studio to cost?"
    answer = asked(articles, question, "[1] 12 stages for $800 million.", "yes")
    assert answer.status is Status.ANSWERED
    assert any("800 Millionen" in citation.quote for citation in answer.citations)


def test_month_is_recognised_across_languages(articles: ArticleIndex) -> None:
    question = "When is the next edition of the Namur festival?"
    answer = asked(articles, question, "[1] In March, with 120 films.", "yes")
    assert answer.status is Status.ANSWERED
    assert any("en mars" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "draft",
    [
        "[7, 9] Because the videos made by Sora frightened him.",
        "Because the videos [99] made by Sora frightened him [123].",
        "Because the videos made by Sora frightened him 【1†source】",
        ["[", "1", "] Because the videos made by Sora frightened him", " [", "1"],
    ],
)
def test_marker_never_dangles_whatever_the_model_writes(
    articles: ArticleIndex, draft: str | list[str]
) -> None:
    answer = asked(articles, WHY, draft, "yes")
    assert answer.text.startswith("Because the videos made by Sora frightened him [1]")


def test_invented_sentence_is_dropped_and_the_rest_kept(articles: ArticleIndex) -> None:
    draft = "[1] Because Sora frightened him. Steven Spielberg paid 900 million dollars for it."
    answer = asked(articles, WHY, draft, "yes")
    assert answer.text.startswith("Because Sora frightened him [1]")
    assert "Spielberg" not in answer.text
    dropped = answer.dropped[0]
    assert "Spielberg" in dropped.note
    assert "900000000" in dropped.note
    assert not dropped.citations


@pytest.mark.parametrize(
    ("question", "language"),
    [
        (WHY, "en"),
        ("Warum hat Tyler Perry den Ausbau seines Studios gestoppt?", "de"),
        ("Pourquoi Tyler Perry a-t-il suspendu les travaux de son studio ?", "fr"),
        ("Ausbau Studio Perry", "de"),  # which the article says, and not the letters
    ],
)
def test_refusal_is_in_the_question_language_and_shows_the_closest_passages(
    articles: ArticleIndex, question: str, language: str
) -> None:
    answer = asked(articles, question, "[1] Steven Spielberg: 900.", "no")
    assert answer.status is Status.NOT_FOUND
    assert answer.language == language
    assert answer.text == REFUSED[language]
    assert not answer.citations
    assert not answer.claims
    assert answer.related[0].article_id == "2024/perry.md"


def test_half_of_a_surrogate_pair_is_no_text_and_does_no_harm(articles: ArticleIndex) -> None:
    history = [Turn("Who \ud83d is Tyler Perry?", "A director \udce4 [1].")]
    replies = (f"{WHY} \ufffd", "[1] Because the videos made by Sora frightened him.", "yes")
    assistant, _ = assistant_saying(articles, *replies)
    assert assistant.ask("And why \udce4?", history).question == "And why \ufffd?"
    assert assistant.search("Tyler Perry \ud800")


def test_articles_of_an_iterator_narrow_the_answer_as_those_of_a_list(
    articles: ArticleIndex,
) -> None:
    assistant, _ = assistant_saying(articles, "[1] Nobody.", "no")
    ids: Any = (each for each in ["bread.txt"])
    answer = assistant.ask("Who bakes?", articles=ids)
    assert {passage.article_id for passage in answer.related} == {"bread.txt"}


def test_an_index_without_a_name_is_not_taken_for_the_bundled_articles() -> None:
    with pytest.raises(ArticleIndexError):
        Assistant.open("")


def test_threshold_decides_how_sure_an_answer_must_be(articles: ArticleIndex) -> None:
    replies = ("[1] Because the videos made by Sora frightened him.", "yes")
    assert asked(articles, WHY, *replies, threshold=0.0).status is Status.ANSWERED
    refused = asked(articles, WHY, *replies, threshold=1.0)
    assert refused.status is Status.NOT_FOUND
    assert refused.confidence is not None
    assert 0.0 < refused.confidence < 1.0


@pytest.mark.parametrize("draft", ["", "[1]", "[1] ...", "Tyler Perry stopped his studio."])
def test_draft_that_says_nothing_is_a_refusal(articles: ArticleIndex, draft: str) -> None:
    assert asked(articles, WHY, draft, "yes").status is Status.NOT_FOUND


def test_draft_in_another_language_is_asked_for_once_more(articles: ArticleIndex) -> None:
    assistant, llm = assistant_saying(
        articles,
        "[1] Weil ihn die Videos von Sora so sehr erschreckt haben.",
        "Because the videos made by Sora frightened him.",
        "yes",
    )
    answer = assistant.ask(WHY)
    assert answer.text.startswith("Because the videos made by Sora frightened him [1]")
    assert "English" in llm.last_question(1)
    assert len(llm.asked) == 3


def test_draft_that_stays_in_another_language_is_refused(articles: ArticleIndex) -> None:
    german = "[1] Weil ihn die Videos von Sora so sehr erschreckt haben."
    answer = asked(articles, WHY, german, german, "yes")
    assert answer.status is Status.NOT_FOUND
    assert answer.text == REFUSED["en"]


def test_model_reads_few_sentences_each_once(articles: ArticleIndex) -> None:
    assistant, llm = assistant_saying(articles, "[1] Because of Sora.", "yes")
    assistant.ask(WHY)
    shown = [line for line in llm.last_question(0).splitlines() if line.startswith("[")]
    assert 1 <= len(shown) <= 8
    assert len({line.partition("] ")[2] for line in shown}) == len(shown)
    assert number_of(llm, STOPPED) <= 2


def test_answer_comes_only_from_the_articles_asked_for(articles: ArticleIndex) -> None:
    answer = asked(articles, WHY, "[1] Because of Sora.", "yes", articles=["bread.txt"])
    assert answer.status is Status.NOT_FOUND
    assert {passage.article_id for passage in answer.related} == {"bread.txt"}


def test_one_article_may_be_named_as_a_plain_string(articles: ArticleIndex) -> None:
    answer = asked(articles, WHY, "[1] Because of Sora.", "yes", articles="2024/perry.md")
    assert {passage.article_id for passage in answer.related} == {"2024/perry.md"}


def test_follow_up_is_answered_with_what_was_said_before(articles: ArticleIndex) -> None:
    history = [Turn(WHY, "Because the videos made by Sora frightened him [1].")]
    answer = asked(
        articles,
        "And what does he fear for?",
        "What does Tyler Perry fear for?",
        "[1] The work of lighting crews.",
        "yes",
        history=history,
    )
    assert answer.question == "And what does he fear for?"
    assert answer.standalone_question == "What does Tyler Perry fear for?"
    assert answer.citations[0].article_id == "2024/perry.md"


def test_question_without_words_is_answered_in_the_language_of_the_conversation(
    articles: ArticleIndex,
) -> None:
    history = [Turn("Warum hat Tyler Perry den Ausbau gestoppt?", "Wegen Sora [1].")]
    answer = asked(articles, "2024?", "", "", history=history)
    assert answer.text == REFUSED["de"]
    assert asked(articles, "2024?", "").text == REFUSED["en"]


@pytest.mark.parametrize("question", ["", "  \n", "Why? " * 10_000])
def test_what_is_no_question_is_refused_before_anything_is_read(
    articles: ArticleIndex, question: str
) -> None:
    assistant, llm = assistant_saying(articles)
    for ask in (assistant.ask, assistant.stream, assistant.search):
        with pytest.raises(QuestionError) as caught:
            ask(question)
        assert len(str(caught.value)) < 200
        assert "\n" not in str(caught.value)
    assert not llm.asked


def test_unknown_article_is_named(articles: ArticleIndex) -> None:
    assistant, llm = assistant_saying(articles)
    with pytest.raises(ArticleNotFoundError, match=r"gone\.md"):
        assistant.stream(WHY, articles=["gone.md"])
    assert not llm.asked


@pytest.mark.parametrize(
    "replies",
    [
        (ConnectionError("refused"),),
        ("[1] Because of Sora.", TimeoutError("after 120 s")),
    ],
)
def test_failing_model_is_named_in_one_line(
    articles: ArticleIndex, replies: tuple[str | Exception, ...]
) -> None:
    assistant, _ = assistant_saying(articles, *replies)
    with pytest.raises(ModelError, match="scripted") as caught:
        assistant.ask(WHY)
    assert "\n" not in str(caught.value)


def test_text_of_an_article_or_question_is_never_a_template(articles: ArticleIndex) -> None:
    assistant, llm = assistant_saying(articles, "")
    assistant.ask("What is $evidence or ${history} in Tyler Perry's studio?")
    assert "$evidence or ${history}" in llm.last_question(0)


def test_small_talk_is_declined_without_a_search(articles: ArticleIndex) -> None:
    assistant, llm = assistant_saying(articles)
    answer = assistant.ask("Schreib mir ein Gedicht über Sora")
    assert answer.status is Status.NOT_FOUND
    assert answer.text.startswith("Ich beantworte Fragen zu den Artikeln")
    assert answer.related == ()
    assert not llm.asked
