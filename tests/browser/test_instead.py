"""What a refusal offers to ask instead."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader, Visit
from tests.integration.web.scripted_assistant import (
    HOSTILE,
    ScriptedAssistant,
    answer,
    passage,
    refusal,
    script_of,
)

ASKED = "Who painted the lighthouse?"


def offer(assistant: ScriptedAssistant, language: str) -> None:
    assistant.scripts[ASKED] = script_of(refusal(ASKED).model_copy(update={"language": language}))


@pytest.mark.parametrize(
    ("locale", "name", "question"),
    [
        ("en-GB", "You could ask instead", "What is the article “Le phare du cap” about?"),
        (
            "de-AT",
            "Stattdessen könnten Sie fragen",
            "Worum geht es in dem Artikel „Le phare du cap“?",
        ),
        (
            "fr",
            "Vous pourriez plutôt demander",
            "De quoi parle l’article «\u00a0Le phare du cap\u00a0»\u00a0?",
        ),
    ],
)
def test_refusal_offers_questions_that_a_click_asks(
    visit: Visit, assistant: ScriptedAssistant, locale: str, name: str, question: str
) -> None:
    offer(assistant, locale[:2])
    reader = visit(locale=locale)
    reader.ask(ASKED)
    offered = reader.page.get_by_role("group", name=name)
    expect(offered.get_by_role("button")).to_have_count(2)
    offered.get_by_role("button", name=question, exact=True).click()
    expect(reader.answers.nth(1)).to_contain_text("The articles do not answer")
    expect(reader.page.locator(".user").nth(1)).to_contain_text("Le phare du cap")
    assert assistant.asked[-1][0] == question.replace("\u00a0", " ")


def test_offered_question_is_asked_with_the_keyboard(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    question = "What is the article “Die Brücke über den Sund” about?"
    assistant.scripts[question] = script_of(answer(question, "About a bridge."))
    reader.ask(ASKED)
    first = reader.page.get_by_role("group", name="You could ask instead").get_by_role("button")
    first.first.focus()
    reader.page.keyboard.press("Enter")
    expect(reader.answers.nth(1)).to_contain_text("About a bridge.")
    expect(first).to_have_count(0)  # they belonged to the refusal


def test_refused_offer_is_not_made_again(reader: Reader) -> None:
    reader.ask(ASKED)
    offered = reader.page.get_by_role("group", name="You could ask instead").get_by_role("button")
    expect(offered).to_have_count(2)
    offered.first.click()
    expect(reader.answers.nth(1)).to_contain_text("The articles do not answer")
    expect(offered).to_have_count(1)
    expect(offered).to_contain_text("Le phare du cap")


def test_answered_question_offers_nothing(reader: Reader, assistant: ScriptedAssistant) -> None:
    assistant.scripts[ASKED] = script_of(answer(ASKED, "A painter."))
    reader.ask(ASKED)
    expect(reader.answers).to_contain_text("A painter.")
    expect(reader.page.locator("#conversation .option")).to_have_count(0)


def test_hostile_title_is_offered_as_it_is(reader: Reader, assistant: ScriptedAssistant) -> None:
    hostile = refusal(ASKED).model_copy(update={"related": (passage(HOSTILE),)})
    assistant.scripts[ASKED] = script_of(hostile)
    reader.ask(ASKED)
    offered = reader.page.locator("#conversation .option")
    expect(offered).to_have_text(f"What is the article “{HOSTILE.title}” about?")
    expect(reader.page.locator("#conversation .options :not(button)")).to_have_count(0)
    assert reader.page.evaluate("window.hacked") is None
    assert reader.requested_elsewhere() == []
