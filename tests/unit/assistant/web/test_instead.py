"""What could be asked where the articles do not answer."""

import pytest

from assistant.answer import Answer, Status
from assistant.web.instead import questions_instead
from assistant.web.texts import ENGLISH, GERMAN, TEXTS, Texts
from index.article import Passage


def passage(article_id: str, title: str) -> Passage:
    return Passage(
        id=f"{article_id}:0",
        article_id=article_id,
        title=title,
        start=0,
        end=3,
        text="ebb",
        language="en",
    )


def refused(*related: Passage, language: str = "en") -> Answer:
    return Answer(
        question="Who drank the sea?",
        standalone_question="Who drank the sea?",
        text="",
        status=Status.NOT_FOUND,
        language=language,
        related=related,
    )


TIDES, MOON = passage("tides.md", "Tides"), passage("moon.md", "The moon")


def test_nearest_articles_are_offered_first_and_once_each() -> None:
    refusal = refused(TIDES, MOON, TIDES)
    assert questions_instead(refusal, [], ENGLISH) == (
        "What is the article “Tides” about?",
        "What is the article “The moon” about?",
    )


@pytest.mark.parametrize("texts", TEXTS.values(), ids=list(TEXTS))
def test_question_s_language_decides_not_the_interface_s(texts: Texts) -> None:
    (offered,) = questions_instead(refused(TIDES, language=texts.code), [], ENGLISH)
    assert offered == texts.about.format(title="Tides")


def test_interface_s_language_stands_in_for_one_that_is_not_ours() -> None:
    (offered,) = questions_instead(refused(TIDES, language="fi"), [], GERMAN)
    assert offered == GERMAN.about.format(title="Tides")


def test_what_was_asked_before_is_not_offered_again() -> None:
    asked = ["what is the article “TIDES” about?"]
    assert questions_instead(refused(TIDES, MOON), asked, ENGLISH) == (
        "What is the article “The moon” about?",
    )


def test_at_most_three_are_offered() -> None:
    many = [passage(f"{number}.md", f"Tide {number}") for number in range(9)]
    assert len(questions_instead(refused(*many), [], ENGLISH)) == 3


def test_bundled_articles_offer_a_question_that_they_are_known_to_answer() -> None:
    near = passage("ashton-kutcher-sora.md", "Ashton Kutcher und Sora")
    first, second = questions_instead(refused(near, language="de"), [], ENGLISH)
    assert first == "Was hält Ashton Kutcher von Sora?"
    assert second == "Worum geht es in dem Artikel „Ashton Kutcher und Sora“?"


def test_nothing_near_offers_nothing() -> None:
    assert questions_instead(refused(), [], ENGLISH) == ()


def test_answer_offers_nothing() -> None:
    answered = refused(TIDES).model_copy(update={"status": Status.ANSWERED})
    assert questions_instead(answered, [], ENGLISH) == ()


def test_endless_title_is_cut() -> None:
    (offered,) = questions_instead(refused(passage("a.md", "ebb " * 500)), [], ENGLISH)
    assert len(offered) < 200
