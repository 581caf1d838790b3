"""What articles, titles, questions and models say is shown, and never runs or loads anything."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader, Visit
from tests.integration.web.scripted_assistant import (
    HOSTILE,
    ScriptedAssistant,
    answer,
    cite,
    script_of,
)

ATTACKS = (
    "<script>window.hacked=7</script> <img src=x onerror=window.hacked=8> "
    '![a picture](http://elsewhere.example/m.png) <a href="javascript:window.hacked=9">here</a> '
    "<style>body{display:none}</style> <svg/onload=window.hacked=10> $$x$$ **bold**"
)
HARBOUR = "The harbour opened in 1901."
PLANT = """
    const place = document.querySelector('#conversation');
    place.insertAdjacentHTML('beforeend', '<img src="web/none" onerror="window.hacked=11">');
    place.insertAdjacentHTML('beforeend', '<img src="http://elsewhere.example/planted.png">');
    const script = document.createElement('script');
    script.textContent = 'window.hacked=12';
    place.append(script);
"""


@pytest.fixture(autouse=True)
def scripts(assistant: ScriptedAssistant) -> None:
    assistant.scripts[ATTACKS] = script_of(
        answer(ATTACKS, f"{ATTACKS} [1]", cite(1, HOSTILE, HARBOUR))
    )


def assert_unharmed(reader: Reader) -> None:
    assert reader.page.evaluate("window.hacked") is None
    assert reader.requested_elsewhere() == []
    assert reader.errors == []


def test_page_loads_nothing_from_elsewhere(reader: Reader) -> None:
    reader.ask("anything")
    expect(reader.page.locator(".card").first).to_be_visible()
    reader.page.locator("a.opens-article").first.click()
    expect(reader.panel.locator("mark").first).to_be_visible()
    assert len(reader.requested) > 10
    assert_unharmed(reader)


def test_hostile_question_answer_and_title_are_shown_as_they_are(reader: Reader) -> None:
    reader.ask(ATTACKS)
    expect(reader.page.locator(".card")).to_be_visible()
    expect(reader.page.locator(".user")).to_contain_text(ATTACKS)
    expect(reader.answers.locator(".written")).to_contain_text(ATTACKS)
    expect(reader.page.locator(".card .source")).to_have_text(HOSTILE.title)
    found = "#conversation :is(.user, .bot) :is(script, img, style, svg, strong, iframe)"
    expect(reader.page.locator(found)).to_have_count(0)
    assert_unharmed(reader)


def test_hostile_article_is_shown_as_it_is_beside_the_chat(reader: Reader) -> None:
    reader.ask(ATTACKS)
    reader.page.locator(".card").click()
    expect(reader.panel.locator("mark")).to_have_text(HARBOUR)
    expect(reader.panel.get_by_role("heading", level=1)).to_have_text(HOSTILE.title)
    expect(reader.panel).to_contain_text("<script>window.hacked=4</script> The harbour")
    expect(reader.panel).to_contain_text('<a href="javascript:window.hacked=5">click</a>')
    expect(reader.panel.locator("script, img, style, svg, iframe")).to_have_count(0)
    assert_unharmed(reader)


def test_hostile_article_is_shown_as_it_is_on_its_own_page(visit: Visit, reader: Reader) -> None:
    reader.ask(ATTACKS)
    address = reader.page.locator("a.marker").get_attribute("href")
    assert address is not None
    alone = visit(path=address)
    expect(alone.page.locator("mark")).to_have_text(HARBOUR)
    expect(alone.page.locator("article script, img, article style, svg, iframe")).to_have_count(0)
    assert_unharmed(alone)


def test_browser_itself_refuses_markup_that_slipped_through(reader: Reader) -> None:
    with reader.page.expect_console_message(
        lambda message: "event handler violates" in message.text
    ):
        reader.page.evaluate(PLANT)
    assert reader.page.evaluate("window.hacked") is None
    loaded = reader.page.evaluate(
        "[...document.querySelectorAll('#conversation img')].map(image => image.naturalWidth)"
    )
    assert loaded == [0, 0]
