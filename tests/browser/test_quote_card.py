"""The card that shows a quote at its marker, before any article is opened."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Reader, Visit
from tests.integration.web.scripted_assistant import (
    BRIDGE,
    HOSTILE,
    LIGHTHOUSE,
    ScriptedAssistant,
    answer,
    cite,
    script_of,
)

CLOSED = "Why was the bridge closed?"
PILLAR = "Im Juni wurde die Brücke gesperrt, weil ein Pfeiler unterspült war."
LANTERN = "Sa lanterne porte à vingt milles."
HARBOUR = "The harbour opened in 1901."


@pytest.fixture(autouse=True)
def scripts(assistant: ScriptedAssistant) -> None:
    text = "A pillar had been undermined [1]. The light reaches twenty miles [2]. It opened [3]."
    quotes = (cite(1, BRIDGE, PILLAR), cite(2, LIGHTHOUSE, LANTERN), cite(3, HOSTILE, HARBOUR))
    assistant.scripts[CLOSED] = script_of(answer(CLOSED, text, *quotes))


@pytest.fixture
def reader(visit: Visit) -> Reader:
    """A reader whose page is too narrow for the list of conversations, which would move markers."""
    return visit(viewport={"width": 900, "height": 800})


def card(reader: Reader) -> Locator:
    return reader.page.locator("#quote-card")


def marker(reader: Reader, number: int) -> Locator:
    return reader.page.locator("a.marker").nth(number - 1)


def assert_within_the_window(reader: Reader) -> None:
    place, size = card(reader).bounding_box(), reader.page.viewport_size
    assert place is not None
    assert size is not None
    assert place["x"] >= 0
    assert place["y"] >= 0
    assert place["x"] + place["width"] <= size["width"]
    assert place["y"] + place["height"] <= size["height"]


def test_pointing_at_a_marker_shows_quote_title_date_language_and_translation(
    reader: Reader,
) -> None:
    reader.ask(CLOSED)
    marker(reader, 1).hover()
    expect(card(reader).locator(".source")).to_have_text(BRIDGE.title)
    expect(card(reader).locator(".details")).to_contain_text("German · 4 June 2021")
    expect(card(reader).locator("blockquote[lang=de]")).to_have_text(PILLAR)
    expect(card(reader)).to_contain_text("In English, translated by machine")
    expect(card(reader).locator(".translation [lang=en]")).to_be_visible()
    expect(reader.panel).to_have_count(0)
    assert_within_the_window(reader)


def test_each_marker_shows_its_own_quote(reader: Reader) -> None:
    reader.ask(CLOSED)
    marker(reader, 1).hover()
    expect(card(reader).locator("blockquote")).to_have_text(PILLAR)
    marker(reader, 2).hover()
    expect(card(reader).locator("blockquote")).to_have_text(LANTERN)


def test_pointer_may_move_into_the_card_and_out_of_it(reader: Reader) -> None:
    reader.ask(CLOSED)
    marker(reader, 1).hover()
    expect(card(reader)).to_be_visible()
    card(reader).locator("blockquote").hover()
    expect(card(reader)).to_be_visible()
    reader.box.hover()
    expect(card(reader)).to_be_hidden()


def test_card_opens_the_article_at_its_quote(reader: Reader) -> None:
    reader.ask(CLOSED)
    marker(reader, 1).hover()
    card(reader).locator("blockquote").click()
    expect(reader.panel.locator("mark")).to_have_text(PILLAR)
    expect(card(reader)).to_be_hidden()


def test_click_on_the_marker_opens_the_article_and_puts_the_card_away(reader: Reader) -> None:
    reader.ask(CLOSED)
    marker(reader, 2).hover()
    expect(card(reader)).to_be_visible()
    marker(reader, 2).click()
    expect(reader.panel.locator("mark")).to_have_text(LANTERN)
    expect(card(reader)).to_be_hidden()


def test_escape_puts_the_card_away_and_leaves_pointer_and_focus(reader: Reader) -> None:
    reader.ask(CLOSED)
    marker(reader, 1).hover()
    expect(card(reader)).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(card(reader)).to_be_hidden()
    marker(reader, 2).focus()
    expect(card(reader)).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(card(reader)).to_be_hidden()
    expect(marker(reader, 2)).to_be_focused()


def test_keyboard_walks_from_card_to_card_and_into_the_article(reader: Reader) -> None:
    reader.ask(CLOSED)
    marker(reader, 1).focus()
    expect(card(reader).locator("blockquote")).to_have_text(PILLAR)
    reader.page.keyboard.press("Tab")
    expect(card(reader).locator("blockquote")).to_have_text(LANTERN)
    reader.page.keyboard.press("Enter")
    expect(reader.panel.locator("mark")).to_be_focused()
    expect(card(reader)).to_be_hidden()
    reader.page.keyboard.press("Escape")
    expect(marker(reader, 2)).to_be_focused()
    expect(card(reader)).to_be_hidden()  # the quote was just read at length


def test_screen_readers_keep_the_link_and_do_not_hear_the_card(reader: Reader) -> None:
    reader.ask(CLOSED)
    marker(reader, 1).focus()
    expect(card(reader)).to_be_visible()
    expect(reader.page.get_by_role("link", name=f"Quote 1: {BRIDGE.title}")).to_have_count(1)
    expect(card(reader)).to_have_attribute("aria-hidden", "true")
    expect(card(reader).locator("a, button, summary, [tabindex]")).to_have_count(0)


def test_tap_shows_the_card_and_a_second_one_opens_the_article(visit: Visit) -> None:
    reader = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    reader.ask(CLOSED)
    for number, quote in ((1, PILLAR), (2, LANTERN)):
        marker(reader, number).tap()
        expect(card(reader).locator("blockquote")).to_have_text(quote)
        assert_within_the_window(reader)
    reader.page.locator("#name").tap()
    expect(card(reader)).to_be_hidden()
    expect(reader.panel).to_have_count(0)
    marker(reader, 2).tap()
    expect(card(reader)).to_be_visible()
    marker(reader, 2).tap()
    expect(reader.panel.locator("mark")).to_have_text(LANTERN)
    expect(card(reader)).to_be_hidden()


def test_tap_on_the_card_opens_the_article(visit: Visit) -> None:
    reader = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    reader.ask(CLOSED)
    marker(reader, 1).tap()
    card(reader).locator("blockquote").tap()
    expect(reader.panel.locator("mark")).to_have_text(PILLAR)


def test_card_at_the_foot_of_a_low_window_is_not_cut_off(
    visit: Visit, assistant: ScriptedAssistant
) -> None:
    long = BRIDGE.text[BRIDGE.text.index("Absatz 0") :]
    assistant.scripts[CLOSED] = script_of(answer(CLOSED, "It is busy [1].", cite(1, BRIDGE, long)))
    reader = visit(viewport={"width": 360, "height": 420})
    reader.ask(CLOSED)
    marker(reader, 1).hover()
    expect(card(reader)).to_contain_text("Absatz 29")
    assert_within_the_window(reader)
    assert card(reader).evaluate("card => card.scrollHeight > card.clientHeight")


def test_hostile_title_and_quote_are_shown_as_they_are(reader: Reader) -> None:
    reader.ask(CLOSED)
    marker(reader, 3).hover()
    expect(card(reader).locator(".source")).to_have_text(HOSTILE.title)
    expect(card(reader).locator("script, img, style, svg, iframe")).to_have_count(0)
    assert reader.page.evaluate("window.hacked") is None
    assert reader.requested_elsewhere() == []
    assert reader.errors == []
