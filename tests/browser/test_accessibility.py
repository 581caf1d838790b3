"""The chat for everyone: found faultless by axe, usable by keyboard alone, calm where asked to be.

axe-core (https://github.com/dequelabs/axe-core) runs with all its rules; none is left out.
"""

from threading import Event as Gate

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from assistant.events import StageStarted
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
LANTERN = "Sa lanterne porte à vingt milles."
# So high that nothing has to be scrolled to: axe judges no contrast of what is out of sight.
SIZES = [{"width": width, "height": 3400} for width in (1280, 360)]
MOST_STOPS = 80  # of the Tab key


@pytest.fixture(autouse=True)
def scripts(assistant: ScriptedAssistant) -> None:
    text = "A pillar had been undermined [1]. The light reaches twenty miles [2]."
    quotes = (cite(1, BRIDGE, PILLAR), cite(2, LIGHTHOUSE, LANTERN))
    assistant.scripts[CLOSED] = script_of(answer(CLOSED, text, *quotes))


# --- axe ------------------------------------------------------------------------------------------


# The states of the page, as one reader comes from each to the next.


def nothing(reader: Reader) -> None:
    expect(reader.page.locator("#conversation .example").first).to_be_visible()


def articles_listed(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Articles").click()
    reader.page.get_by_role("checkbox").first.check()
    expect(reader.page.get_by_role("button", name="Ask about this one")).to_be_visible()


def limited_to_an_article(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Ask about this one").click()
    expect(reader.page.get_by_role("button", name="Ask all articles")).to_be_visible()


def refused(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Ask all articles").click()
    expect(reader.page.locator("#scope-said")).not_to_be_visible()
    reader.ask("Who painted the lighthouse?")
    expect(reader.page.locator("#conversation .option")).to_have_count(2)


def answered_anew(reader: Reader) -> None:
    reader.page.get_by_role("button", name="New conversation").click()
    expect(reader.answers).to_have_count(0)
    answered(reader)


def answered(reader: Reader) -> None:
    reader.ask(CLOSED)
    expect(reader.page.locator(".card")).to_have_count(2)
    if reader.page.evaluate("innerWidth") > 960:  # the list of conversations moves the page
        expect(reader.page.locator("#sidebar.open")).to_be_attached()


def rated(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Dislike").click()
    expect(reader.page.get_by_placeholder("What was wrong?")).to_be_visible()


def all_there_is_shown(reader: Reader) -> None:
    reader.page.locator(".making summary").click()
    reader.page.locator(".translation summary").first.click()
    reader.page.locator("a.marker").first.hover()
    expect(reader.page.locator("#quote-card")).to_be_visible()


def article_opened(reader: Reader) -> None:
    reader.page.locator("a.marker").first.click()
    expect(reader.panel.locator("mark")).to_be_visible()


def conversations_listed(reader: Reader) -> None:
    reader.page.keyboard.press("Escape")
    expect(reader.panel).to_be_hidden()
    if not reader.page.locator("#sidebar").evaluate("it => it.classList.contains('open')"):
        reader.page.locator("#sidebar .toggle-button").click()
    expect(reader.page.locator("#conversations label").first).to_be_in_viewport()


def article_on_its_own_page(reader: Reader) -> None:
    address = reader.page.locator("a.marker").first.get_attribute("href")
    assert address is not None
    reader.page.goto(reader.url + address)
    expect(reader.page.locator("mark")).to_be_visible()


JOURNEY = (
    nothing,
    articles_listed,
    limited_to_an_article,
    refused,
    answered_anew,
    rated,
    all_there_is_shown,
    article_opened,
    conversations_listed,
    article_on_its_own_page,
)


def faults(reader: Reader, *schemes: str) -> list[str]:
    """What axe finds wrong with the page, in light and dark unless told otherwise."""
    found = []
    for scheme in schemes or ("light", "dark"):
        reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if reader.page.locator("gradio-app").count():  # where a script follows the scheme
            expect(reader.page.locator("body.dark")).to_have_count(1 if scheme == "dark" else 0)
        found += [f"{scheme}: {fault}" for fault in _faults_as_it_stands(reader)]
    return found


def _faults_as_it_stands(reader: Reader) -> list[str]:
    reader.page.evaluate("Promise.allSettled(document.getAnimations().map(it => it.finished))")
    found = Axe().run(reader.page).response["violations"]
    return [
        f"{fault['impact']} {fault['id']}: {at['html']}" for fault in found for at in fault["nodes"]
    ]


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(SIZES[0], id="wide"),
        pytest.param(SIZES[1], id="narrow", marks=pytest.mark.thorough),
    ],
)
def test_axe_finds_no_fault_in_any_state_of_the_page(visit: Visit, size: dict[str, int]) -> None:
    reader = visit(viewport=size, reduced_motion="reduce")
    found = {}
    for come_to in JOURNEY:
        come_to(reader)
        found[come_to.__name__] = faults(reader)
    assert {state: each for state, each in found.items() if each} == {}


def test_axe_would_find_a_fault(visit: Visit) -> None:
    reader = visit(viewport=SIZES[0])
    answered(reader)
    reader.page.locator(".answer").evaluate(
        "it => it.insertAdjacentHTML('beforeend', '<button></button><p style=\"color: #ccc\">pale')"
    )
    found = faults(reader)
    assert [":".join(fault.split(":")[:2]) for fault in found] == [
        "light: critical button-name",
        "light: serious color-contrast",
        "dark: critical button-name",
    ]


# --- keyboard -------------------------------------------------------------------------------------


def tab_to(reader: Reader, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until what is wanted has the focus."""
    for _ in range(MOST_STOPS):
        reader.page.keyboard.press(key)
        if wanted.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not reached by {key}")


def test_whole_journey_goes_by_keyboard_alone(reader: Reader) -> None:
    page, keys = reader.page, reader.page.keyboard
    expect(reader.box).to_be_focused()
    keys.type(CLOSED)
    keys.press("Enter")
    expect(page.locator(".card")).to_have_count(2)

    tab_to(reader, page.locator("a.marker").first, "Shift+Tab")
    expect(page.locator("#quote-card blockquote")).to_have_text(PILLAR)
    keys.press("Enter")
    expect(reader.panel.locator("mark")).to_be_focused()
    keys.press("Escape")
    expect(page.locator("a.marker").first).to_be_focused()

    for number, said in enumerate(["A pillar had been undermined", f"[en] {LANTERN}"]):
        tab_to(reader, page.locator(".translation summary").nth(number))
        keys.press("Enter")
        expect(page.locator(".translation p").nth(number)).to_contain_text(said)
    tab_to(reader, page.locator(".making summary"))
    keys.press("Space")
    expect(page.locator(".account")).to_be_visible()

    tab_to(reader, page.get_by_role("button", name="Dislike"))
    keys.press("Enter")
    tab_to(reader, page.get_by_placeholder("What was wrong?"))
    keys.type("It was a ship.")
    keys.press("Enter")
    expect(page.get_by_text("your word is kept")).to_be_visible()

    tab_to(reader, page.get_by_role("button", name="New conversation"), "Shift+Tab")
    keys.press("Enter")
    expect(reader.answers).to_have_count(0)
    tab_to(reader, page.locator("#conversation .example").first)
    keys.press("Enter")
    expect(reader.answers).to_contain_text("The articles do not answer")
    expect(reader.box).to_be_focused()  # what had the focus is gone
    tab_to(reader, page.locator("#conversation .option").first, "Shift+Tab")
    keys.press("Enter")
    expect(reader.answers).to_have_count(2)
    expect(reader.box).to_be_focused()


def test_focus_can_be_seen_wherever_it_goes(reader: Reader) -> None:
    answered(reader)
    reader.page.evaluate("document.activeElement.blur()")
    unseen = []
    for _ in range(MOST_STOPS):
        reader.page.keyboard.press("Tab")
        stop = reader.page.evaluate(
            """() => {
                const it = document.activeElement;
                if (it === document.body) return null;
                const seen = [it, it.closest("#question-box, #comment-box, label")]
                    .filter(Boolean)
                    .map((one) => getComputedStyle(one))
                    .some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none");
                return { name: it.outerHTML.slice(0, 120), seen };
            }"""
        )
        if stop is None:
            break
        if not stop["seen"]:
            unseen.append(stop["name"])
    assert unseen == []


# --- motion ---------------------------------------------------------------------------------------


def test_nothing_moves_where_motion_is_unwelcome(
    visit: Visit, assistant: ScriptedAssistant
) -> None:
    gate = Gate()
    assistant.scripts["slow"] = [StageStarted(stage="write"), gate, *assistant.scripts[CLOSED]]
    reader = visit(reduced_motion="reduce", viewport={"width": 1280, "height": 800})
    reader.ask("slow")
    expect(reader.answers).to_contain_text("Writing…")
    assert moving(reader) == []
    gate.set()
    expect(reader.page.locator(".card")).to_have_count(2)
    reader.page.locator("a.marker").first.hover()
    expect(reader.page.locator("#quote-card")).to_be_visible()
    assert moving(reader) == []
    reader.page.locator("a.marker").first.click()
    expect(reader.panel.locator("mark")).to_be_visible()
    assert moving(reader) == []
    reader.page.locator("#sidebar .toggle-button").click()
    assert moving(reader) == []


def moving(reader: Reader) -> list[str]:
    """What is under way of animations, and what would scroll smoothly."""
    found: list[str] = reader.page.evaluate(
        """() => {
          const lasts = (it) => it.effect.getTiming().duration > 1; // milliseconds
          return [
            ...document.getAnimations().filter(lasts).map((it) => {
                const of = it.effect.target;
                const name = it.animationName ?? it.transitionProperty;
                return `${name} of ${of.tagName}.${of.className}`;
            }),
            ...[...document.querySelectorAll("*")]
                .filter((it) => getComputedStyle(it).scrollBehavior === "smooth")
                .map((it) => `smooth scrolling of ${it.tagName}.${it.className}`),
          ];
        }"""
    )
    return found
