"""The chat as a reader meets it."""

from pathlib import Path
from threading import Event as Gate

import pytest
from playwright.sync_api import expect

from assistant.conversation import Turn
from assistant.errors import ModelError
from assistant.events import StageStarted, TextDelta
from assistant.feedback import read_feedback
from assistant.settings import Settings
from tests.browser.conftest import Reader, Visit
from tests.integration.web.scripted_assistant import (
    BRIDGE,
    LIGHTHOUSE,
    ScriptedAssistant,
    answer,
    cite,
    script_of,
)

CLOSED = "Why was the bridge closed?"
PILLAR = "Im Juni wurde die Brücke gesperrt, weil ein Pfeiler unterspült war."
CLOSED_ANSWER = answer(CLOSED, "A pillar had been undermined [1].", cite(1, BRIDGE, PILLAR))
LIGHT = "How far does the light reach?"
LIGHT_ANSWER = answer(
    LIGHT, "Twenty miles [1].", cite(1, LIGHTHOUSE, "Sa lanterne porte à vingt milles.")
)


@pytest.fixture(autouse=True)
def scripts(assistant: ScriptedAssistant) -> None:
    assistant.scripts[CLOSED] = script_of(CLOSED_ANSWER)
    assistant.scripts[LIGHT] = script_of(LIGHT_ANSWER)


def test_answer_streams_while_its_stage_is_named(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    searched, read, written = Gate(), Gate(), Gate()
    assistant.scripts[CLOSED] = [
        StageStarted(stage="search"),
        searched,
        StageStarted(stage="read", count=4),
        read,
        StageStarted(stage="write"),
        TextDelta(text="A pillar had been "),
        written,
        *script_of(CLOSED_ANSWER)[-1:],
    ]
    reader.ask(CLOSED)
    expect(reader.page.locator(".user")).to_contain_text(CLOSED)
    expect(reader.answers).to_contain_text("Searching the articles…")
    searched.set()
    expect(reader.answers).to_contain_text("Reading 4 quotes…")
    read.set()
    expect(reader.answers).to_contain_text("A pillar had been")
    expect(reader.answers).to_contain_text("Writing…")
    written.set()
    expect(reader.answers).to_contain_text(PILLAR)
    expect(reader.answers).not_to_contain_text("Writing…")


def test_citation_names_title_date_language_and_quote(reader: Reader) -> None:
    reader.ask(CLOSED)
    card = reader.page.locator(".card")
    expect(card).to_contain_text("Die Brücke über den Sund")
    expect(card).to_contain_text("German · 4 June 2021")
    expect(card.locator("blockquote[lang=de]")).to_have_text(PILLAR)


def test_marker_opens_the_article_beside_the_chat_at_its_quote(reader: Reader) -> None:
    reader.ask(CLOSED)
    reader.page.get_by_role("link", name="Quote 1: Die Brücke über den Sund").click()
    expect(reader.panel.locator("mark")).to_have_text(PILLAR)
    expect(reader.panel.locator("mark")).to_be_in_viewport()
    expect(reader.panel.get_by_role("heading", level=1)).to_have_text("Die Brücke über den Sund")
    expect(reader.box).to_be_in_viewport()


def test_card_opens_the_article_too(reader: Reader) -> None:
    reader.ask(CLOSED)
    reader.page.locator(".card blockquote").click()
    expect(reader.panel.locator("mark")).to_be_in_viewport()


def test_quote_can_be_opened_and_closed_with_the_keyboard_alone(reader: Reader) -> None:
    reader.ask(CLOSED)
    marker = reader.page.locator("a.marker")
    marker.focus()
    reader.page.keyboard.press("Enter")
    expect(reader.panel.locator("mark")).to_be_focused()
    reader.page.keyboard.press("Escape")
    expect(reader.panel).to_be_hidden()
    expect(marker).to_be_focused()


def test_link_to_a_quote_works_in_a_tab_of_its_own(reader: Reader) -> None:
    reader.ask(CLOSED)
    with reader.page.context.expect_page() as opened:
        reader.page.locator("a.marker").click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("mark")).to_have_text(PILLAR)
    expect(opened.value.locator("mark")).to_be_in_viewport()
    expect(reader.panel).to_be_hidden()


def test_answer_says_how_it_was_made_and_offers_the_quote_s_translation(reader: Reader) -> None:
    reader.ask(CLOSED)
    account, translation = reader.page.locator(".making"), reader.page.locator(".translation")
    expect(account.get_by_text("Searched as")).not_to_be_visible()
    account.locator("summary").click()
    expect(account.get_by_text("Searched as")).to_be_visible()
    translation.locator("summary").click()
    expect(translation).to_contain_text("In English, translated by machine")
    expect(translation.locator("p")).to_contain_text("A pillar had been undermined")
    expect(reader.panel).to_have_count(0)  # the card was not clicked
    assert reader.errors == []


def test_quote_that_no_sentence_translates_is_translated_on_demand(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    lantern = "Sa lanterne porte à vingt milles."
    assistant.scripts[lantern] = [RuntimeError("out of order")]
    told = answer(LIGHT, "A pillar and a light [1][2].", cite(1, BRIDGE, PILLAR),
                  cite(2, LIGHTHOUSE, lantern))  # fmt: skip
    assistant.scripts[LIGHT] = script_of(told)
    reader.ask(LIGHT)
    offered = reader.page.locator(".translation").nth(1)
    expect(offered).to_be_visible()
    assert assistant.translated == []
    offered.locator("summary").click()
    expect(offered.locator("p")).to_contain_text("Something went wrong")
    offered.locator("summary").click()
    translated = Gate()
    assistant.scripts[lantern] = [translated, TextDelta(text="Twenty <b>miles</b>.")]
    offered.locator("summary").click()
    expect(offered.locator("p")).to_have_text("Translating…")
    translated.set()
    expect(offered.locator("p[lang=en]")).to_have_text("Twenty <b>miles</b>.")
    reader.page.locator("a.marker").nth(1).hover()
    expect(reader.page.locator("#quote-card")).to_contain_text("Twenty <b>miles</b>.")
    assert assistant.translated == [(lantern, "en")] * 2
    assert reader.errors == []


def test_answer_is_copied_as_markdown(reader: Reader) -> None:
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.ask(CLOSED)
    reader.page.get_by_role("button", name="Copy as Markdown").click()
    expect(reader.page.locator(".tools")).to_contain_text("✓")
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"**{CLOSED}**\n\nA pillar had been undermined [1].\n\n[1] “{PILLAR}”")


def test_rating_is_kept_with_a_word_on_it(reader: Reader, ratings: Path) -> None:
    reader.ask(CLOSED)
    expect(reader.answers).to_contain_text(PILLAR)
    reader.page.get_by_role("button", name="Dislike").click()
    word = reader.page.get_by_placeholder("What was wrong?")
    word.fill("It was a ship.")
    word.press("Enter")
    expect(word).not_to_be_visible()
    (kept,) = read_feedback(ratings)
    assert (kept.rating, kept.comment, kept.question) == ("bad", "It was a ship.", CLOSED)
    assert kept.answer.citations[0].quote == PILLAR


def test_refusal_is_plain_and_its_closest_passages_open(reader: Reader) -> None:
    reader.ask("Who painted the lighthouse?")
    expect(reader.answers).to_contain_text("The articles do not answer this question.")
    expect(reader.answers).to_contain_text("Closest passages")
    reader.page.get_by_role("link", name="Le phare du cap").click()
    expect(reader.panel.locator("mark")).to_have_text("Le phare du cap date de 1863. S")


def test_stop_keeps_the_draft_and_says_it_is_unchecked(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    endless = Gate()
    assistant.scripts[CLOSED] = [
        StageStarted(stage="write"),
        TextDelta(text="Half an answer "),
        endless,
        *script_of(CLOSED_ANSWER)[-1:],
    ]
    reader.ask(CLOSED)
    expect(reader.answers).to_contain_text("Half an answer")
    reader.page.get_by_role("button", name="Stop").click()
    expect(reader.answers).to_contain_text("Stopped. This draft has not been checked.")
    reader.ask(LIGHT)
    expect(reader.answers.nth(1)).to_contain_text("Twenty miles")
    expect(reader.answers.first).to_contain_text("Half an answer")
    endless.set()
    assert assistant.asked[-1] == (LIGHT, ())


def test_failing_model_says_why_and_the_chat_lives_on(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    reason = "the model at http://127.0.0.1:9/v1 can't be reached: start it"
    assistant.scripts["fails"] = [StageStarted(stage="search"), ModelError(reason)]
    assistant.scripts["breaks"] = [StageStarted(stage="search"), RuntimeError("secret detail")]
    reader.ask("fails")
    expect(reader.answers.first).to_contain_text(reason.replace("the model", "The model"))
    reader.ask("breaks")
    expect(reader.answers.nth(1)).to_contain_text("Something went wrong")
    expect(reader.answers.nth(1)).not_to_contain_text("secret detail")
    reader.ask(CLOSED)
    expect(reader.answers.nth(2)).to_contain_text(PILLAR)


def test_retry_asks_the_same_question_once_more(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    assistant.scripts[CLOSED] = [ModelError("the model is not there: run `assistant doctor`")]
    reader.ask(CLOSED)
    expect(reader.answers).to_contain_text("assistant doctor")
    assistant.scripts[CLOSED] = script_of(CLOSED_ANSWER)
    reader.page.get_by_role("button", name="Retry").click()
    expect(reader.answers).to_contain_text(PILLAR)
    expect(reader.answers).to_have_count(1)
    assert assistant.fresh == [False, True]  # made anew, not taken from before


def test_follow_up_goes_with_what_was_said(reader: Reader, assistant: ScriptedAssistant) -> None:
    reader.ask(CLOSED)
    expect(reader.answers).to_contain_text(PILLAR)
    reader.ask(LIGHT)
    expect(reader.answers.nth(1)).to_contain_text("Twenty miles")
    assert assistant.asked[-1] == (LIGHT, (Turn(CLOSED, CLOSED_ANSWER.text),))


def test_new_conversation_begins_empty(reader: Reader, assistant: ScriptedAssistant) -> None:
    reader.ask(CLOSED)
    expect(reader.answers).to_contain_text(PILLAR)
    reader.page.get_by_role("button", name="New conversation").click()
    expect(reader.answers).to_have_count(0)
    reader.ask(LIGHT)
    expect(reader.answers).to_contain_text("Twenty miles")
    assert assistant.asked[-1] == (LIGHT, ())


def test_example_question_is_asked_with_a_click(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    reader.page.get_by_role("button", name="De quoi parle l’article « Le phare du cap » ?").click()
    expect(reader.answers).to_contain_text("The articles do not answer")
    assert assistant.asked[-1][0] == "De quoi parle l’article « Le phare du cap » ?"


def test_empty_question_changes_nothing(reader: Reader, assistant: ScriptedAssistant) -> None:
    reader.ask("   ")
    reader.ask(LIGHT)
    expect(reader.answers).to_contain_text("Twenty miles")
    assert [question for question, _ in assistant.asked] == [LIGHT]


def test_overlong_question_is_told_so(reader: Reader) -> None:
    overlong = "word " * 10_000
    reader.ask(overlong)
    expect(reader.answers).to_contain_text("4000 characters at most")
    expect(reader.box).to_have_value(overlong)  # to be shortened
    reader.ask(LIGHT)
    expect(reader.answers.nth(1)).to_contain_text("Twenty miles")


def test_page_says_that_the_model_is_loading(reader: Reader, assistant: ScriptedAssistant) -> None:
    assistant.warm_gate.clear()
    assistant.scripts[CLOSED] = [assistant.warm_gate, *script_of(CLOSED_ANSWER)]
    # The fixture's server has warmed already: one that is still at it is needed.
    from assistant.web import ChatServer

    with ChatServer(assistant, Settings.load(port=0)) as loading:
        reader.page.goto(loading.url)
        reader.ask(CLOSED)
        expect(reader.answers).to_contain_text("Loading the model")
        assistant.warm_gate.set()
        expect(reader.answers).to_contain_text(PILLAR)


def test_two_readers_answered_at_once_do_not_see_each_other(
    visit: Visit, assistant: ScriptedAssistant
) -> None:
    both = Gate()
    for question, finished in ((CLOSED, CLOSED_ANSWER), (LIGHT, LIGHT_ANSWER)):
        assistant.scripts[question] = [StageStarted(stage="write"), both, *script_of(finished)]
    first, second = visit(), visit()
    first.ask(CLOSED)
    second.ask(LIGHT)
    expect(first.answers).to_contain_text("Writing…")
    expect(second.answers).to_contain_text("Writing…")
    both.set()
    expect(first.answers).to_contain_text(PILLAR)
    expect(second.answers).to_contain_text("Twenty miles")
    expect(first.answers).not_to_contain_text("Twenty miles")
    assert {asked[1] for asked in assistant.asked} == {()}


def test_reader_who_has_to_wait_for_others_is_told_so(
    visit: Visit, assistant: ScriptedAssistant
) -> None:
    others = Gate()
    assistant.scripts[CLOSED] = [StageStarted(stage="write"), others, *script_of(CLOSED_ANSWER)]
    for busy in (visit(), visit()):
        busy.ask(CLOSED)
        expect(busy.answers).to_contain_text("Writing…")
    third = visit()
    third.ask(LIGHT)
    expect(third.answers).to_contain_text("Waiting for a free place: you are next…")
    assert LIGHT not in {question for question, _ in assistant.asked}
    others.set()
    expect(third.answers).to_contain_text("Twenty miles")


@pytest.mark.parametrize(
    ("locale", "ask", "sources", "edit", "end", "conversation"),
    [
        ("en-GB", "Ask", "Quotes", "Change the question", "To the end of the conversation",
         "Conversation"),
        ("de-AT", "Fragen", "Zitate", "Frage ändern", "Zum Ende des Gesprächs", "Gespräch"),
        ("fr-CA", "Demander", "Citations", "Modifier la question", "À la fin de la conversation",
         "Conversation"),
        ("es-ES", "Ask", "Quotes", "Change the question", "To the end of the conversation",
         "Conversation"),
    ],
)  # fmt: skip
def test_interface_speaks_the_browser_s_language(
    visit: Visit,
    assistant: ScriptedAssistant,
    locale: str,
    ask: str,
    sources: str,
    edit: str,
    end: str,
    conversation: str,
) -> None:
    """Ours, and what Gradio names in English."""
    longer = answer(CLOSED, "A pillar had been undermined. " * 60 + "[1]", *CLOSED_ANSWER.citations)
    assistant.scripts[CLOSED] = script_of(longer)
    reader = visit(locale=locale, viewport={"width": 900, "height": 500})
    reader.box.fill(CLOSED)
    reader.page.get_by_role("button", name=ask, exact=True).click()
    expect(reader.answers.get_by_role("heading", name=sources)).to_be_attached()
    expect(reader.page.locator(".card")).to_be_attached()
    reader.page.locator(".written").hover()
    reader.page.mouse.wheel(0, 120)
    expect(reader.page.get_by_role("button", name=end)).to_be_visible()
    expect(reader.page.get_by_role("log", name=conversation)).to_be_visible()
    reader.page.get_by_role("button", name=edit).click()
    expect(reader.box).to_have_value(CLOSED)
    expect(reader.box).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_page_has_no_sideways_scroll_and_the_article_covers_it(
    visit: Visit, scheme: str
) -> None:
    reader = visit(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    reader.ask(CLOSED)
    expect(reader.answers).to_contain_text(PILLAR)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(reader.box).to_be_in_viewport(ratio=1)
    reader.page.locator("a.marker").click()
    expect(reader.panel.locator("mark")).to_be_in_viewport(ratio=1)
    box = reader.panel.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 360)
    assert reader.page.evaluate("document.querySelector('#article-panel').matches(':modal')")
    reader.panel.get_by_role("button", name="Close").click()
    expect(reader.panel).to_be_hidden()


def test_question_stays_in_view_above_a_long_answer(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    long = answer(LIGHT, "\n\n".join(f"Paragraph {number}." for number in range(60)))
    assistant.scripts[LIGHT] = script_of(long)
    reader.ask(CLOSED)
    expect(reader.answers).to_contain_text(PILLAR)
    reader.ask(LIGHT)
    expect(reader.answers.nth(1)).to_contain_text("Paragraph 59.")
    expect(reader.page.locator(".user", has_text=LIGHT)).to_be_in_viewport(ratio=1)
    expect(reader.page.get_by_text("Paragraph 0.", exact=True)).to_be_in_viewport(ratio=1)
    expect(reader.page.get_by_text("Paragraph 59.", exact=True)).not_to_be_in_viewport()


def test_reader_who_scrolled_up_is_left_there(reader: Reader, assistant: ScriptedAssistant) -> None:
    rest = Gate()
    start = "\n\n".join(f"Paragraph {number}." for number in range(60))
    assistant.scripts[CLOSED] = script_of(answer(CLOSED, start))
    assistant.scripts[LIGHT] = [TextDelta(text="Twenty"), rest, *script_of(LIGHT_ANSWER)]
    reader.ask(CLOSED)
    expect(reader.answers).to_contain_text("Paragraph 59.")
    reader.ask(LIGHT)
    expect(reader.answers.nth(1)).to_be_in_viewport()
    reader.page.get_by_text("Paragraph 30.", exact=True).scroll_into_view_if_needed()
    expect(reader.page.get_by_text("Paragraph 30.", exact=True)).to_be_in_viewport()
    rest.set()
    expect(reader.answers.nth(1)).to_contain_text("miles")
    expect(reader.page.get_by_text("Paragraph 30.", exact=True)).to_be_in_viewport()


def test_closing_the_page_ends_the_work(reader: Reader, assistant: ScriptedAssistant) -> None:
    assistant.scripts[CLOSED] = [StageStarted(stage="write")] * 1_000_000
    reader.ask(CLOSED)
    expect(reader.answers).to_contain_text("Writing…")
    reader.page.close()
    assert assistant.left.wait(timeout=60)
    assert assistant.closed == [CLOSED]


def test_question_box_is_low_again_after_a_long_question(visit: Visit) -> None:
    reader = visit(viewport={"width": 360, "height": 740})
    before = reader.page.locator("#question-box").bounding_box()
    reader.ask("Who painted the lighthouse, and in which colour, and why? " * 3)
    expect(reader.answers).to_contain_text("The articles do not answer")
    expect(reader.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    assert reader.page.locator("#question-box").bounding_box() == before
